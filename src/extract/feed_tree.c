#include "extract/feed_tree.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "extract/encoding.h"
#include "extract/link.h"

/* No feed nests deeper with a purpose; the markup inside entries is what goes deep. */
enum { MOST_DEPTH = 200 };

void dl_tree_init(dl_tree *tree, dl_arena *nodes, dl_arena *texts, dl_str base, dl_str lang)
{
    memset(tree, 0, sizeof *tree);
    tree->nodes = nodes;
    tree->texts = texts;
    tree->base = base;
    tree->lang = lang;
}

void dl_tree_clear(dl_tree *tree)
{
    dl_buf_clear(&tree->pending);
    if (tree->parser)
        tree->release(tree->parser);
    tree->parser = NULL;
    tree->root = tree->open = NULL;
}

dl_str dl_tree_copy(dl_tree *tree, dl_arena *arena, dl_str text)
{
    if (text.size == 0 && !dl_str_failed(text))
        return (dl_str){"", 0};
    dl_str copy = dl_arena_copy(arena, text);
    if (copy.data)
        return copy;
    tree->failure = tree->failure ? tree->failure : DL_ERR_MEMORY;
    return (dl_str){"", 0};
}

static void *allocate(dl_tree *tree, size_t size)
{
    void *memory = dl_arena_alloc(tree->nodes, size);
    if (!memory && !tree->failure)
        tree->failure = DL_ERR_MEMORY;
    return memory;
}

/* --- characters that no text has ----------------------------------------------------------- */

static bool has_c1(dl_str text)
{
    for (const char *at = text.data, *end = text.data + text.size;
         at && (at = memchr(at, 0xC2, (size_t)(end - at))) != NULL; at++)
        if (end - at > 1 && (unsigned char)at[1] < 0xA0)
            return true;
    return false;
}

/* Text in Latin-1 only, as the bytes that it would be there; false where it is not. */
static bool to_latin1(dl_str text, dl_buf *bytes)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t code = dl_utf8_next(text, &at);
        if (code > 0xFF)
            return false;
        dl_buf_putc(bytes, (char)code);
    }
    return true;
}

/* C1 controls in a feed are bytes of windows-1252 or of UTF-8 that were taken for Latin-1: the
 * text is what they were. */
static dl_str without_c1(dl_tree *tree, dl_str text)
{
    dl_buf bytes = {0}, fixed = {0};
    if (to_latin1(text, &bytes) && dl_utf8_valid(dl_buf_str(&bytes))) {
        dl_buf_add(&fixed, dl_buf_str(&bytes));
    } else {
        const dl_encoding *windows = dl_encoding_of_label(DL_STR("windows-1252"));
        for (size_t at = 0; at < text.size;) {
            size_t start = at;
            uint32_t code = dl_utf8_next(text, &at);
            char byte = (char)code;
            if (code >= 0x80 && code < 0xA0)
                dl_encoding_decode(windows, (dl_str){&byte, 1}, &fixed);
            else
                dl_buf_append(&fixed, text.data + start, at - start);
        }
    }
    if ((bytes.failed || fixed.failed) && !tree->failure)
        tree->failure = DL_ERR_MEMORY;
    dl_str kept = dl_tree_copy(tree, tree->texts, dl_buf_str(&fixed));
    dl_buf_clear(&bytes);
    dl_buf_clear(&fixed);
    return kept;
}

static dl_str keep_text(dl_tree *tree, dl_str text)
{
    return has_c1(text) ? without_c1(tree, text) : dl_tree_copy(tree, tree->texts, text);
}

/* --- building --------------------------------------------------------------------------------- */

static void append(dl_tree *tree, dl_xml_node *node)
{
    dl_xml_node *parent = tree->open;
    node->parent = parent;
    if (!parent)
        return;
    if (parent->last)
        parent->last->next = node;
    else
        parent->first = node;
    parent->last = node;
}

static void flush(dl_tree *tree)
{
    if (tree->pending.failed && !tree->failure)
        tree->failure = DL_ERR_MEMORY;
    if (tree->pending.size == 0 || !tree->open)
        return;
    dl_xml_node *node = allocate(tree, sizeof *node);
    if (!node)
        return;
    node->text = keep_text(tree, dl_buf_str(&tree->pending));
    dl_buf_truncate(&tree->pending, 0);
    append(tree, node);
}

