/*
 * Sitemaps (sitemaps.org/protocol.html): a urlset, an index of further sitemaps, one address a line
 * as text, RSS or Atom; gzipped or not; found by the Sitemap lines of robots.txt (RFC 9309 §2.2.4).
 * With Google's news extension, and hreflang alternates. What is not where it should be (relative
 * addresses, other schemes, an index within an index) is read where that is safe, and counted.
 */

#include "base/inflate.h"
#include "extract/link.h"
#include "fetch/robots.h"
#include "fetch/source_xml.h"

/* The protocol's own: 50,000 addresses and 50 MB a file. */
static const size_t own_limit = 50000, largest = (size_t)50 << 20;
/* An index names sitemaps; some name indexes again, and a wheel of them would never end. */
enum { DEEPEST = 3 };

typedef struct file {
    dl_str url;
    int depth;
} file;

typedef struct sitemap {
    source *s;
    dl_str host; /* of the site, for saying what lies elsewhere */
    file *queue;
    size_t count, at, read;
    int64_t refused, elsewhere, too_deep;
} sitemap;

/* An address as a reader may follow it; empty for other schemes. Counts what is strange. */
static dl_str address(sitemap *m, dl_str base, dl_str told)
{
    dl_buf text = {0};
    if (told.size == 0)
        return told;
    dl_link_resolve(base, told, &text);
    dl_str url = dl_buf_str(&text);
    bool web = dl_link_is_web(url);
    m->refused += !web;
    m->elsewhere += web && !dl_str_same_letters(dl_uri_split(url).authority, m->host);
    if (!web)
        dl_buf_truncate(&text, 0);
    return source_take(m->s, &text);
}

static void add_file(sitemap *m, dl_str url, int depth)
{
    if (url.size == 0)
        return;
    if (depth > DEEPEST) {
        m->too_deep++;
        return;
    }
    for (size_t i = 0; i < m->count; i++)
        if (dl_str_equal(m->queue[i].url, url))
            return;
    if (m->count == SOURCE_MOST_REQUESTS) {
        if (m->s->out->incomplete.size == 0)
            source_missing(m->s, "there are more than %d sitemaps", SOURCE_MOST_REQUESTS);
        return;
    }
    m->queue[m->count++] = (file){url, depth};
}

static dl_str text_here(source *s, xmlTextReaderPtr reader)
{
    dl_buf text = {0};
    source_xml_text(reader, &text);
    dl_str copy = source_copy(s, dl_str_trim(dl_buf_str(&text)));
    s->failed = s->failed || text.failed;
    dl_buf_clear(&text);
    return copy;
}

/* What a <url> or <sitemap> told before it is known whether it tells an address. */
typedef struct entry {
    dl_str loc, lastmod, title, published;
    dl_fact *facts;
} entry;

/* One element below <url>: of an extension at any depth, or its own (own), which an image's <loc>
 * is not. */
static void read_part(source *s, xmlTextReaderPtr reader, bool own, entry *e)
{
    bool news = source_xml_in(reader, "title", "sitemap-news") ||
                source_xml_in(reader, "name", "sitemap-news") ||
                source_xml_in(reader, "language", "sitemap-news") ||
                source_xml_in(reader, "publication_date", "sitemap-news");
    if (news) {
        const char *name = (const char *)xmlTextReaderConstLocalName(reader);
        const char first = name[0];
        dl_str text = text_here(s, reader);
        if (first == 't')
            e->title = text;
        else if (first == 'p')
            e->published = text;
        else
            source_fact(s, &e->facts, first == 'n' ? "publication" : "language", text);
    } else if (source_xml_in(reader, "link", "xhtml")) {
        dl_buf text = {0};
        dl_buf_add(&text, source_xml_attribute(s, reader, "hreflang"));
        dl_buf_puts(&text, " ");
        dl_buf_add(&text, source_xml_attribute(s, reader, "href"));
        source_fact(s, &e->facts, "alternate", source_take(s, &text));
    } else if (!own) {
        return;
    } else if (source_xml_is(reader, "loc") && e->loc.size == 0) {
        e->loc = text_here(s, reader);
    } else if (source_xml_is(reader, "lastmod")) {
        e->lastmod = text_here(s, reader);
    } else if (source_xml_is(reader, "changefreq")) {
        source_fact(s, &e->facts, "changefreq", text_here(s, reader));
    } else if (source_xml_is(reader, "priority")) {
        source_fact(s, &e->facts, "priority", text_here(s, reader));
    }
}

