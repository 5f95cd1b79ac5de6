/* The strict reader: libxml2's SAX2 interface, with its own doors to files and network shut. */
#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "extract/feed_xml.h"
#include "extract/xml_guard.h"

typedef struct strict {
    dl_tree *tree;
    bool bomb;    /* entities that expand past libxml2's own bound */
    bool faulty;  /* an error; the first is kept */
    bool outward; /* an entity was asked for that stands outside the document */
    int line, column;
    char message[200];
} strict;

static strict *strict_of(void *context)
{
    return ((xmlParserCtxtPtr)context)->_private;
}

static dl_str view(const xmlChar *text)
{
    return dl_str_of((const char *)text);
}

static void stop_on_failure(void *context)
{
    if (strict_of(context)->tree->failure)
        xmlStopParser(context);
}

/* Ends the strict reading: what it would not read in linear time, the forgiving reader does. */
static void refuse(xmlParserCtxtPtr context, const char *words)
{
    strict *s = strict_of(context);
    context->wellFormed = 0;
    if (!s->faulty) {
        s->faulty = true;
        s->line = context->input ? context->input->line : 0;
        s->column = context->input ? context->input->col : 0;
        snprintf(s->message, sizeof s->message, "%s", words);
    }
    xmlStopParser(context);
}

static dl_str unescaped(dl_tree *tree, const xmlChar *start, const xmlChar *end)
{
    return dl_tree_copy(tree, tree->texts, (dl_str){(const char *)start, (size_t)(end - start)});
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int space_count, const xmlChar **spaces, int count, int defaulted,
                     const xmlChar **values)
{
    enum { FIELDS = 5 }; /* of a value: name, prefix, uri, start, end */
    dl_tree *tree = strict_of(context)->tree;
    (void)defaulted;
    const size_t total = (size_t)space_count + (size_t)count;
    dl_xml_attribute *attributes =
        total ? dl_arena_alloc(tree->nodes, total * sizeof *attributes) : NULL;
    dl_xml_attribute *at = attributes;
    if (total && !attributes)
        tree->failure = DL_ERR_MEMORY;
    for (int i = 0; attributes && i < count; i++) {
        const xmlChar **value = values + (size_t)i * FIELDS;
        *at++ =
            (dl_xml_attribute){view(value[1]), view(value[0]), unescaped(tree, value[3], value[4])};
    }
    for (int i = 0; attributes && i < space_count; i++) {
        dl_str declared = view(spaces[2 * i]);
        dl_str value = view(spaces[2 * i + 1]);
        if (declared.size)
            *at++ = (dl_xml_attribute){DL_STR("xmlns"), declared, value};
        else
            *at++ = (dl_xml_attribute){(dl_str){"", 0}, DL_STR("xmlns"), value};
    }
    dl_tree_start(tree, view(prefix), view(name), view(uri), attributes, attributes ? total : 0);
    /* a name and its prefix for each that is bound here */
    if (((xmlParserCtxtPtr)context)->nsNr > 2 * XML_MOST_SPACES)
        refuse(context, "more namespaces are bound at once than any feed has");
    stop_on_failure(context);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)name;
    (void)prefix;
    (void)uri;
    dl_tree_end(strict_of(context)->tree);
}

static void on_text(void *context, const xmlChar *text, int size)
{
    dl_tree_text(strict_of(context)->tree, (dl_str){(const char *)text, (size_t)size});
    stop_on_failure(context);
}

/* A document that names an external DTD (RSS 0.91's, XHTML's) may use the characters that it
 * declares there; those that such DTDs declare are HTML's. */
static xmlEntityPtr of_external_dtd(xmlParserCtxtPtr context, const xmlChar *name)
{
    xmlDocPtr document = context->myDoc;
    const bool external = document && document->intSubset &&
                          (document->intSubset->SystemID != NULL || context->hasPErefs);
    const htmlEntityDesc *known = external ? htmlEntityLookup(name) : NULL;
    if (!known)
        return NULL;
    char text[16];
    snprintf(text, sizeof text, "&#%u;", known->value);
    return xmlAddDocEntity(document, name, XML_INTERNAL_GENERAL_ENTITY, NULL, NULL,
                           (const xmlChar *)text);
}

/* What stands outside the document is not read. libxml2 asks its own table where this says that
 * there is none, as long as the document is well formed: so it is not, and parsing ends. */
static void refuse_entity(xmlParserCtxtPtr context, const xmlChar *name)
{
    char words[160];
    snprintf(words, sizeof words, "entity '%.60s' stands outside the document, and is not read",
             (const char *)name);
    strict_of(context)->outward = true;
    refuse(context, words);
}

