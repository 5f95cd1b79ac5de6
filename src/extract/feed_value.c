/* Values of the model from elements. */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "extract/feed_date.h"
#include "extract/feed_markup.h"
#include "extract/feed_reader.h"
#include "extract/link.h"
#include "extract/text.h"

dl_str dl_reader_keep(dl_reader *reader, dl_str text)
{
    if (text.size == 0)
        return (dl_str){"", 0};
    dl_str copy = dl_arena_copy(reader->arena, text);
    if (copy.data)
        return copy;
    reader->failed = true;
    return (dl_str){"", 0};
}

dl_str dl_reader_keep_buf(dl_reader *reader, const dl_buf *buf)
{
    reader->failed = reader->failed || buf->failed;
    return dl_reader_keep(reader, dl_buf_str(buf));
}

/* The list grows when its count is a power of two: then it is full. */
void *dl_reader_append(dl_reader *reader, void *items, size_t *count, size_t size)
{
    char *list;
    memcpy(&list, items, sizeof list);
    if ((*count & (*count - 1)) == 0) {
        char *wider = dl_arena_alloc(reader->arena, (*count ? 2 * *count : 1) * size);
        if (!wider) {
            reader->failed = true;
            return NULL;
        }
        if (*count)
            memcpy(wider, list, *count * size);
        list = wider;
        memcpy(items, &list, sizeof list);
    }
    return list + (*count)++ * size;
}

/* An entry is a thousand times the bytes that ask for one. */
dl_feed_entry *dl_reader_entry(dl_reader *reader)
{
    dl_feed *feed = reader->feed;
    if (feed->entry_count == DL_FEED_MOST_ENTRIES) {
        reader->full = true;
        return NULL;
    }
    dl_feed_entry *entry =
        dl_reader_append(reader, &feed->entries, &feed->entry_count, sizeof *entry);
    if (!entry)
        return NULL;
    memset(entry, 0, sizeof *entry);
    entry->about.itunes.explicit_word = -1;
    return entry;
}

dl_str dl_reader_text(dl_reader *reader, const dl_xml_node *node)
{
    if (!node->first)
        return (dl_str){"", 0};
    if (node->first == node->last && !node->first->name.data)
        return dl_str_trim(node->first->text);
    dl_buf text = {0};
    dl_xml_text(node, &text);
    dl_str kept = dl_str_trim(dl_reader_keep_buf(reader, &text));
    dl_buf_clear(&text);
    return kept;
}

dl_str dl_reader_words(dl_reader *reader, const dl_xml_node *node)
{
    if (!dl_xml_has_elements(node))
        return dl_reader_text(reader, node);
    dl_buf markup = {0};
    dl_xml_markup(node, &markup);
    dl_str kept = dl_str_trim(dl_reader_keep_buf(reader, &markup));
    dl_buf_clear(&markup);
    return kept;
}

dl_str dl_reader_url(dl_reader *reader, const dl_xml_node *node, dl_str reference)
{
    reference = dl_str_trim(reference);
    if (reference.size == 0 || dl_link_is_web(reference))
        return reference.data ? reference : (dl_str){"", 0};
    dl_buf *absolute = &reader->scratch;
    dl_buf_truncate(absolute, 0);
    dl_link_resolve(node->base, reference, absolute);
    return dl_reader_keep_buf(reader, absolute);
}

/* --- text constructs -------------------------------------------------------------------------- */

static const struct {
    const char *word, *type;
} type_words[] = {{"text", "text/plain"},
                  {"plain", "text/plain"},
                  {"html", "text/html"},
                  {"xhtml", "application/xhtml+xml"}};

static dl_str media_type(dl_str told, const char *otherwise)
{
    told = dl_str_trim(told);
    if (told.size == 0)
        return dl_str_of(otherwise);
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++)
        if (dl_word_is(told, type_words[i].word))
            return dl_str_of(type_words[i].type);
    return told;
}

static bool is_markup_type(dl_str type)
{
    return dl_word_is(type, "text/html") || dl_word_is(type, "application/xhtml+xml") ||
           dl_word_is(type, "text/x-html-i18n");
}

static bool is_text_type(dl_str type)
{
    return (type.size > 5 && dl_word_is(dl_str_slice(type, 0, 5), "text/")) ||
           dl_str_ends(type, DL_STR("+xml")) || dl_str_ends(type, DL_STR("/xml"));
}

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* RFC 4648 §4, white space skipped; false for what is none. */
static bool from_base64(dl_str text, dl_buf *out)
{
    uint32_t bits = 0;
    int count = 0, padding = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        padding += c == '=';
        int digit = digit_of(c);
        if (c == '=')
            continue;
        if (digit < 0 || padding)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        if (++count % 4 == 0) {
            dl_buf_putc(out, (char)(bits >> 16));
            dl_buf_putc(out, (char)(bits >> 8));
            dl_buf_putc(out, (char)bits);
        }
    }
    if (count % 4 >= 2)
        dl_buf_putc(out, (char)(bits >> (count % 4 == 2 ? 4 : 10)));
    if (count % 4 == 3)
        dl_buf_putc(out, (char)(bits >> 2));
    return count % 4 != 1;
}

