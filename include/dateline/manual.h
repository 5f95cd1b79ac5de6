/*
 * The manual, one source for all that explains: `dateline help`, the REPL's :help and :doc, a
 * kernel's inspection, completion's signatures, the man pages and the definitions for editors. It
 * is written in src/manual as Markdown and built into the program: nothing here is owned or freed.
 * A topic is a file there, a module of the Lua API or a guide; an entry is one function, method or
 * field.
 */
#ifndef DATELINE_MANUAL_H
#define DATELINE_MANUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/doc.h"
#include "dateline/error.h"
#include "dateline/str.h"

typedef struct dl_manual_topic {
    const char *name;          /* "fetch", "notebook" */
    const char *title;         /* "fetch: sources, captured" */
    const char *summary;       /* one sentence */
    dl_str intro;              /* Markdown: what stands before the first heading */
    dl_str text;               /* Markdown: the whole, without its title */
    size_t first, entry_count; /* its entries; a guide has none */
} dl_manual_topic;

typedef struct dl_manual_entry {
    dl_doc doc;
    dl_str text;  /* Markdown: what stands below its heading */
    dl_str group; /* of a field: what is said of it and its neighbours together */
    size_t topic;
    bool field; /* a value, not a function */
} dl_manual_entry;

/* By index, in the manual's order; NULL past the last. */
const dl_manual_topic *dl_manual_topic_at(size_t index);
const dl_manual_entry *dl_manual_entry_at(size_t index);

/* By name; NULL: there is none. An entry's name is "fetch.all", "timeline:lag", "page.title". */
const dl_manual_topic *dl_manual_find_topic(dl_str name);
const dl_manual_entry *dl_manual_find(dl_str name);

/* The entries that a person may mean by what is typed: that name; all members of "element"; all
 * members called so, of "words" or of "d:words", where d is a variable's name and no class; a
 * method for a field and the other way, where only that is there. Returns how many, at most `most`,
 * of them in found. */
size_t dl_manual_meant(dl_str typed, const dl_manual_entry **found, size_t most);

/* The names of entries and topics that are most like what is typed, the nearest first. */
size_t dl_manual_near(dl_str typed, const char **names, size_t most);

/* The names of an entry's options. Returns how many, at most `most`, of them in names. */
size_t dl_manual_options(const dl_manual_entry *entry, dl_str *names, size_t most);

/* How a text is laid out for people. */
typedef struct dl_manual_style {
    int width; /* columns; 0: 80 */
    bool bold; /* marks of a terminal for headings and signatures */
} dl_manual_style;

/* Each appends to out. 0, or DL_ERR_MEMORY. */
int dl_manual_print_entry(const dl_manual_entry *entry, const dl_manual_style *style, dl_buf *out,
                          dl_error *error);
/* The introduction, and of a module a line for each of its entries. */
int dl_manual_print_topic(const dl_manual_topic *topic, const dl_manual_style *style, dl_buf *out,
                          dl_error *error);
/* Several entries, two lines each: what dl_manual_meant found. */
int dl_manual_print_list(const dl_manual_entry *const *entries, size_t count,
                         const dl_manual_style *style, dl_buf *out, dl_error *error);
/* Modules and guides with a line each, and the functions with theirs. */
int dl_manual_print_index(const dl_manual_style *style, dl_buf *out, dl_error *error);

/* An entry or a topic as Markdown, with its heading. */
int dl_manual_entry_markdown(const dl_manual_entry *entry, dl_buf *out, dl_error *error);

/* Man pages, as man(7) roff: the whole API as dateline-api(3), or one guide as dateline-NAME(7). */
int dl_manual_man_api(const char *version, dl_buf *out, dl_error *error);
int dl_manual_man_guide(const dl_manual_topic *guide, const char *version, dl_buf *out,
                        dl_error *error);

/* As tagged paragraphs of man(7), what a guide lists as "- NAME: text" below a heading (empty: at
 * its beginning). */
void dl_manual_man_list(const dl_manual_topic *guide, dl_str heading, dl_buf *out);

/* The API for the Lua language server: classes, parameters, options, results. */
int dl_manual_luals(dl_buf *out, dl_error *error);

#endif
