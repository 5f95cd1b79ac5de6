#include "dateline/feed.h"

#include <string.h>

#include "extract/feed_charset.h"
#include "extract/feed_reader.h"
#include "extract/feed_xml.h"
#include "extract/link.h"

/* The longest body that is read; fetch's own limit is lower. */
static const size_t body_limit = (size_t)64 << 20;
/* What entities may add: honest ones are a few characters each. */
static const size_t expansion = 4, expansion_floor = (size_t)1 << 20;

void dl_feed_init(dl_feed *feed)
{
    memset(feed, 0, sizeof *feed);
    dl_arena_init(&feed->arena);
    feed->about.itunes.explicit_word = -1;
}

void dl_feed_clear(dl_feed *feed)
{
    if (!feed)
        return;
    dl_arena_clear(&feed->arena);
    dl_feed_init(feed);
}

int dl_feed_read(dl_feed *feed, dl_str body, dl_str content_type, dl_str url, dl_error *error)
{
    dl_feed_source source = {.body = body, .content_type = content_type, .url = url};
    return dl_feed_read_source(feed, &source, error);
}

static void note_fault(dl_reader *reader, const char *text, int line, int column)
{
    dl_feed *feed = reader->feed;
    if (!feed->well_formed)
        return; /* the first one counts */
    feed->well_formed = false;
    feed->fault = dl_reader_keep(reader, dl_str_of(text));
    feed->fault_line = line;
    feed->fault_column = column;
}

/* RFC 9110 §8.7: Content-Location, relative to the address, is what links are relative to. */
static dl_str base_of(dl_reader *reader, const dl_feed_source *source)
{
    dl_buf base = {0};
    dl_str location = dl_str_trim(source->content_location);
    dl_str scheme = dl_uri_split(location).scheme;
    if (location.size && (!scheme.data || dl_link_is_web(location)))
        dl_link_resolve(source->url, location, &base);
    else
        dl_buf_add(&base, source->url);
    dl_str kept = dl_reader_keep_buf(reader, &base);
    dl_buf_clear(&base);
    return kept;
}

/* A media type that XML has (RFC 7303 §8, feeds' own, and what ends in +xml). */
static bool is_xml_type(dl_str content_type)
{
    dl_str rest;
    dl_str type = dl_str_trim(dl_str_cut(content_type, ';', &rest));
    return type.size == 0 || dl_str_starts_word(type, "application/xml") ||
           dl_str_starts_word(type, "text/xml") || dl_str_ends_word(type, "+xml");
}

static int read_xml(dl_reader *reader, const dl_feed_source *source, dl_str text, dl_error *error)
{
    dl_arena nodes;
    dl_tree tree;
    dl_error fault = {0};
    dl_arena_init(&nodes);
    dl_str base = base_of(reader, source);
    dl_str lang = dl_reader_keep(reader, dl_str_trim(source->content_language));
    dl_tree_init(&tree, &nodes, reader->arena, base, lang);
    tree.size_limit = text.size * expansion + expansion_floor;
    int rc = dl_xml_strict(&tree, text, &fault);
    bool outward = tree.outward;
    if (rc == DL_ERR_SYNTAX) {
        note_fault(reader, fault.message, fault.line, fault.column);
        size_t limit = tree.size_limit;
        dl_tree_clear(&tree);
        dl_arena_clear(&nodes);
        dl_tree_init(&tree, &nodes, reader->arena, base, lang);
        tree.size_limit = limit;
        rc = dl_xml_loose(&tree, text, &fault);
    }
    if (rc && error)
        *error = fault;
    if (!rc) {
        rc = dl_feed_of_tree(reader, &tree, error);
        if (rc == DL_ERR_SYNTAX && !reader->feed->well_formed)
            dl_error_at(error, "", reader->feed->fault_line, reader->feed->fault_column);
    }
    dl_tree_clear(&tree);
    dl_arena_clear(&nodes);
    /* one that also has entries is read as far as it goes, with the fault noted */
    if (!rc && outward && reader->feed->entry_count == 0)
        rc = dl_error_set(error, DL_ERR_SYNTAX, "no feed: %.*s", DL_STR_ARG(reader->feed->fault));
    return rc;
}

static bool is_json(dl_str text, dl_str content_type)
{
    dl_str rest;
    dl_str type = dl_str_trim(dl_str_cut(content_type, ';', &rest));
    dl_str start = dl_str_trim(dl_str_slice(text, 0, 1024));
    if (dl_str_starts(start, DL_STR("<")))
        return false;
    return dl_str_starts(start, DL_STR("{")) || dl_str_starts_word(type, "application/json") ||
           dl_str_ends_word(type, "+json");
}

/* The feed's own wish for how long to wait: the longest of those it names. */
static void set_interval(dl_feed *feed)
{
    int64_t ttl = feed->ttl_minutes * 60;
    if (ttl > feed->interval_s)
        feed->interval_s = ttl;
}

int dl_feed_read_source(dl_feed *feed, const dl_feed_source *source, dl_error *error)
{
    dl_feed_clear(feed);
    if (source->body.size > body_limit)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "the feed is too large to read");
    dl_reader reader = {.feed = feed, .arena = &feed->arena};
    dl_buf utf8 = {0};
    dl_str text;
    feed->well_formed = true;
    dl_feed_encoding encoding = dl_feed_decode(source->body, source->content_type, &utf8, &text);
    feed->charset = dl_str_of(encoding.name);
    int rc = dl_buf_ok(&utf8, error);
    if (!rc && encoding.overridden)
        note_fault(&reader, "the bytes are not in the encoding that is declared", 0, 0);
    if (!rc && is_json(text, source->content_type)) {
        rc = dl_feed_of_json(&reader, text, source->url, error);
    } else if (!rc) {
        rc = read_xml(&reader, source, text, error);
        if (!is_xml_type(source->content_type))
            note_fault(&reader, "sent with a media type that is not XML's", 0, 0);
    }
    if (!rc && reader.failed)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a feed");
    if (!rc && reader.full)
        rc = dl_error_set(error, DL_ERR_LIMIT_SIZE, "the feed has more than %d entries",
                          DL_FEED_MOST_ENTRIES);
    set_interval(feed);
    dl_buf_clear(&reader.scratch);
    dl_buf_clear(&utf8);
    return rc;
}
