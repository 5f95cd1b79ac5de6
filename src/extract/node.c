/* A node of a document as others want it: its words, its source, its attributes. */
#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

#include "extract/link.h"
#include "extract/text.h"
#include "extract/tree.h"

static const xmlNode *xml(const dl_node *node)
{
    return (const xmlNode *)node;
}

static dl_str str(const xmlChar *text)
{
    return dl_str_of((const char *)text);
}

static bool is_one_of(const xmlNode *node, const char *const *names)
{
    if (node->type != XML_ELEMENT_NODE)
        return false;
    while (*names && strcmp((const char *)node->name, *names) != 0)
        names++;
    return *names != NULL;
}

static bool is_text(const xmlNode *node)
{
    return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

static bool is_unread(const xmlNode *node)
{
    static const char *const names[] = {"script", "style", "template", NULL};
    return is_one_of(node, names);
}

/* HTML Standard §15.3: what a browser begins a line for, or a cell of its own. */
static bool parts_words(const xmlNode *node)
{
    static const char *const names[] = {
        "address", "article", "aside",    "blockquote", "body",     "br",     "button",
        "caption", "center",  "dd",       "details",    "dialog",   "dir",    "div",
        "dl",      "dt",      "fieldset", "figcaption", "figure",   "footer", "form",
        "h1",      "h2",      "h3",       "h4",         "h5",       "h6",     "head",
        "header",  "hgroup",  "hr",       "html",       "legend",   "li",     "listing",
        "main",    "menu",    "nav",      "ol",         "optgroup", "option", "p",
        "pre",     "search",  "section",  "select",     "summary",  "table",  "tbody",
        "td",      "tfoot",   "th",       "thead",      "title",    "tr",     "ul",
        NULL};
    return is_one_of(node, names);
}

/* Document order within root; *left is called upon leaving, so that both ends of a node are seen.
 */
static const xmlNode *next_within(const xmlNode *node, const xmlNode *root, bool enter,
                                  void (*leave)(const xmlNode *, dl_buf *), dl_buf *out)
{
    if (enter && node->type == XML_ELEMENT_NODE && node->children)
        return node->children;
    for (;;) {
        if (node->type == XML_ELEMENT_NODE && leave)
            leave(node, out);
        if (node == root)
            return NULL;
        if (node->next)
            return node->next;
        node = node->parent;
    }
}

bool dl_node_is_element(const dl_node *node)
{
    return xml(node)->type == XML_ELEMENT_NODE;
}

dl_str dl_node_name(const dl_node *node)
{
    switch (xml(node)->type) {
    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
        return DL_STR("#text");
    case XML_COMMENT_NODE:
        return DL_STR("#comment");
    case XML_HTML_DOCUMENT_NODE:
        return DL_STR("#document");
    default:
        return str(xml(node)->name);
    }
}

static const xmlNode *root_of(const xmlNode *node)
{
    if (node->type != XML_HTML_DOCUMENT_NODE)
        return node;
    const xmlNode *root = node->children;
    while (root && root->type != XML_ELEMENT_NODE)
        root = root->next;
    return root;
}

/* An attribute's value may stand in several nodes. */
static void add_attribute(const xmlAttr *attribute, dl_buf *out)
{
    for (const xmlNode *part = attribute->children; part; part = part->next)
        dl_buf_add(out, str(part->content));
}

static bool add_simple(const xmlNode *node, dl_buf *out)
{
    if (!node || node->type == XML_ELEMENT_NODE)
        return !node;
    if (node->type == XML_ATTRIBUTE_NODE)
        add_attribute((const xmlAttr *)node, out);
    else
        dl_buf_add(out, str(node->content));
    return true;
}

void dl_node_value(const dl_node *node, dl_buf *out)
{
    const xmlNode *root = root_of(xml(node));
    if (add_simple(root, out))
        return;
    for (const xmlNode *at = root; at; at = next_within(at, root, true, NULL, out))
        if (is_text(at))
            dl_buf_add(out, str(at->content));
}

static void part_words(const xmlNode *node, dl_buf *out)
{
    if (parts_words(node))
        dl_buf_putc(out, ' ');
}

void dl_node_text(const dl_node *node, dl_buf *out)
{
    const xmlNode *root = root_of(xml(node));
    dl_buf raw = {0};
    if (!add_simple(root, &raw)) {
        bool enter = true;
        for (const xmlNode *at = root; at; at = next_within(at, root, enter, part_words, &raw)) {
            enter = at == root || !is_unread(at);
            if (at->type == XML_ELEMENT_NODE)
                part_words(at, &raw);
            else if (is_text(at))
                dl_buf_add(&raw, str(at->content));
        }
    }
    dl_text_fold(dl_buf_str(&raw), out);
    out->failed = out->failed || raw.failed;
    dl_buf_clear(&raw);
}

/* HTML Standard §13.3, "escaping a string". */
static void add_escaped(const xmlChar *text, bool in_attribute, dl_buf *out)
{
    for (const char *at = (const char *)text; at && *at; at++) {
        if (*at == '&')
            dl_buf_puts(out, "&amp;");
        else if ((unsigned char)at[0] == 0xC2 && (unsigned char)at[1] == 0xA0) {
            dl_buf_puts(out, "&nbsp;");
            at++;
        } else if (*at == '"' && in_attribute)
            dl_buf_puts(out, "&quot;");
        else if (*at == '<' && !in_attribute)
            dl_buf_puts(out, "&lt;");
        else if (*at == '>' && !in_attribute)
            dl_buf_puts(out, "&gt;");
        else
            dl_buf_putc(out, *at);
    }
}

static bool is_void(const xmlNode *node)
{
    static const char *const names[] = {
        "area",  "base",   "basefont", "bgsound", "br",    "col",    "embed", "frame", "hr", "img",
        "input", "keygen", "link",     "meta",    "param", "source", "track", "wbr",   NULL};
    return is_one_of(node, names);
}

static bool is_raw(const xmlNode *node)
{
    static const char *const names[] = {"style",   "script",   "xmp",       "iframe",
                                        "noembed", "noframes", "plaintext", NULL};
    return is_one_of(node, names);
}

static void open_tag(const xmlNode *node, dl_buf *out)
{
    dl_buf_putc(out, '<');
    dl_buf_add(out, str(node->name));
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        dl_buf_putc(out, ' ');
        dl_buf_add(out, str(a->name));
        dl_buf_puts(out, "=\"");
        for (const xmlNode *part = a->children; part; part = part->next)
            add_escaped(part->content, true, out);
        dl_buf_putc(out, '"');
    }
    dl_buf_putc(out, '>');
}

