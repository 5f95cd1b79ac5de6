/*
 * What a page says about itself, each time it says it: a claim is one field, its raw words, and
 * which part of the page made it, by rank. The page's title or date is a choice among claims, and
 * the choice can be explained. Everything lives in the arena that the holder gives.
 */
#ifndef EXTRACT_CLAIM_H
#define EXTRACT_CLAIM_H

#include "dateline/arena.h"
#include "dateline/date.h"
#include "dateline/str.h"

typedef enum dl_claim_field {
    DL_CLAIM_TITLE,
    DL_CLAIM_AUTHOR,
    DL_CLAIM_PUBLISHED,
    DL_CLAIM_MODIFIED,
    DL_CLAIM_LANG,
    DL_CLAIM_PUBLISHER,
    DL_CLAIM_CANONICAL,
    DL_CLAIM_EXCERPT,
    DL_CLAIM_FIELDS
} dl_claim_field;

typedef struct dl_claim {
    struct dl_claim *next;
    int rank; /* lower is believed first */
    dl_str raw, from;
    int item;   /* of JSON-LD: which object tells it; 0 elsewhere */
    bool loose; /* a byline: the date may stand anywhere in it, and must have a day */
    bool chosen, conflict;
    bool dated; /* date is what raw says */
    dl_date date;
} dl_claim;

/* Somebody's name under an id, or a claim that gives the id alone: "author": {"@id": "#jane"}. */
typedef struct dl_name_told {
    struct dl_name_told *next;
    dl_str id, name; /* name: empty for a reference */
    dl_claim_field field;
    int rank, item;
} dl_name_told;

typedef struct dl_claims {
    dl_arena *arena;
    dl_claim *first[DL_CLAIM_FIELDS], *last[DL_CLAIM_FIELDS]; /* in document order */
    size_t count[DL_CLAIM_FIELDS];
    int item, items;                /* the object of JSON-LD that is read, 0 for none; how many */
    dl_name_told *told, *last_told; /* in document order */
    size_t told_count;
    dl_str body; /* the longest articleBody, paragraphs as blocks */
    bool failed; /* memory ran out */
} dl_claims;

/* Folds raw and keeps it; an empty one is no claim, nor is one past the most that a field can
 * have. from is "prefix name", name may be empty. */
void dl_claim_add(dl_claims *claims, dl_claim_field field, int rank, dl_str raw, const char *from,
                  dl_str name);
/* A date within other words. */
void dl_claim_add_loose(dl_claims *claims, dl_claim_field field, int rank, dl_str raw,
                        const char *from);
/* What was read as date already. */
void dl_claim_add_dated(dl_claims *claims, dl_claim_field field, int rank, dl_str raw,
                        const char *from, const dl_date *date);

/* The claim of the lowest rank, the first of those in document order; NULL without any. */
dl_claim *dl_claim_best(const dl_claims *claims, dl_claim_field field);
/* All of the best claim's rank, place and item, "; " between them, each once; marks them chosen. */
void dl_claim_join(const dl_claims *claims, dl_claim_field field, dl_buf *out);

/* Reads every claim of both dates, and marks the chosen ones and what is in conflict with them:
 * another strong claim for another day, a modification before the publication. */
void dl_claim_dates(const dl_claims *claims, dl_str lang);

/* The field's name: "title", "author", ... */
const char *dl_claim_field_name(dl_claim_field field);

#endif
