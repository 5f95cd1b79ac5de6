/*
 * Dates that readers see: where they stand from the heading and in what, which says whether they
 * are the article's. They are gathered during the walk and ranked after it, when the heading is
 * known. A walk has one dl_sightings, on its stack; texts are views of the tree.
 */
#ifndef EXTRACT_SIGHTING_H
#define EXTRACT_SIGHTING_H

#include "extract/claim.h"
#include "extract/html.h"
#include "extract/label.h"
#include "extract/words.h"

typedef struct dl_sighting {
    dl_str raw;
    const char *from; /* "time", "byline", "text", "label" */
    int rank;         /* near the heading */
    const GumboNode *node;
    uint32_t at; /* how many texts stand before it */
    bool field;  /* raw is a date, and not words with a date in them */
    bool firm;   /* its markup or label says what it is: wherever it stands */
    bool modified;
    bool author; /* raw is a name */
} dl_sighting;

enum { DL_MOST_SIGHTINGS = 512 };

typedef struct dl_sightings {
    dl_claims *claims;
    dl_sighting seen[DL_MOST_SIGHTINGS];
    size_t count;
    uint32_t texts;   /* visible texts so far */
    dl_str last_text; /* the one before, for a label in it */
    const GumboNode *heading;
    uint32_t heading_at; /* where it stands */
    int heading_fit;     /* how sure it is, 0 for none */
    dl_arena words;      /* texts put together from parts */
} dl_sightings;

void dl_sightings_clear(dl_sightings *s);

/* Each is called in document order. */
void dl_sighting_text(dl_sightings *s, const GumboNode *text);
/* An element of the site's own (<relative-time datetime>), after words that say what was done then.
 */
bool dl_sighting_is_own_time(const dl_sightings *s, const GumboNode *node);
void dl_sighting_time(dl_sightings *s, const GumboNode *time);
void dl_sighting_byline(dl_sightings *s, const GumboNode *element, const dl_lowered *class,
                        dl_str shown);
void dl_sighting_author(dl_sightings *s, const GumboNode *element, dl_str name, int rank,
                        const char *from);
void dl_sighting_heading(dl_sightings *s, const GumboNode *heading, dl_str shown, dl_str title);

/* At the end of the walk. */
void dl_sighting_claims(dl_sightings *s);

/* Class names that say what stands in an element is a date, or is changed. */
bool dl_says_date(const dl_lowered *class);
bool dl_says_changed(const dl_lowered *class);

#endif