static xmlEntityPtr on_entity(void *context, const xmlChar *name)
{
    xmlEntityPtr entity = xmlSAX2GetEntity(context, name);
    if (!entity)
        return of_external_dtd(context, name);
    bool inside = entity->etype == XML_INTERNAL_GENERAL_ENTITY ||
                  entity->etype == XML_INTERNAL_PREDEFINED_ENTITY;
    if (inside)
        return entity;
    refuse_entity(context, name);
    return NULL;
}

/* A parameter entity that stands outside is declared, and not read: whoever refers to it is right
 * to (XML 1.0 §4.1, WFC: Entity Declared, holds for documents without such references only). */
static xmlEntityPtr on_parameter_entity(void *context, const xmlChar *name)
{
    xmlEntityPtr entity = xmlSAX2GetParameterEntity(context, name);
    if (entity && entity->etype == XML_EXTERNAL_PARAMETER_ENTITY)
        ((xmlParserCtxtPtr)context)->hasPErefs = 1;
    return NULL;
}

static xmlParserInputPtr on_resolve(void *context, const xmlChar *public_id,
                                    const xmlChar *system_id)
{
    (void)context;
    (void)public_id;
    (void)system_id;
    return NULL;
}

static void on_external_subset(void *context, const xmlChar *name, const xmlChar *external_id,
                               const xmlChar *system_id)
{
    (void)context;
    (void)name;
    (void)external_id;
    (void)system_id;
}

static void on_error(void *context, xmlErrorPtr fault)
{
    strict *s = strict_of(context);
    bool namespace_fault = fault->code == XML_NS_ERR_UNDEFINED_NAMESPACE;
    if (fault->code == XML_ERR_ENTITY_LOOP)
        s->bomb = true;
    if (s->faulty || (fault->level < XML_ERR_ERROR && !namespace_fault) || s->tree->failure)
        return;
    if (fault->domain == XML_FROM_NAMESPACE && !namespace_fault)
        return; /* a namespace name that is no URI: nothing is lost by it */
    s->faulty = true;
    s->line = fault->line;
    s->column = fault->int2;
    dl_str message = dl_str_trim(dl_str_of(fault->message));
    if (message.size >= sizeof s->message)
        message.size = sizeof s->message - 1;
    memcpy(s->message, message.data, message.size);
    if (fault->level == XML_ERR_FATAL)
        xmlStopParser(context);
}

static void set_handlers(xmlSAXHandler *sax)
{
    xmlSAXVersion(sax, 2);
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = on_text;
    sax->ignorableWhitespace = on_text;
    sax->cdataBlock = on_text;
    sax->reference = NULL;
    sax->comment = NULL;
    sax->processingInstruction = NULL;
    sax->getEntity = on_entity;
    sax->getParameterEntity = on_parameter_entity;
    sax->resolveEntity = on_resolve;
    sax->externalSubset = on_external_subset;
    sax->serror = on_error;
    sax->error = sax->warning = sax->fatalError = NULL;
}

int dl_tree_told(const dl_tree *tree, dl_error *error)
{
    if (tree->failure == DL_ERR_LIMIT_SIZE)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "the feed's entities expand to more than the feed may hold");
    if (tree->failure)
        return dl_error_set(error, tree->failure, "memory ran out while reading a feed");
    return 0;
}

static void release(void *parser)
{
    xmlParserCtxtPtr context = parser;
    xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
}

int dl_xml_strict(dl_tree *tree, dl_str text, dl_error *error)
{
    strict s = {.tree = tree};
    if (text.size > INT_MAX)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "the feed is too large to read");
    if (xml_is_excessive(text))
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "a tag has more attributes, or its document type declares more, than "
                            "any feed's");
    xmlParserCtxtPtr context =
        text.size ? xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL) : NULL;
    if (!context)
        return text.size ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a feed")
                         : dl_error_set(error, DL_ERR_SYNTAX, "the document is empty");
    tree->parser = context;
    tree->release = release;
    context->_private = &s;
    set_handlers(context->sax);
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC);
    /* all at once to the parser for pieces, which takes CDATA sections whole and not by character
     */
    xmlParseChunk(context, text.data, (int)text.size, 1);
    int rc = 0;
    if (tree->failure)
        rc = dl_tree_told(tree, error);
    else if (s.bomb)
        rc = dl_error_set(error, DL_ERR_LIMIT_SIZE,
                          "the feed's entities expand to more than the feed may hold");
    else if (context->errNo == XML_ERR_NO_MEMORY)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a feed");
    else if (s.faulty || !context->wellFormed || !tree->root)
        rc = dl_error_set(error, DL_ERR_SYNTAX, "%s",
                          s.faulty ? s.message : "the document is not well formed");
    if (rc == DL_ERR_SYNTAX)
        dl_error_at(error, "", s.line, s.column);
    tree->outward = s.outward;
    return rc;
}