/* More slashes after a scheme than it has (seen in the wild) are one host's, not none's. */
static dl_str without_slashes(dl_str base, dl_buf *out)
{
    size_t colon = dl_str_find(base, DL_STR(":///"), 0);
    if (!base.data || colon > 5 || colon == base.size || !dl_str_starts(base, DL_STR("http")))
        return base;
    dl_buf_append(out, base.data, colon + 3);
    size_t host = colon + 3;
    while (host < base.size && base.data[host] == '/')
        host++;
    dl_buf_append(out, base.data + host, base.size - host);
    return dl_buf_str(out);
}

static bool is_base_scheme(dl_str base)
{
    dl_str scheme = dl_uri_split(base).scheme;
    return !scheme.data || dl_word_is(scheme, "http") || dl_word_is(scheme, "https") ||
           dl_word_is(scheme, "file");
}

/* BCP 47 has hyphens; locales' underscores are meant for them. */
static dl_str with_hyphens(dl_tree *tree, dl_str lang)
{
    dl_buf tag = {0};
    lang = dl_str_trim(lang);
    if (!lang.data || dl_str_find(lang, DL_STR("_"), 0) == lang.size)
        return lang;
    for (size_t i = 0; i < lang.size; i++)
        dl_buf_putc(&tag, (char)(lang.data[i] == '_' ? '-' : lang.data[i]));
    dl_str kept = dl_tree_copy(tree, tree->texts, dl_buf_str(&tag));
    dl_buf_clear(&tag);
    return kept;
}

static void inherit(dl_tree *tree, dl_xml_node *node)
{
    node->base = node->parent ? node->parent->base : tree->base;
    node->lang = node->parent ? node->parent->lang : tree->lang;
    if (node->attribute_count == 0)
        return;
    dl_str base = dl_xml_attribute_of(node, "xml:base");
    dl_str lang = dl_xml_attribute_of(node, "xml:lang");
    if (lang.data)
        node->lang = with_hyphens(tree, lang);
    if (base.size && is_base_scheme(base)) {
        dl_buf clean = {0}, absolute = {0};
        dl_link_resolve(node->base, without_slashes(base, &clean), &absolute);
        node->base = dl_tree_copy(tree, tree->texts, dl_buf_str(&absolute));
        dl_buf_clear(&clean);
        dl_buf_clear(&absolute);
    }
}

/* Elements come in runs of one vocabulary, whose name a parser keeps in one place. */
static dl_xml_space space_of(dl_tree *tree, dl_str prefix, dl_str uri)
{
    if (uri.size == 0)
        return prefix.size ? dl_space_of_prefix(prefix) : DL_SPACE_CORE;
    if (uri.data != tree->last_uri.data) {
        tree->last_uri = uri;
        tree->last_space = dl_space_of_uri(uri);
    }
    return tree->last_space;
}

void dl_tree_start(dl_tree *tree, dl_str prefix, dl_str name, dl_str uri,
                   const dl_xml_attribute *attributes, size_t count)
{
    if (tree->depth++ >= MOST_DEPTH || (tree->root && !tree->open))
        return;
    flush(tree);
    dl_xml_node *node = allocate(tree, sizeof *node);
    if (!node)
        return;
    node->name = name;
    node->prefix = prefix;
    node->uri = uri;
    node->attributes = attributes;
    node->attribute_count = count;
    node->space = space_of(tree, prefix, uri);
    append(tree, node);
    inherit(tree, node);
    if (!tree->root)
        tree->root = node;
    tree->open = node;
}

void dl_tree_text(dl_tree *tree, dl_str text)
{
    tree->size += text.size;
    if (tree->size > tree->size_limit && !tree->failure)
        tree->failure = DL_ERR_LIMIT_SIZE;
    if (tree->open && !tree->failure)
        dl_buf_add(&tree->pending, text);
}

void dl_tree_end(dl_tree *tree)
{
    if (tree->depth == 0 || tree->depth-- > MOST_DEPTH || !tree->open)
        return;
    flush(tree);
    tree->open = tree->open->parent;
}

/* --- walking ---------------------------------------------------------------------------------- */

bool dl_xml_is(const dl_xml_node *node, dl_xml_space space, const char *name)
{
    return node->name.data && node->space == space && dl_word_is(node->name, name);
}

