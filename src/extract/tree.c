#include "extract/tree.h"

#include <libxml/xpath.h>
#include <stdlib.h>
#include <string.h>

#include "extract/html.h"
#include "extract/link.h"

/* The HTML Standard on one page has 200,000 nodes. */
static const size_t most_nodes = 250000;
/* Blink's bound too; it keeps what takes the text of each element in turn (string(.) of all) from
 * growing with the square of the page. */
enum { DEEPEST = 512 };
/* libxml2 appends an attribute by walking to the last. */
enum { MOST_ATTRIBUTES = 500 };

typedef struct builder {
    dl_document *document;
    size_t nodes;
    int failure; /* a dl_kind */
} builder;

static int told(int kind, dl_error *error)
{
    if (kind == DL_ERR_LIMIT_SIZE)
        return dl_error_set(error, kind, "the page has more than %zu elements and texts to search",
                            most_nodes);
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while making a page searchable");
}

static const xmlChar *interned(const builder *b, const char *name, size_t size)
{
    return xmlDictLookup(b->document->tree->dict, (const xmlChar *)name, (int)size);
}

/* Names outside HTML come as the source spells them, unless SVG has a spelling of its own. */
static const xmlChar *name_of(const builder *b, const GumboElement *element)
{
    if (element->tag != GUMBO_TAG_UNKNOWN && element->tag_namespace == GUMBO_NAMESPACE_HTML) {
        const char *name = gumbo_normalized_tagname(element->tag);
        return interned(b, name, strlen(name));
    }
    GumboStringPiece piece = element->original_tag;
    gumbo_tag_from_original_text(&piece);
    if (element->tag_namespace == GUMBO_NAMESPACE_SVG) {
        const char *name = gumbo_normalize_svg_tagname(&piece);
        if (name)
            return interned(b, name, strlen(name));
    }
    char lower[256];
    size_t size = 0;
    for (; size < piece.length && size < sizeof lower; size++) {
        char c = piece.data[size];
        lower[size] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    if (size == 0) /* made up by the parser */
        return interned(b, "unknown", strlen("unknown"));
    return interned(b, lower, size);
}

static bool add_attributes(const builder *b, xmlNode *node, const GumboVector *attributes)
{
    static const char *const prefixes[] = {"", "xlink:", "xml:", "xmlns:"};
    for (unsigned i = 0; i < attributes->length && i < MOST_ATTRIBUTES; i++) {
        const GumboAttribute *attribute = attributes->data[i];
        char name[256];
        const char *prefix = prefixes[attribute->attr_namespace];
        if (strncmp(attribute->name, prefix, strlen(prefix)) == 0)
            prefix = "";
        int size = snprintf(name, sizeof name, "%s%s", prefix, attribute->name);
        if (size <= 0)
            continue;
        const xmlChar *known =
            interned(b, name, (size_t)size < sizeof name ? (size_t)size : sizeof name - 1);
        if (!known ||
            !xmlNewNsPropEatName(node, NULL, (xmlChar *)known, (const xmlChar *)attribute->value))
            return false;
    }
    return true;
}

static xmlNode *new_node(builder *b, const GumboNode *source)
{
    xmlDoc *tree = b->document->tree;
    if (!dl_html_is_element(source)) {
        const char *text = source->v.text.text;
        return source->type == GUMBO_NODE_COMMENT ? xmlNewDocComment(tree, (const xmlChar *)text)
                                                  : xmlNewDocText(tree, (const xmlChar *)text);
    }
    const xmlChar *name = name_of(b, &source->v.element);
    xmlNode *node = name ? xmlNewDocNodeEatName(tree, NULL, (xmlChar *)name, NULL) : NULL;
    if (node && !add_attributes(b, node, &source->v.element.attributes)) {
        xmlFreeNode(node);
        return NULL;
    }
    b->document->elements++;
    return node;
}

/* Adds source below parent; where source is an element, *parent becomes it. */
static bool add(builder *b, const GumboNode *source, xmlNode **parent)
{
    bool is_document = (*parent)->type != XML_ELEMENT_NODE;
    if (is_document && dl_html_is_text(source))
        return true; /* white space around the root is no node of a tree */
    if (++b->nodes > most_nodes) {
        b->failure = DL_ERR_LIMIT_SIZE;
        return false;
    }
    xmlNode *node = new_node(b, source), *added = node ? xmlAddChild(*parent, node) : NULL;
    if (!added) {
        if (node)
            xmlFreeNode(node);
        b->failure = DL_ERR_MEMORY;
        return false;
    }
    if (dl_html_is_element(source))
        *parent = added;
    return true;
}

/* Walks up in both trees until source has a sibling: returns it, or NULL at the end. depth counts
 * gumbo's levels; those past DEEPEST have no level of their own in libxml2's tree. */
static const GumboNode *up(const GumboNode *source, xmlNode **parent, size_t *depth)
{
    bool inside = dl_html_is_element(source);
    for (;;) {
        if (inside && (*depth)-- <= DEEPEST)
            *parent = (*parent)->parent;
        const GumboNode *above = source->parent;
        if (!above)
            return NULL;
        const GumboVector *siblings = above->type == GUMBO_NODE_DOCUMENT
                                          ? &above->v.document.children
                                          : &above->v.element.children;
        if (source->index_within_parent + 1 < siblings->length)
            return siblings->data[source->index_within_parent + 1];
        if (above->type == GUMBO_NODE_DOCUMENT)
            return NULL;
        source = above;
        inside = true;
    }
}

static void build(builder *b, const GumboNode *document)
{
    xmlNode *parent = (xmlNode *)b->document->tree;
    size_t depth = 0;
    const GumboVector *children = &document->v.document.children;
    const GumboNode *source = children->length ? children->data[0] : NULL;
    while (source) {
        xmlNode *before = parent;
        if (!add(b, source, &parent))
            return;
        if (dl_html_is_element(source)) {
            if (++depth > DEEPEST)
                parent = before;
            if (source->v.element.children.length) {
                source = source->v.element.children.data[0];
                continue;
            }
        }
        source = up(source, &parent, &depth);
    }
}

/* HTML Standard §4.2.3: the first base element with an address is the base of all. */
static bool find_base(dl_document *document, const GumboNode *root, dl_str url)
{
    dl_buf base = {0};
    const GumboNode *node = root;
    while (node && !(dl_html_is(node, GUMBO_TAG_BASE) && dl_html_attribute(node, "href").size))
        node = dl_html_next(node, root);
    if (node)
        dl_link_resolve(url, dl_html_attribute(node, "href"), &base);
    else
        dl_buf_add(&base, url);
    document->base = dl_arena_copy(&document->arena, dl_buf_str(&base));
    bool ok = !base.failed && document->base.data;
    dl_buf_clear(&base);
    return ok;
}

int dl_document_new(dl_document **document, dl_str html, dl_str url, dl_error *error)
{
    dl_html parsed = {0};
    *document = NULL;
    int rc = dl_html_parse(&parsed, html, error);
    if (rc)
        return rc;
    dl_document *made = calloc(1, sizeof *made);
    builder b = {.document = made, .failure = DL_ERR_MEMORY};
    if (made) {
        dl_arena_init(&made->arena);
        made->tree = xmlNewDoc(NULL);
    }
    if (made && made->tree && (made->tree->dict = xmlDictCreate())) {
        made->tree->type = XML_HTML_DOCUMENT_NODE; /* so that id() knows what an id is */
        b.failure = find_base(made, parsed.document, url) ? 0 : DL_ERR_MEMORY;
        if (!b.failure)
            build(&b, parsed.document);
    }
    dl_html_clear(&parsed);
    if (b.failure) {
        dl_document_free(made);
        return told(b.failure, error);
    }
    xmlXPathOrderDocElems(made->tree); /* makes the order of two nodes cheap to tell */
    *document = made;
    return 0;
}

void dl_document_free(dl_document *document)
{
    if (!document)
        return;
    xmlFreeDoc(document->tree);
    dl_arena_clear(&document->arena);
    free(document);
}
