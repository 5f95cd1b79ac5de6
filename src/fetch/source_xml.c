#include "fetch/source_xml.h"

#include <limits.h>
#include <string.h>

#include "extract/xml_guard.h"

/* One text of an entry; what is longer is no comment, title or address. */
enum { LONGEST_TEXT = 1 << 20 };

/* XML 1.0 §4.1 and §4.6: a character reference, or one of the five names. */
static bool is_reference(dl_str text, size_t at)
{
    static const char *const names[] = {"amp;", "lt;", "gt;", "quot;", "apos;"};
    dl_str rest = dl_str_slice(text, at + 1, at + 12);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dl_str_starts(rest, dl_str_of(names[i])))
            return true;
    size_t end = dl_str_find(rest, DL_STR(";"), 0);
    if (rest.size < 3 || rest.data[0] != '#' || end == rest.size || end < 2)
        return false;
    bool hex = rest.data[1] == 'x';
    if (hex && end < 3)
        return false;
    for (size_t i = 1 + hex; i < end; i++) {
        char c = rest.data[i];
        bool digit = c >= '0' && c <= '9';
        if (!digit && !(hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))))
            return false;
    }
    return true;
}

static void put_clean(dl_str text, dl_buf *out)
{
    size_t at = 0;
    while (at < text.size) {
        unsigned char c = (unsigned char)text.data[at];
        if (c == '<' && dl_str_starts(dl_str_slice(text, at, at + 9), DL_STR("<![CDATA["))) {
            size_t end = dl_str_find(text, DL_STR("]]>"), at);
            dl_buf_add(out, dl_str_slice(text, at, end));
            at = end;
            continue;
        }
        if (c == '&' && !is_reference(text, at))
            dl_buf_puts(out, "&amp;");
        else /* §2.2: other control characters are none of XML's */
            dl_buf_putc(out, c < ' ' && c != '\t' && c != '\n' && c != '\r' ? ' ' : (char)c);
        at++;
    }
}

xmlTextReaderPtr source_xml_open(dl_str text, dl_buf *clean)
{
    text = dl_str_trim(text); /* white space before the declaration is a frequent slip */
    if (xml_is_excessive(text))
        text = (dl_str){"", 0}; /* no service answers so: it is not well formed, for whoever asks */
    bool wide = dl_str_starts(text, DL_STR("\xFF\xFE")) || dl_str_starts(text, DL_STR("\xFE\xFF"));
    if (!wide) {
        put_clean(text, clean);
        text = dl_buf_str(clean);
    }
    if (clean->failed || text.size > INT_MAX)
        return NULL;
    return xmlReaderForMemory(text.size ? text.data : " ", text.size ? (int)text.size : 1, NULL,
                              NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

bool source_xml_is(xmlTextReaderPtr reader, const char *name)
{
    const xmlChar *local = xmlTextReaderConstLocalName(reader);
    return xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT && local &&
           strcmp((const char *)local, name) == 0;
}

bool source_xml_in(xmlTextReaderPtr reader, const char *name, const char *namespace_part)
{
    const xmlChar *uri = xmlTextReaderConstNamespaceUri(reader);
    return source_xml_is(reader, name) && uri && strstr((const char *)uri, namespace_part);
}

bool source_xml_text(xmlTextReaderPtr reader, dl_buf *out)
{
    const int depth = xmlTextReaderDepth(reader);
    if (xmlTextReaderIsEmptyElement(reader))
        return true;
    while (xmlTextReaderRead(reader) == 1) {
        int type = xmlTextReaderNodeType(reader);
        if (type == XML_READER_TYPE_END_ELEMENT && xmlTextReaderDepth(reader) <= depth)
            return true;
        bool text = type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
                    type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
        if (text && out->size < LONGEST_TEXT)
            dl_buf_puts(out, (const char *)xmlTextReaderConstValue(reader));
    }
    return false;
}

dl_str source_xml_attribute(source *s, xmlTextReaderPtr reader, const char *name)
{
    xmlChar *value = xmlTextReaderGetAttribute(reader, (const xmlChar *)name);
    dl_str copy = source_copy(s, dl_str_trim(dl_str_of((const char *)value)));
    xmlFree(value);
    return copy;
}

/* Elements of an entry and where their text goes; the first that tells something stays. */
static const struct {
    const char *name;
    size_t offset;
} texts[] = {{"id", offsetof(source_entry, id)},
             {"guid", offsetof(source_entry, id)},
             {"title", offsetof(source_entry, title)},
             {"published", offsetof(source_entry, published)},
             {"pubDate", offsetof(source_entry, published)},
             {"date", offsetof(source_entry, published)},
             {"updated", offsetof(source_entry, updated)},
             {"content", offsetof(source_entry, content)},
             {"encoded", offsetof(source_entry, content)},
             {"summary", offsetof(source_entry, content)},
             {"description", offsetof(source_entry, content)},
             {"creator", offsetof(source_entry, author)},
             {"name", offsetof(source_entry, author)},
             {"uri", offsetof(source_entry, author_url)}};

static void read_link(source *s, xmlTextReaderPtr reader, source_entry *entry)
{
    dl_str href = source_xml_attribute(s, reader, "href");
    dl_str rel = source_xml_attribute(s, reader, "rel");
    bool alternate = rel.size == 0 || dl_str_equal(rel, DL_STR("alternate"));
    if (href.size && alternate && entry->link.size == 0)
        entry->link = href;
    if (href.size)
        return;
    dl_buf text = {0}; /* RSS */
    source_xml_text(reader, &text);
    dl_str link = dl_str_trim(dl_buf_str(&text));
    if (entry->link.size == 0)
        entry->link = source_copy(s, link);
    dl_buf_clear(&text);
}

static void read_text(source *s, xmlTextReaderPtr reader, source_entry *entry)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        dl_str *slot = (dl_str *)((char *)entry + texts[i].offset);
        if (!source_xml_is(reader, texts[i].name) || slot->size)
            continue;
        dl_buf text = {0};
        source_xml_text(reader, &text);
        *slot = source_copy(s, dl_str_trim(dl_buf_str(&text)));
        s->failed = s->failed || text.failed;
        dl_buf_clear(&text);
        return;
    }
}

