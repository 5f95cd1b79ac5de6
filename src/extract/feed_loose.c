/* The forgiving reader. Linear: every byte is looked at a bounded number of times. */
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/encoding.h"
#include "extract/feed_xml.h"

enum { MOST_OPEN = 256, MOST_ATTRIBUTES = 256, MOST_ENTITY = 32 };

typedef struct binding {
    dl_str prefix, uri;
    int depth;
} binding;

typedef struct loose {
    dl_tree *tree;
    dl_str text;
    size_t at;
    dl_str open[MOST_OPEN]; /* names as written, outermost first */
    int depth;
    binding bound[MOST_OPEN];
    int bound_count;
    dl_xml_attribute attributes[MOST_ATTRIBUTES];
    size_t attribute_count;
    size_t unclosed[3]; /* no end of a comment, CDATA section, instruction from here on */
} loose;

/* --- references ------------------------------------------------------------------------------- */

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || c == '_' || c == '-' || c == '.' || c == ':';
}

static bool is_name_start(char c)
{
    return is_name_byte(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* HTML Standard §13.2.5.80: references to C1 controls mean what windows-1252 has there. */
static uint32_t of_windows(unsigned char byte)
{
    dl_buf text = {0};
    char bytes = (char)byte;
    size_t at = 0;
    dl_encoding_decode(dl_encoding_of_label(DL_STR("windows-1252")), (dl_str){&bytes, 1}, &text);
    uint32_t code = text.size ? dl_utf8_next(dl_buf_str(&text), &at) : 0;
    dl_buf_clear(&text);
    return code;
}

/* name without & and ;. 0 for no character that text can have. */
static uint32_t code_of(dl_str name)
{
    char word[MOST_ENTITY];
    if (name.size == 0 || name.size >= sizeof word)
        return 0;
    memcpy(word, name.data, name.size);
    word[name.size] = '\0';
    if (word[0] == '#') {
        const bool hex = word[1] == 'x' || word[1] == 'X';
        const char *digits = word + (hex ? 2 : 1);
        char *end;
        unsigned long code = strtoul(digits, &end, hex ? 16 : 10);
        bool whole = *end == '\0' && end > digits && digits[0] != '-' && digits[0] != '+';
        bool possible = code >= ' ' || code == '\t' || code == '\n' || code == '\r';
        bool character = code < 0x110000 && !(code >= 0xD800 && code < 0xE000);
        if (!whole || !possible || !character || is_space(digits[0]))
            return 0;
        return code >= 0x80 && code < 0xA0 ? of_windows((unsigned char)code) : (uint32_t)code;
    }
    if (strcmp(word, "apos") == 0)
        return '\'';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)word);
    return entity ? entity->value : 0;
}

void dl_xml_unescape(dl_str text, dl_buf *out)
{
    size_t at = 0;
    while (at < text.size) {
        const char *mark = memchr(text.data + at, '&', text.size - at);
        size_t next = mark ? (size_t)(mark - text.data) : text.size;
        dl_buf_append(out, text.data + at, next - at);
        if (!mark)
            return;
        at = next + 1;
        size_t end = at;
        while (end < text.size && end - at < MOST_ENTITY &&
               (is_name_byte(text.data[end]) || (end == at && text.data[end] == '#')))
            end++;
        uint32_t code =
            end < text.size && text.data[end] == ';' ? code_of(dl_str_slice(text, at, end)) : 0;
        if (code) {
            dl_utf8_put(out, code);
            at = end + 1;
        } else {
            dl_buf_putc(out, '&');
        }
    }
}

/* --- names ------------------------------------------------------------------------------------ */

static dl_str uri_of(const loose *l, dl_str prefix)
{
    for (int i = l->bound_count - 1; i >= 0; i--)
        if (dl_str_equal(l->bound[i].prefix, prefix))
            return l->bound[i].uri;
    return (dl_str){"", 0};
}