static void close_tag(const xmlNode *node, dl_buf *out)
{
    if (is_void(node))
        return;
    dl_buf_puts(out, "</");
    dl_buf_add(out, str(node->name));
    dl_buf_putc(out, '>');
}

void dl_node_html(const dl_node *node, dl_buf *out)
{
    const xmlNode *root = root_of(xml(node));
    if (root && root->type == XML_ATTRIBUTE_NODE)
        add_simple(root, out);
    else if (root && root->type == XML_COMMENT_NODE)
        dl_buf_printf(out, "<!--%s-->", root->content ? (const char *)root->content : "");
    else if (root && is_text(root))
        add_escaped(root->content, false, out);
    if (!root || root->type != XML_ELEMENT_NODE)
        return;
    for (const xmlNode *at = root; at; at = next_within(at, root, true, close_tag, out)) {
        if (at->type == XML_ELEMENT_NODE)
            open_tag(at, out);
        else if (at->type == XML_COMMENT_NODE)
            dl_buf_printf(out, "<!--%s-->", at->content ? (const char *)at->content : "");
        else if (is_text(at) && is_raw(at->parent))
            dl_buf_add(out, str(at->content));
        else if (is_text(at))
            add_escaped(at->content, false, out);
    }
}

bool dl_node_attribute_at(const dl_node *node, size_t index, dl_str *name, dl_buf *value)
{
    if (!dl_node_is_element(node))
        return false;
    const xmlAttr *a = xml(node)->properties;
    while (a && index-- > 0)
        a = a->next;
    if (!a)
        return false;
    *name = str(a->name);
    add_attribute(a, value);
    return true;
}

bool dl_node_attribute(const dl_node *node, const char *name, dl_buf *value)
{
    if (!dl_node_is_element(node))
        return false;
    for (const xmlAttr *a = xml(node)->properties; a; a = a->next) {
        if (strcmp((const char *)a->name, name) != 0)
            continue;
        add_attribute(a, value);
        return true;
    }
    return false;
}

bool dl_node_address(const dl_document *document, const dl_node *node, const char *name,
                     dl_buf *url)
{
    dl_buf value = {0};
    bool found = dl_node_attribute(node, name, &value);
    if (found)
        dl_link_resolve(document->base, dl_buf_str(&value), url);
    url->failed = url->failed || value.failed;
    dl_buf_clear(&value);
    return found;
}
