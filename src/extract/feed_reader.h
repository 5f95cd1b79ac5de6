/*
 * What the readers of a feed's formats share: where what they read is kept, and how texts, dates,
 * persons and addresses become values of the model. A reader that ran out of memory remembers it;
 * whoever began asks once, at the end.
 */
#ifndef EXTRACT_FEED_READER_H
#define EXTRACT_FEED_READER_H

#include "dateline/feed.h"
#include "extract/feed_tree.h"

typedef struct dl_reader {
    dl_feed *feed;
    dl_arena *arena; /* the feed's */
    bool atom;       /* types are told, not guessed */
    bool atom10;     /* RFC 4287: the div of XHTML is no part of it */
    bool failed;     /* memory */
    bool full;       /* more entries than are kept */
    dl_buf scratch;  /* of one call at a time */
} dl_reader;

/* What is being read: the feed, one of its entries, or an entry's source. */
typedef struct dl_scope {
    dl_feed_about *about;
    dl_feed_entry *entry; /* NULL but for an entry */
    bool feed;
    bool core_summary;           /* the summary is set, and by no module */
    dl_str guid, itunes_author;  /* what stands in where nothing better is told */
    int64_t period_s, frequency; /* sy: a period, and how often in it */
} dl_scope;

dl_str dl_reader_keep(dl_reader *reader, dl_str text);
dl_str dl_reader_keep_buf(dl_reader *reader, const dl_buf *buf);
/* Room for one more item of size bytes at the end of the array that items, the address of a
 * pointer, names; NULL when memory is gone. */
void *dl_reader_append(dl_reader *reader, void *items, size_t *count, size_t size);
/* One more entry of the feed, empty; NULL when memory is gone or the feed is full. */
dl_feed_entry *dl_reader_entry(dl_reader *reader);

/* All text below node, trimmed. */
dl_str dl_reader_text(dl_reader *reader, const dl_xml_node *node);
/* The same, with markup inside kept as its source. */
dl_str dl_reader_words(dl_reader *reader, const dl_xml_node *node);
/* reference made absolute by the base in force at node. */
dl_str dl_reader_url(dl_reader *reader, const dl_xml_node *node, dl_str reference);
/* A text construct; type: the default where the element has none. */
dl_feed_text dl_reader_value(dl_reader *reader, const dl_xml_node *node, const char *type);
/* Sets the plain line of a title. */
dl_str dl_reader_line(dl_reader *reader, const dl_feed_text *text);
/* Keeps a date that reads as one in place of one that does not. */
void dl_reader_date(dl_reader *reader, dl_str text, dl_feed_date *date);
/* "name (email)", "email (name)", "name <email>" and either alone. */
dl_feed_person dl_reader_person(dl_str text);
/* Of an element that has a name, an address and the like in it, or words alone. */
dl_feed_person dl_reader_somebody(dl_reader *reader, const dl_xml_node *node);
bool dl_reader_is_somebody(const dl_feed_person *person);
/* To the end of people, the address of an array's pointer, where it is somebody. */
void dl_reader_add_person(dl_reader *reader, const dl_feed_person *person, void *people,
                          size_t *count);
void dl_reader_link(dl_reader *reader, dl_feed_about *about, const dl_feed_link *link);
void dl_reader_category(dl_reader *reader, dl_feed_about *about, dl_str term, dl_str scheme,
                        dl_str label);

/* Reads an element into scope by its vocabulary and name; what has no place becomes an extra. */
void dl_reader_element(dl_reader *reader, dl_scope *scope, const dl_xml_node *node);
/* The same for all elements below node, but for those of the units (items, entries, images). */
void dl_reader_children(dl_reader *reader, dl_scope *scope, const dl_xml_node *node);
/* After the last element. */
void dl_reader_finish(dl_reader *reader, dl_scope *scope);

/* Elements of modules; false when the element is none of theirs. */
bool dl_reader_module(dl_reader *reader, dl_scope *scope, const dl_xml_node *node);

/* The formats. DL_ERR_SYNTAX for what is no feed. */
int dl_feed_of_tree(dl_reader *reader, const dl_tree *tree, dl_error *error);
int dl_feed_of_json(dl_reader *reader, dl_str text, dl_str url, dl_error *error);

#endif