static void bind_attributes(loose *l)
{
    for (size_t i = 0; i < l->attribute_count; i++) {
        const dl_xml_attribute *attribute = &l->attributes[i];
        bool prefixed = dl_str_equal(attribute->prefix, DL_STR("xmlns"));
        bool plain = attribute->prefix.size == 0 && dl_str_equal(attribute->name, DL_STR("xmlns"));
        if ((prefixed || plain) && l->bound_count < MOST_OPEN)
            l->bound[l->bound_count++] =
                (binding){prefixed ? attribute->name : (dl_str){"", 0}, attribute->value, l->depth};
    }
}

static void split_name(dl_str name, dl_str *prefix, dl_str *local)
{
    *local = (dl_str){NULL, 0};
    *prefix = dl_str_cut(name, ':', local);
    if (!local->data) {
        *local = *prefix;
        *prefix = (dl_str){"", 0};
    }
}

static void close_one(loose *l)
{
    l->depth--;
    while (l->bound_count && l->bound[l->bound_count - 1].depth >= l->depth)
        l->bound_count--;
    dl_tree_end(l->tree);
}

static void close_named(loose *l, dl_str name)
{
    int at = l->depth - 1;
    while (at >= 0 && !dl_str_same_letters(l->open[at], name))
        at--;
    while (at >= 0 && l->depth > at)
        close_one(l);
}

/* An item within an item is the next one: the first was left open. */
static void close_before(loose *l, dl_str name)
{
    static const char *const units[] = {"item", "entry"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (dl_word_is(name, units[i]))
            close_named(l, name);
}

static bool is_void(dl_str name)
{
    static const char *const names[] = {"br", "hr", "img", "input", "wbr", "area", "embed"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dl_word_is(name, names[i]))
            return true;
    return false;
}

/* --- tags ------------------------------------------------------------------------------------- */

static void skip_spaces(loose *l)
{
    while (l->at < l->text.size && is_space(l->text.data[l->at]))
        l->at++;
}

static dl_str take_name(loose *l)
{
    size_t start = l->at;
    while (l->at < l->text.size && is_name_byte(l->text.data[l->at]))
        l->at++;
    return dl_str_slice(l->text, start, l->at);
}

static dl_str take_value(loose *l)
{
    size_t start = l->at, end;
    char quote = l->at < l->text.size ? l->text.data[l->at] : '\0';
    if (quote == '"' || quote == '\'') {
        const char *close = memchr(l->text.data + start + 1, quote, l->text.size - start - 1);
        end = close ? (size_t)(close - l->text.data) : l->text.size;
        start++;
        l->at = close ? end + 1 : end;
    } else {
        while (l->at < l->text.size && !is_space(l->text.data[l->at]) && l->text.data[l->at] != '>')
            l->at++;
        end = l->at;
    }
    dl_buf value = {0};
    dl_xml_unescape(dl_str_slice(l->text, start, end), &value);
    dl_str kept = dl_tree_copy(l->tree, l->tree->texts, dl_buf_str(&value));
    dl_buf_clear(&value);
    return kept;
}

/* Returns whether the tag closes itself. */
static bool take_attributes(loose *l)
{
    l->attribute_count = 0;
    while (l->at < l->text.size) {
        skip_spaces(l);
        char c = l->at < l->text.size ? l->text.data[l->at] : '>';
        if (c == '>') {
            l->at++;
            return false;
        }
        if (c == '<')
            return false; /* the tag was left open: the next one begins */
        if (c == '/' && l->at + 1 < l->text.size && l->text.data[l->at + 1] == '>') {
            l->at += 2;
            return true;
        }
        dl_str name = take_name(l);
        if (name.size == 0) {
            l->at++;
            continue;
        }
        dl_str value = {"", 0};
        skip_spaces(l);
        if (l->at < l->text.size && l->text.data[l->at] == '=') {
            l->at++;
            skip_spaces(l);
            value = take_value(l);
        }
        if (l->attribute_count < MOST_ATTRIBUTES) {
            dl_xml_attribute *attribute = &l->attributes[l->attribute_count++];
            split_name(name, &attribute->prefix, &attribute->name);
            attribute->value = value;
        }
    }
    return false;
}

static void take_start(loose *l)
{
    l->at++;
    dl_str name = take_name(l), prefix, local;
    bool closed = take_attributes(l) || is_void(name);
    close_before(l, name);
    bind_attributes(l);
    split_name(name, &prefix, &local);
    dl_xml_attribute *kept = NULL;
    if (l->attribute_count)
        kept = dl_arena_alloc(l->tree->nodes, l->attribute_count * sizeof *kept);
    if (kept)
        memcpy(kept, l->attributes, l->attribute_count * sizeof *kept);
    if (l->depth == MOST_OPEN)
        return; /* what is deeper is text of what is open */
    dl_tree_start(l->tree, prefix, local, uri_of(l, prefix), kept, kept ? l->attribute_count : 0);
    l->open[l->depth++] = name;
    if (closed)
        close_one(l);
}

/* --- the rest --------------------------------------------------------------------------------- */

static bool looking_at(const loose *l, const char *word)
{
    return dl_str_starts_word(dl_str_slice(l->text, l->at, l->text.size), word);
}

/* The place of end after the current one, or the text's end. That an end is not there is found
 * out once: what follows would be searched for it again and again. */
static size_t find_end(loose *l, int kind, dl_str end)
{
    if (l->unclosed[kind])
        return l->text.size;
    size_t found = dl_str_find(l->text, end, l->at);
    if (found == l->text.size)
        l->unclosed[kind] = 1;
    return found;
}

static void skip_doctype(loose *l)
{
    int brackets = 0;
    while (l->at < l->text.size) {
        char c = l->text.data[l->at++];
        brackets += c == '[';
        brackets -= c == ']';
        if (c == '>' && brackets <= 0)
            return;
    }
}

/* XML 1.0 §2.2: other control characters are in no document; these are left out. */
static bool is_control(char c)
{
    return (unsigned char)c < ' ' && c != '\t' && c != '\n' && c != '\r';
}

static void put_text(loose *l, dl_str text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i < text.size && !is_control(text.data[i]))
            continue;
        if (i > start)
            dl_tree_text(l->tree, dl_str_slice(text, start, i));
        start = i + 1;
    }
}