dl_str dl_xml_attribute_of(const dl_xml_node *node, const char *name)
{
    const bool xml = strncmp(name, "xml:", 4) == 0;
    const char *local = xml ? name + 4 : name;
    for (size_t i = 0; i < node->attribute_count; i++) {
        const dl_xml_attribute *attribute = &node->attributes[i];
        bool is_xml = dl_str_equal(attribute->prefix, DL_STR("xml"));
        if (is_xml == xml && dl_word_is(attribute->name, local) &&
            !dl_str_equal(attribute->prefix, DL_STR("xmlns")))
            return attribute->value;
    }
    return (dl_str){NULL, 0};
}

bool dl_xml_has_elements(const dl_xml_node *node)
{
    for (const dl_xml_node *child = node->first; child; child = child->next)
        if (child->name.data)
            return true;
    return false;
}

const dl_xml_node *dl_xml_next(const dl_xml_node *node, const dl_xml_node *root)
{
    if (node->first)
        return node->first;
    while (node != root && !node->next)
        node = node->parent;
    return node == root ? NULL : node->next;
}

void dl_xml_text(const dl_xml_node *node, dl_buf *out)
{
    for (const dl_xml_node *at = node; at; at = dl_xml_next(at, node))
        dl_buf_add(out, at->text);
}

static void put_escaped(dl_str text, bool attribute, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c == '&')
            dl_buf_puts(out, "&amp;");
        else if (c == '<')
            dl_buf_puts(out, "&lt;");
        else if (c == '>')
            dl_buf_puts(out, "&gt;");
        else if (c == '"' && attribute)
            dl_buf_puts(out, "&quot;");
        else
            dl_buf_putc(out, c);
    }
}

static void put_name(dl_str prefix, dl_str name, dl_buf *out)
{
    if (prefix.size) {
        dl_buf_add(out, prefix);
        dl_buf_putc(out, ':');
    }
    dl_buf_add(out, name);
}

static void put_start(const dl_xml_node *node, dl_buf *out)
{
    const bool html = node->space == DL_SPACE_XHTML;
    dl_buf_putc(out, '<');
    put_name(html ? (dl_str){"", 0} : node->prefix, node->name, out);
    for (size_t i = 0; i < node->attribute_count; i++) {
        const dl_xml_attribute *attribute = &node->attributes[i];
        bool declares = dl_str_equal(attribute->prefix, DL_STR("xmlns")) ||
                        dl_str_equal(attribute->name, DL_STR("xmlns"));
        if (declares && dl_space_of_uri(attribute->value) == DL_SPACE_XHTML)
            continue;
        dl_buf_putc(out, ' ');
        put_name(attribute->prefix, attribute->name, out);
        dl_buf_puts(out, "=\"");
        put_escaped(attribute->value, true, out);
        dl_buf_putc(out, '"');
    }
    dl_buf_puts(out, node->first ? ">" : " />");
}

/* An empty element of HTML that is no void one needs its end tag, or HTML takes it for open. */
static bool is_void(dl_str name)
{
    static const char *const names[] = {"area",  "base", "br",    "col",    "embed", "hr", "img",
                                        "input", "link", "param", "source", "track", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dl_word_is(name, names[i]))
            return true;
    return false;
}

static void put_end(const dl_xml_node *node, dl_buf *out)
{
    dl_buf_puts(out, "</");
    put_name(node->space == DL_SPACE_XHTML ? (dl_str){"", 0} : node->prefix, node->name, out);
    dl_buf_putc(out, '>');
}

void dl_xml_markup(const dl_xml_node *root, dl_buf *out)
{
    const dl_xml_node *node = root->first;
    while (node) {
        if (!node->name.data) {
            put_escaped(node->text, false, out);
        } else {
            put_start(node, out);
            if (node->first) {
                node = node->first;
                continue;
            }
            if (node->space == DL_SPACE_XHTML && !is_void(node->name)) {
                dl_buf_truncate(out, out->size - 3);
                dl_buf_putc(out, '>');
                put_end(node, out);
            }
        }
        while (node != root && !node->next) {
            node = node->parent;
            if (node != root)
                put_end(node, out);
        }
        node = node == root ? NULL : node->next;
    }
}