/* At <entry> or <item>: reads it to its end. */
static void read_entry(source *s, xmlTextReaderPtr reader, source_entry *entry)
{
    const int depth = xmlTextReaderDepth(reader);
    if (xmlTextReaderIsEmptyElement(reader))
        return;
    while (xmlTextReaderRead(reader) == 1) {
        int type = xmlTextReaderNodeType(reader);
        int below = xmlTextReaderDepth(reader) - depth;
        if (type == XML_READER_TYPE_END_ELEMENT && below <= 0)
            return;
        /* names of authors are one deeper, whatever else is there has names of its own */
        bool author = source_xml_is(reader, "name") || source_xml_is(reader, "uri");
        if (type != XML_READER_TYPE_ELEMENT || below != 1 + author)
            continue;
        if (source_xml_is(reader, "link"))
            read_link(s, reader, entry);
        else
            read_text(s, reader, entry);
    }
}

static source_entry *add_entry(source *s, source_entry **entries, size_t *count, size_t *room)
{
    static const source_entry empty = {{"", 0}, {"", 0}, {"", 0}, {"", 0},
                                       {"", 0}, {"", 0}, {"", 0}, {"", 0}};
    if (*count == *room) {
        size_t wanted = *room ? 2 * *room : 32;
        source_entry *larger = dl_arena_alloc(s->arena, wanted * sizeof *larger);
        if (!larger) {
            s->failed = true;
            return NULL;
        }
        if (*count)
            memcpy(larger, *entries, *count * sizeof *larger);
        *entries = larger;
        *room = wanted;
    }
    source_entry *entry = &(*entries)[(*count)++];
    *entry = empty;
    return entry;
}

int source_feed(source *s, const dl_snapshot *snapshot, source_entry **entries, size_t *count,
                bool *broken, dl_error *error)
{
    size_t room = 0;
    bool is_feed = false;
    int more;
    *entries = NULL;
    *count = 0;
    dl_buf clean = {0};
    xmlTextReaderPtr reader = source_xml_open(snapshot->body, &clean);
    if (!reader) {
        dl_buf_clear(&clean);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a feed");
    }
    while ((more = xmlTextReaderRead(reader)) == 1 && !s->failed) {
        is_feed = is_feed || source_xml_is(reader, "feed") || source_xml_is(reader, "rss") ||
                  source_xml_is(reader, "RDF");
        if (!is_feed || !(source_xml_is(reader, "entry") || source_xml_is(reader, "item")))
            continue;
        source_entry *entry = add_entry(s, entries, count, &room);
        if (entry)
            read_entry(s, reader, entry);
    }
    *broken = more != 0;
    xmlFreeTextReader(reader);
    dl_buf_clear(&clean);
    if (is_feed && (*count || !*broken))
        return source_end(s, error);
    int rc =
        dl_error_set(error, DL_ERR_SYNTAX, "%s answered with what is no Atom or RSS", s->service);
    dl_error_at(error, snapshot->url.data, 0, 0);
    return rc;
}
