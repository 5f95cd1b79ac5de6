/* Feeds that a page names: HTML Standard §4.6.8.1 (rel=alternate with a feed's type), and links
 * whose address looks like one. */
#include <string.h>
#include <strings.h>

#include "dateline/feed.h"
#include "extract/feed_tree.h"
#include "extract/html.h"
#include "extract/link.h"
#include "extract/text.h"
#include "extract/words.h"

enum { MOST_FOUND = 200, MOST_TITLE = 200 };

typedef struct finder {
    dl_arena *arena;
    dl_str base;
    dl_feed_found *found;
    size_t count;
    bool failed;
} finder;

static dl_str keep(finder *f, dl_str text)
{
    dl_str copy = text.size ? dl_arena_copy(f->arena, text) : (dl_str){"", 0};
    f->failed = f->failed || !copy.data;
    return copy.data ? copy : (dl_str){"", 0};
}

static bool is_feed_type(dl_str type)
{
    static const char *const types[] = {"application/rss+xml",   "application/atom+xml",
                                        "application/feed+json", "application/json",
                                        "application/rdf+xml",   "application/x.atom+xml",
                                        "application/xml",       "text/xml",
                                        "text/rss+xml",          "text/rss"};
    dl_str rest;
    type = dl_str_trim(dl_str_cut(type, ';', &rest));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (dl_word_is(type, types[i]))
            return true;
    return false;
}

/* The last parts of paths under which feeds are published. */
static bool looks_like_feed(dl_str url)
{
    static const char *const ends[] = {
        ".rss",     ".rdf",      ".atom",      "/feed",      "/rss",       "/atom", "/feed.xml",
        "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/index.rdf", "/feeds"};
    dl_uri uri = dl_uri_split(url);
    dl_str path = uri.path;
    while (path.size && path.data[path.size - 1] == '/')
        path.size--;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (dl_str_ends_word(path, ends[i]))
            return true;
    }
    return dl_str_starts(uri.query, DL_STR("feed=")) ||
           dl_str_find(uri.query, DL_STR("format=feed"), 0) < uri.query.size;
}

static dl_str resolve(finder *f, dl_str href)
{
    dl_buf absolute = {0};
    /* feed: is a scheme of readers, not of servers */
    if (dl_str_starts(href, DL_STR("feed:")))
        href = dl_str_slice(href, 5, href.size);
    if (dl_str_starts(href, DL_STR("//")) && !f->base.size)
        dl_buf_puts(&absolute, "https:");
    dl_link_resolve(f->base, href, &absolute);
    dl_str url = keep(f, dl_buf_str(&absolute));
    f->failed = f->failed || absolute.failed;
    dl_buf_clear(&absolute);
    return url;
}

static void add(finder *f, dl_str href, dl_str type, dl_str title, bool declared)
{
    if (f->count == MOST_FOUND || f->failed)
        return;
    dl_str url = resolve(f, dl_str_trim(href));
    bool remote = !dl_uri_split(url).scheme.data || dl_link_is_web(url) ||
                  dl_str_starts(url, DL_STR("file:"));
    if (url.size == 0 || !remote)
        return;
    for (size_t i = 0; i < f->count; i++)
        if (dl_str_equal(f->found[i].url, url))
            return;
    dl_buf line = {0};
    dl_text_fold(title, &line);
    f->found[f->count++] =
        (dl_feed_found){url, keep(f, dl_str_trim(type)), keep(f, dl_buf_str(&line)), declared};
    f->failed = f->failed || line.failed;
    dl_buf_clear(&line);
}

static dl_str base_of(finder *f, const GumboNode *document, dl_str url)
{
    dl_buf base = {0};
    for (const GumboNode *node = document; node; node = dl_html_next(node, document)) {
        dl_str href = dl_html_attribute(node, "href");
        if (dl_html_is(node, GUMBO_TAG_BASE) && href.size) {
            dl_link_resolve(url, href, &base);
            break;
        }
    }
    dl_str kept = base.size ? keep(f, dl_buf_str(&base)) : url;
    f->failed = f->failed || base.failed;
    dl_buf_clear(&base);
    return kept;
}

static void add_declared(finder *f, const GumboNode *document)
{
    for (const GumboNode *node = document; node; node = dl_html_next(node, document)) {
        bool link = dl_html_is(node, GUMBO_TAG_LINK) || dl_html_is(node, GUMBO_TAG_A);
        if (!link)
            continue;
        dl_str rel = dl_html_attribute(node, "rel"), href = dl_html_attribute(node, "href");
        dl_str type = dl_html_attribute(node, "type");
        bool alternate = dl_has_token(rel, "alternate") && !dl_has_token(rel, "stylesheet");
        /* rel=feed was HTML's for a while */
        if (href.size && ((alternate && is_feed_type(type)) || dl_has_token(rel, "feed")))
            add(f, href, type, dl_html_attribute(node, "title"), true);
    }
}

static void add_likely(finder *f, const GumboNode *document)
{
    for (const GumboNode *node = document; node; node = dl_html_next(node, document)) {
        if (!dl_html_is(node, GUMBO_TAG_A))
            continue;
        dl_str href = dl_html_attribute(node, "href");
        if (!href.size || !(looks_like_feed(href) || dl_str_starts(href, DL_STR("feed:"))))
            continue;
        dl_buf words = {0};
        dl_html_text(node, MOST_TITLE, &words);
        add(f, href, (dl_str){"", 0}, dl_buf_str(&words), false);
        dl_buf_clear(&words);
    }
}

int dl_feed_find(dl_str html, dl_str url, dl_arena *arena, const dl_feed_found **found,
                 size_t *count, dl_error *error)
{
    dl_html parsed = {0};
    finder f = {.arena = arena, .base = url};
    *found = NULL;
    *count = 0;
    int rc = dl_html_parse(&parsed, html, error);
    if (rc)
        return rc;
    f.found = dl_arena_alloc(arena, MOST_FOUND * sizeof *f.found);
    f.failed = !f.found;
    if (!f.failed) {
        f.base = base_of(&f, parsed.document, url);
        add_declared(&f, parsed.document);
        add_likely(&f, parsed.document);
    }
    dl_html_clear(&parsed);
    *found = f.found;
    *count = f.count;
    return f.failed ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a page") : 0;
}
