/*
 * A feed read as a page, so that what it says can be quoted, searched and compared like any other
 * source: its title, language and dates, and as text its entries, newest first as they stand.
 */
#ifndef EXTRACT_PAGE_FEED_H
#define EXTRACT_PAGE_FEED_H

#include "dateline/page.h"

/* DL_ERR_SYNTAX for XML that is no feed, DL_ERR_LIMIT_SIZE for one that is made to swell: page is
 * as it was. */
int dl_page_read_feed(dl_page *page, dl_str body, dl_str content_type, dl_str url, dl_error *error);

#endif
