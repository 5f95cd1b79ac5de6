/*
 * Sources with a shape of their own: archives, commit histories, Reddit threads, embeds, status
 * pages, sitemaps. Each is read through dl_fetch_ask, so that what was read is captured and can be
 * replayed, and gives the same shape: records with dates, facts on the whole, the captures that
 * prove it, and what is missing. Everything lives in the arena that the caller passes. Texts are
 * UTF-8, whatever was answered; addresses are as they were told.
 */
#ifndef DATELINE_SOURCE_H
#define DATELINE_SOURCE_H

#include "dateline/date.h"
#include "dateline/fetch.h"

/* What only one kind of source tells: "digest", "parent", "impact". In the order told. */
typedef struct dl_fact {
    const char *name;
    dl_str value;
    struct dl_fact *next;
} dl_fact;

typedef struct dl_record {
    bool has_date, has_ended;
    dl_date date;  /* as precise as it was told; one that makes no sense is the fact "date_raw" */
    dl_date ended; /* when what it tells of was over, or was last changed */
    dl_str id;     /* the service's own; unique in its list; may be empty */
    dl_str kind;   /* "commit", "comment", "incident", "captured", "page", ... */
    dl_str actor;  /* who did or said it; may be empty */
    dl_str title, text;
    dl_str url; /* where a person sees it */
    dl_fact *facts;
} dl_record;

typedef struct dl_records {
    dl_record *items;
    size_t count;
    dl_fact *facts;        /* of the whole: "repository", "remaining", ... */
    dl_str incomplete;     /* why there is more than this; empty when all is here */
    dl_snapshot *captures; /* what was read, without bodies, in the order of asking */
    size_t capture_count;
} dl_records;

/* The value of a fact, empty when it is not told. */
dl_str dl_fact_value(const dl_fact *facts, const char *name);

typedef struct dl_source_options {
    dl_fetch_mode mode;
    const dl_token *tokens; /* as in dl_fetch_options */
    size_t token_count;
    size_t limit; /* most records; 0: the adapter's own */
    dl_str base;  /* "http://127.0.0.1:8080" in place of the service's own; empty: the service */
    dl_str form;  /* which of its forms to ask for, where it has several; empty: the best */
    dl_str timegate, timemap; /* prefixes of another archive (RFC 7089): the address is appended */
    dl_str from, to;          /* history: only captures between, as 4 to 14 digits */
    dl_str author;            /* commits, reddit: by this one only */
    dl_str path, ref;         /* commits: touching path; of a branch, tag or commit */
    dl_str endpoint;          /* embed: the provider's, instead of asking the page */
} dl_source_options;

/* The functions below fail for what the service refuses (DL_ERR_NET, with its reason and a hint),
 * for an answer that is not in its documented form (DL_ERR_SYNTAX), and as dl_fetch_ask does. When
 * a later page fails, what came before it is given, and `incomplete` says why. */

/* What archives have of url: Wayback's CDX ("json", "text", or "pages" to page by number), or the
 * TimeMap of another archive, in link or JSON form. */
int dl_source_history(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                      dl_arena *arena, dl_records *out, dl_error *error);
/* Commits of a repository at GitHub ("json", "atom") or Hugging Face, by its address or by
 * "owner/name" ("hf:owner/name"). */
int dl_source_commits(dl_fetch *fetch, dl_str repository, const dl_source_options *options,
                      dl_arena *arena, dl_records *out, dl_error *error);
/* A Reddit thread or listing: a saved JSON file, the API with the user's token, or Atom. */
int dl_source_reddit(dl_fetch *fetch, dl_str url, const dl_source_options *options, dl_arena *arena,
                     dl_records *out, dl_error *error);
/* What a page offers to embed (oEmbed 1.0): one record. */
int dl_source_embed(dl_fetch *fetch, dl_str url, const dl_source_options *options, dl_arena *arena,
                    dl_records *out, dl_error *error);
/* Incidents of a status page, each followed by its updates ("all", "unresolved", "feed"). */
int dl_source_incidents(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                        dl_arena *arena, dl_records *out, dl_error *error);
/* Pages that a sitemap lists; of a site's address, those that its robots.txt names. */
int dl_source_sitemap(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                      dl_arena *arena, dl_records *out, dl_error *error);

/* A page as an archive had it. */
typedef struct dl_memento {
    bool is;          /* false: the page is live */
    dl_str original;  /* address of what was archived */
    dl_date asked;    /* the date wanted */
    bool has_at;      /* false where the archive does not say */
    dl_date at;       /* when the archive captured it */
    dl_span distance; /* days from asked to at */
    int status;       /* that the archive saw: an archived error is a finding, no failure */
    dl_str moved;     /* where an archived redirect led; empty without one */
} dl_memento;

/* The capture nearest to date: by Wayback's addresses, or by options->timegate (RFC 7089). */
int dl_source_at(dl_fetch *fetch, dl_str url, const dl_date *date, const dl_source_options *options,
                 dl_arena *arena, dl_memento *memento, dl_snapshot *snapshot, dl_fetch_from *from,
                 dl_error *error);
/* Appends the header lines that the archive saw, out of those that it answered with: what stands
 * as X-Archive-Orig-NAME. Nothing where the archive does not tell them so. */
void dl_memento_headers(dl_str headers, dl_buf *out);

#endif