static void take_text(loose *l)
{
    size_t start = l->at++;
    const char *mark =
        l->at < l->text.size ? memchr(l->text.data + l->at, '<', l->text.size - l->at) : NULL;
    l->at = mark ? (size_t)(mark - l->text.data) : l->text.size;
    dl_buf text = {0};
    dl_xml_unescape(dl_str_slice(l->text, start, l->at), &text);
    put_text(l, dl_buf_str(&text));
    if (text.failed && !l->tree->failure)
        l->tree->failure = DL_ERR_MEMORY;
    dl_buf_clear(&text);
}

static void take_markup(loose *l)
{
    if (looking_at(l, "<!--")) {
        size_t end = find_end(l, 0, DL_STR("-->"));
        l->at = end < l->text.size ? end + 3 : end;
    } else if (looking_at(l, "<![CDATA[")) {
        size_t end = find_end(l, 1, DL_STR("]]>"));
        put_text(l, dl_str_slice(l->text, l->at + 9, end));
        l->at = end < l->text.size ? end + 3 : end;
    } else if (looking_at(l, "<?")) {
        size_t end = find_end(l, 2, DL_STR(">"));
        l->at = end < l->text.size ? end + 1 : end;
    } else if (looking_at(l, "<!doctype")) {
        skip_doctype(l);
    } else if (looking_at(l, "</") && l->at + 2 < l->text.size &&
               is_name_start(l->text.data[l->at + 2])) {
        l->at += 2;
        close_named(l, take_name(l));
        while (l->at < l->text.size && l->text.data[l->at] != '>' && l->text.data[l->at] != '<')
            l->at++;
        l->at += l->at < l->text.size && l->text.data[l->at] == '>';
    } else if (l->at + 1 < l->text.size && is_name_start(l->text.data[l->at + 1])) {
        take_start(l);
    } else {
        take_text(l);
    }
}

int dl_xml_loose(dl_tree *tree, dl_str text, dl_error *error)
{
    loose *l = calloc(1, sizeof *l);
    if (!l)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a feed");
    l->tree = tree;
    l->text = text;
    while (l->at < text.size && !tree->failure) {
        if (text.data[l->at] == '<')
            take_markup(l);
        else
            take_text(l);
    }
    while (l->depth)
        close_one(l);
    free(l);
    return dl_tree_told(tree, error);
}