static entry read_entry(source *s, xmlTextReaderPtr reader)
{
    const dl_str none = {"", 0};
    entry e = {none, none, none, none, NULL};
    const int depth = xmlTextReaderDepth(reader);
    if (xmlTextReaderIsEmptyElement(reader))
        return e;
    while (xmlTextReaderRead(reader) == 1) {
        int type = xmlTextReaderNodeType(reader);
        if (type == XML_READER_TYPE_END_ELEMENT && xmlTextReaderDepth(reader) <= depth)
            break;
        if (type == XML_READER_TYPE_ELEMENT)
            read_part(s, reader, xmlTextReaderDepth(reader) == depth + 1, &e);
    }
    return e;
}

static void add_page(sitemap *m, const file *of, const entry *e)
{
    source *s = m->s;
    dl_str url = address(m, of->url, e->loc);
    if (url.size == 0 || source_full(s))
        return;
    dl_record *record = source_add(s);
    record->kind = DL_STR("page");
    record->url = url;
    record->actor = dl_uri_split(url).authority;
    record->title = e->title;
    record->facts = e->facts;
    /* when a news page was published says more than when it was touched */
    if (e->published.size) {
        source_date(s, record, e->published);
        if (e->lastmod.size)
            source_ended(s, record, e->lastmod);
    } else if (e->lastmod.size) {
        source_date(s, record, e->lastmod);
    }
    source_fact(s, &record->facts, "date_is",
                e->published.size ? DL_STR("published")
                : e->lastmod.size ? DL_STR("modified")
                                  : (dl_str){"", 0});
    source_fact(s, &record->facts, "sitemap", of->url);
}

/* False for XML that is neither a urlset nor an index. */
static bool read_xml(sitemap *m, const file *of, dl_str body)
{
    bool known = false;
    int more;
    dl_buf clean = {0};
    xmlTextReaderPtr reader = source_xml_open(body, &clean);
    m->s->failed = m->s->failed || !reader;
    if (!reader) {
        dl_buf_clear(&clean);
        return true;
    }
    while ((more = xmlTextReaderRead(reader)) == 1 && !m->s->failed) {
        known = known || source_xml_is(reader, "urlset") || source_xml_is(reader, "sitemapindex");
        bool page = known && source_xml_is(reader, "url");
        if (!page && !(known && source_xml_is(reader, "sitemap")))
            continue;
        if (page && source_full(m->s))
            break;
        entry e = read_entry(m->s, reader);
        if (page)
            add_page(m, of, &e);
        else
            add_file(m, address(m, of->url, e.loc), of->depth + 1);
    }
    xmlFreeTextReader(reader);
    dl_buf_clear(&clean);
    if (known && more == -1)
        source_missing(m->s, "%.200s is not well formed, and breaks off", of->url.data);
    return known;
}

static int read_feed(sitemap *m, const file *of, const dl_snapshot *snapshot, dl_error *error)
{
    source_entry *entries = NULL;
    size_t count = 0;
    bool broken = false;
    int rc = source_feed(m->s, snapshot, &entries, &count, &broken, error);
    if (rc)
        dl_error_set(error, rc,
                     "%.300s is no sitemap: a urlset, an index, a feed or lines of "
                     "addresses were expected",
                     of->url.data);
    for (size_t i = 0; !rc && i < count; i++) {
        const source_entry *item = &entries[i];
        const entry e = {.loc = item->link,
                         .title = item->title,
                         .lastmod = item->updated,
                         .published = item->published};
        if (item->link.size)
            add_page(m, of, &e);
    }
    return rc;
}

static void read_lines(sitemap *m, const file *of, dl_str body)
{
    const dl_str none = {"", 0};
    while (body.size && !source_full(m->s)) {
        dl_str line = dl_str_trim(dl_str_cut(body, '\n', &body));
        const entry e = {line, none, none, none, NULL};
        if (line.size && line.data[0] != '#')
            add_page(m, of, &e);
    }
}

/* RFC 9309 §2.2.4: Sitemap lines belong to no group. */
static void read_robots(sitemap *m, dl_str url, dl_str body)
{
    dl_robots_reader reader = dl_robots_read(body);
    dl_robots_line line;
    while (dl_robots_next(&reader, &line))
        if (line.kind == DL_ROBOTS_SITEMAP)
            add_file(m, address(m, url, line.value), 0);
}

