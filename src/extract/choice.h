/*
 * From what a page claims to what it is taken to be: the fields of dl_page, and the list of all
 * claims that explains them.
 */
#ifndef EXTRACT_CHOICE_H
#define EXTRACT_CHOICE_H

#include "dateline/page.h"
#include "extract/claim.h"

/* A day in the path of the address, or of the one that the page calls its own. */
void dl_claim_addresses(dl_claims *claims, dl_str url);

/* Text must be there already: its first paragraph describes a page that does not. Failures are
 * noted in claims. */
void dl_choice_make(dl_page *page, dl_claims *claims, dl_str url);

#endif