/* Atom 1.0's div, which stands around XHTML and is no part of it (RFC 4287 §3.1.1.3). */
static const dl_xml_node *inner_div(const dl_xml_node *node)
{
    const dl_xml_node *found = NULL;
    for (const dl_xml_node *child = node->first; child; child = child->next) {
        if (!child->name.data && dl_str_trim(child->text).size == 0)
            continue;
        bool html = child->space == DL_SPACE_XHTML || child->space == DL_SPACE_CORE;
        if (found || !child->name.data || !html || !dl_word_is(child->name, "div"))
            return node;
        found = child;
    }
    return found ? found : node;
}

static void put_decoded(dl_reader *reader, const dl_xml_node *node, dl_buf *out)
{
    dl_buf bytes = {0};
    dl_str text = dl_reader_text(reader, node);
    if (from_base64(text, &bytes) && dl_utf8_valid(dl_buf_str(&bytes)))
        dl_buf_add(out, dl_buf_str(&bytes));
    else
        dl_buf_add(out, text);
    reader->failed = reader->failed || bytes.failed;
    dl_buf_clear(&bytes);
}

/* The element's value as its type says; may find that the type is another. */
static void put_value(dl_reader *reader, const dl_xml_node *node, dl_str *type, dl_buf *out)
{
    dl_str mode = dl_xml_attribute_of(node, "mode");
    const bool xhtml = dl_word_is(*type, "application/xhtml+xml");
    if (dl_xml_has_elements(node)) {
        const dl_xml_node *inside = reader->atom10 && xhtml ? inner_div(node) : node;
        dl_xml_markup(inside, out);
        if (dl_word_is(*type, "text/plain"))
            *type = DL_STR("application/xhtml+xml");
    } else if (dl_word_is(mode, "base64") || (!is_text_type(*type) && !mode.data)) {
        put_decoded(reader, node, out);
    } else if (xhtml && !dl_word_is(mode, "escaped")) {
        dl_xml_markup(node, out);
    } else {
        dl_xml_text(node, out);
    }
}

dl_feed_text dl_reader_value(dl_reader *reader, const dl_xml_node *node, const char *type)
{
    dl_feed_text text = {.value = {"", 0}, .src = {"", 0}, .base = node->base, .lang = node->lang};
    dl_buf value = {0};
    text.type = media_type(dl_xml_attribute_of(node, "type"), type);
    text.src = dl_reader_url(reader, node, dl_xml_attribute_of(node, "src"));
    if (dl_xml_has_elements(node) || !is_text_type(text.type) ||
        dl_xml_attribute_of(node, "mode").data || is_markup_type(text.type)) {
        put_value(reader, node, &text.type, &value);
        text.value = dl_str_trim(dl_buf_str(&value));
    } else {
        text.value = dl_reader_text(reader, node); /* where most texts end: no copy */
    }
    if (!reader->atom && dl_word_is(text.type, "text/plain") && dl_markup_is_html(text.value))
        text.type = DL_STR("text/html");
    if (is_markup_type(text.type) && text.base.size) {
        dl_buf_truncate(&reader->scratch, 0);
        dl_markup_resolve(text.value, text.base, &reader->scratch);
        text.value = dl_reader_keep_buf(reader, &reader->scratch);
    } else if (value.size) {
        text.value = dl_str_trim(dl_reader_keep_buf(reader, &value));
    }
    dl_buf_clear(&value);
    return text;
}

dl_str dl_reader_line(dl_reader *reader, const dl_feed_text *text)
{
    dl_buf *line = &reader->scratch;
    dl_buf_truncate(line, 0);
    if (is_markup_type(text->type))
        dl_markup_line(text->value, line);
    else
        dl_text_fold(text->value, line);
    return dl_reader_keep_buf(reader, line);
}

/* --- dates, persons, links -------------------------------------------------------------------- */

void dl_reader_date(dl_reader *reader, dl_str text, dl_feed_date *date)
{
    dl_date parsed;
    (void)reader;
    text = dl_str_trim(text);
    if (text.size == 0)
        return;
    bool known = dl_feed_date_parse(text, &parsed);
    if (!known && date->known)
        return;
    date->raw = text;
    date->known = known;
    if (known)
        date->date = parsed;
}

void dl_reader_link(dl_reader *reader, dl_feed_about *about, const dl_feed_link *link)
{
    dl_feed_link *added =
        dl_reader_append(reader, &about->links, &about->link_count, sizeof *added);
    if (added)
        *added = *link;
}

void dl_reader_category(dl_reader *reader, dl_feed_about *about, dl_str term, dl_str scheme,
                        dl_str label)
{
    /* said twice is said once; among the last few only, so that a list stays linear to read */
    enum { LOOK_BACK = 64 };
    size_t from = about->category_count > LOOK_BACK ? about->category_count - LOOK_BACK : 0;
    if (term.size == 0 && label.size == 0 && scheme.size == 0)
        return;
    for (size_t i = from; i < about->category_count; i++) {
        const dl_feed_category *have = &about->categories[i];
        if (dl_str_equal(have->term, term) && dl_str_equal(have->scheme, scheme) &&
            dl_str_equal(have->label, label))
            return;
    }
    dl_feed_category *added =
        dl_reader_append(reader, &about->categories, &about->category_count, sizeof *added);
    if (added)
        *added = (dl_feed_category){term, scheme, label};
}