static int read_body(sitemap *m, const file *of, const dl_snapshot *snapshot, dl_str body,
                     dl_error *error)
{
    dl_str start = dl_str_trim(body);
    if (dl_str_starts(start, DL_STR("\xEF\xBB\xBF")))
        start = dl_str_trim(dl_str_slice(start, 3, start.size));
    if (start.size == 0 || start.data[0] != '<') {
        if (!dl_link_is_web(start) && start.size)
            return dl_error_set(error, DL_ERR_SYNTAX,
                                "%.300s is no sitemap: it is neither XML nor "
                                "lines of addresses",
                                of->url.data);
        read_lines(m, of, start);
        return 0;
    }
    if (read_xml(m, of, start))
        return 0;
    dl_snapshot plain = *snapshot;
    plain.body = start;
    return read_feed(m, of, &plain, error);
}

/* A file that is gzip itself, whatever its name and type say (RFC 1952 §2.3.1). */
static int read_file(sitemap *m, const file *of, dl_error *error)
{
    dl_snapshot snapshot;
    dl_buf plain = {0};
    int rc = source_need(m->s, of->url, NULL, 0, &snapshot, error);
    if (rc)
        return rc;
    dl_str body = snapshot.body;
    if (dl_str_starts(body, DL_STR("\x1F\x8B"))) {
        rc = dl_inflate(DL_CODING_GZIP, body, largest, &plain, error);
        /* what came before the damage is read */
        if (rc == DL_ERR_SYNTAX && plain.size) {
            source_missing(m->s, "%.200s: %s", of->url.data, error ? error->message : "damaged");
            rc = 0;
        }
        body = dl_buf_str(&plain);
    }
    if (!rc && body.size > largest)
        rc = dl_error_set(error, DL_ERR_LIMIT_SIZE, "%.300s is larger than the 50 MB of a sitemap",
                          of->url.data);
    if (!rc)
        rc = read_body(m, of, &snapshot, body, error);
    m->read += rc == 0;
    dl_buf_clear(&plain);
    return rc;
}

/* A site's address: what its robots.txt names, or /sitemap.xml. */
static int find_files(sitemap *m, dl_str url, dl_error *error)
{
    dl_snapshot robots;
    dl_buf text = {0};
    dl_uri uri = dl_uri_split(url);
    bool site = uri.path.size == 0 || dl_str_equal(uri.path, DL_STR("/"));
    bool is_robots = dl_str_equal(uri.path, DL_STR("/robots.txt"));
    if (!site && !is_robots) {
        add_file(m, url, 0);
        return 0;
    }
    dl_link_resolve(url, DL_STR("/robots.txt"), &text);
    dl_str address_of_robots = source_take(m->s, &text);
    int rc = source_get(m->s, address_of_robots, NULL, 0, &robots, error);
    if (rc && (is_robots || rc != DL_ERR_NET_OFFLINE))
        return rc;
    if (rc == 0 && robots.status < 400)
        read_robots(m, robots.final_url, robots.body);
    if (m->count)
        return 0;
    if (is_robots)
        return dl_error_set(error, DL_ERR_NOT_FOUND, "%.300s names no sitemap", url.data);
    dl_link_resolve(url, DL_STR("/sitemap.xml"), &text);
    add_file(m, source_take(m->s, &text), 0);
    return 0;
}

static void tell_oddities(sitemap *m)
{
    dl_fact **facts = &m->s->out->facts;
    source_fact_int(m->s, facts, "sitemaps", (int64_t)m->read);
    if (m->refused)
        source_fact_int(m->s, facts, "refused", m->refused);
    if (m->elsewhere)
        source_fact_int(m->s, facts, "elsewhere", m->elsewhere);
    if (m->too_deep)
        source_missing(m->s, "%lld sitemaps lie more than %d indexes deep", (long long)m->too_deep,
                       DEEPEST);
}

int dl_source_sitemap(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                      dl_arena *arena, dl_records *out, dl_error *error)
{
    source s;
    source_begin(&s, fetch, options, arena, out, "the site", own_limit);
    url = source_copy(&s, dl_str_trim(url));
    sitemap m = {.s = &s, .host = dl_uri_split(url).authority};
    m.queue = dl_arena_alloc(arena, SOURCE_MOST_REQUESTS * sizeof *m.queue);
    if (!m.queue)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a sitemap");
    int rc = find_files(&m, url, error);
    for (; !rc && m.at < m.count && !source_full(&s); m.at++) {
        rc = read_file(&m, &m.queue[m.at], error);
        /* one sitemap of several that cannot be had does not take the others along */
        if (rc && m.count > 1 && source_go_on(&s, error))
            rc = 0;
    }
    if (!rc && m.read == 0 && m.count > 1)
        rc = dl_error_set(error, DL_ERR_NET, "no sitemap of %.200s can be read: %.200s", url.data,
                          out->incomplete.data);
    if (!rc)
        tell_oddities(&m);
    return rc ? rc : source_end(&s, error);
}
