#include "dateline/select.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/css.h"
#include "extract/tree.h"
#include "extract/xpath_guard.h"

/* libxml2's own bound on nesting is 500 parentheses; this one keeps its compiler's memory small. */
static const size_t most_bytes = (size_t)16 << 10;

static bool in_progression(double place, double a, double b)
{
    double steps = place - b;
    return a == 0 ? steps == 0 : fmod(steps, a) == 0 && steps / a >= 0;
}

/* dl-nth(which, a, b): CSS's An+B of the context node's place. */
static void nth(xmlXPathParserContext *run, int count)
{
    const xmlNode *node = run->context->node;
    if (count != 3 || !node || node->type != XML_ELEMENT_NODE || !node->_private) {
        xmlXPathSetError(run, XPATH_INVALID_ARITY);
        return;
    }
    double b = xmlXPathPopNumber(run), a = xmlXPathPopNumber(run), which = xmlXPathPopNumber(run);
    const dl_place *place = node->_private;
    const uint32_t places[] = {place->child, place->last_child, place->of_type,
                               place->last_of_type};
    valuePush(run, xmlXPathNewBoolean(in_progression(places[(int)which & 3], a, b)));
}

/* dl-nth-of(count before, a, b) */
static void nth_of(xmlXPathParserContext *run, int count)
{
    if (count != 3) {
        xmlXPathSetError(run, XPATH_INVALID_ARITY);
        return;
    }
    double b = xmlXPathPopNumber(run), a = xmlXPathPopNumber(run), before = xmlXPathPopNumber(run);
    valuePush(run, xmlXPathNewBoolean(in_progression(before + 1, a, b)));
}

static int count_columns(dl_str text, int at)
{
    int column = 1;
    for (int i = 0; i < at && (size_t)i < text.size; i++)
        column += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return column;
}

static const char *words_of(int code)
{
    static const struct {
        int code;
        const char *words;
    } all[] = {
        {XPATH_NUMBER_ERROR, "this is no number"},
        {XPATH_UNFINISHED_LITERAL_ERROR, "a string has no end"},
        {XPATH_START_LITERAL_ERROR, "a \"string\" was expected"},
        {XPATH_VARIABLE_REF_ERROR, "a variable's name was expected"},
        {XPATH_UNDEF_VARIABLE_ERROR, "there are no variables"},
        {XPATH_INVALID_PREDICATE_ERROR, "a [ has no ]"},
        {XPATH_EXPR_ERROR, "an expression was expected"},
        {XPATH_UNCLOSED_ERROR, "a bracket is not closed"},
        {XPATH_UNKNOWN_FUNC_ERROR, "there is no such function"},
        {XPATH_INVALID_OPERAND, "an operand does not fit"},
        {XPATH_INVALID_TYPE, "a value is not of the kind that was expected"},
        {XPATH_INVALID_ARITY, "a function has too many or too few arguments"},
        {XPATH_UNDEF_PREFIX_ERROR, "there are no namespaces"},
        {XPATH_INVALID_CHAR_ERROR, "a character that has no place in XPath"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].code == code)
            return all[i].words;
    return "it cannot be read";
}

static int failure(const dl_xpath_guard *guard, dl_str xpath, dl_error *error)
{
    if (guard->late || guard->code == XPATH_OP_LIMIT_EXCEEDED) {
        dl_error_set(error, DL_ERR_LIMIT_TIME, "this takes too long to find on so large a page");
        dl_error_hint(error, "ask for less at once: // inside [ ] looks through the whole page for "
                             "each node");
        return DL_ERR_LIMIT_TIME;
    }
    if (guard->too_large)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "a function of the expression is given too much text");
    if (guard->code == XPATH_RECURSION_LIMIT_EXCEEDED)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "the expression is nested too deeply");
    if (guard->code == XPATH_MEMORY_ERROR)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while searching a page");
    /* what is found out only when it is computed has no place in the expression */
    bool computed = guard->code == XPATH_UNDEF_VARIABLE_ERROR ||
                    guard->code == XPATH_UNKNOWN_FUNC_ERROR || guard->code == XPATH_INVALID_TYPE ||
                    guard->code == XPATH_INVALID_ARITY || guard->code == XPATH_UNDEF_PREFIX_ERROR;
    int column = guard->at >= 0 && !computed ? count_columns(xpath, guard->at) : 0;
    if (column)
        dl_error_set(error, DL_ERR_SYNTAX, "%s, at column %d of the XPath", words_of(guard->code),
                     column);
    else
        dl_error_set(error, DL_ERR_SYNTAX, "the XPath cannot be computed: %s",
                     words_of(guard->code));
    dl_error_at(error, "", column ? 1 : 0, column);
    return DL_ERR_SYNTAX;
}

static int take_nodes(xmlXPathObject *object, dl_selected *found)
{
    xmlNodeSet *set = object->nodesetval;
    found->kind = DL_SELECTED_NODES;
    if (!set)
        return 0;
    xmlXPathNodeSetSort(set);
    size_t kept = 0;
    for (int i = 0; i < set->nodeNr; i++) /* namespace nodes are no nodes of a page */
        if (set->nodeTab[i]->type != XML_NAMESPACE_DECL)
            set->nodeTab[kept++] = set->nodeTab[i];
        else
            xmlXPathNodeSetFreeNs((xmlNs *)set->nodeTab[i]);
    set->nodeNr = (int)kept;
    found->nodes = (const dl_node *const *)set->nodeTab;
    found->count = kept;
    return 0;
}

static int take(xmlXPathObject *object, dl_selected *found, dl_error *error)
{
    found->held = object;
    switch (object->type) {
    case XPATH_NODESET:
        return take_nodes(object, found);
    case XPATH_BOOLEAN:
        found->kind = DL_SELECTED_BOOLEAN;
        found->boolean = object->boolval != 0;
        return 0;
    case XPATH_NUMBER:
        found->kind = DL_SELECTED_NUMBER;
        found->number = object->floatval;
        return 0;
    case XPATH_STRING:
        found->kind = DL_SELECTED_TEXT;
        found->text = dl_str_of((const char *)object->stringval);
        return 0;
    default:
        return dl_error_set(error, DL_ERR_SYNTAX, "the XPath gives no value that a page has");
    }
}

static int evaluate(xmlXPathContext *context, dl_str xpath, dl_selected *found, dl_error *error)
{
    dl_xpath_guard guard;
    int rc = 0;
    char *text = malloc(xpath.size + 1);
    if (!text)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while searching a page");
    memcpy(text, xpath.data, xpath.size);
    text[xpath.size] = '\0';
    dl_xpath_guard_begin(&guard, context);
    xmlXPathObject *object = xmlXPathEvalExpression((const xmlChar *)text, context);
    dl_xpath_guard_end(&guard);
    if (!object)
        rc = failure(&guard, xpath, error);
    else
        rc = take(object, found, error);
    free(text);
    if (rc)
        dl_selected_clear(found);
    return rc;
}

static xmlXPathContext *new_context(dl_document *document, const dl_node *from)
{
    xmlXPathContext *context = xmlXPathNewContext(document->tree);
    if (!context)
        return NULL;
    xmlNode *node;
    memcpy(&node, &from, sizeof node); /* libxml2 takes it without const, and does not change it */
    context->node = node ? node : (xmlNode *)document->tree;
    return context;
}

int dl_select_xpath(dl_document *document, const dl_node *from, dl_str xpath, dl_selected *found,
                    dl_error *error)
{
    memset(found, 0, sizeof *found);
    if (xpath.size > most_bytes)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "an XPath of more than %zu bytes",
                            most_bytes);
    if (xpath.size && memchr(xpath.data, '\0', xpath.size))
        return dl_error_set(error, DL_ERR_SYNTAX, "an XPath holds no NUL byte");
    if (!dl_utf8_valid(xpath))
        return dl_error_set(error, DL_ERR_SYNTAX, "this XPath is not UTF-8");
    xmlXPathContext *context = new_context(document, from);
    if (!context)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while searching a page");
    int rc = evaluate(context, xpath, found, error);
    xmlXPathFreeContext(context);
    return rc;
}

static bool prepare(dl_document *document, xmlXPathContext *context)
{
    xmlNode *scope = context->node->type == XML_ELEMENT_NODE ? context->node
                                                             : xmlDocGetRootElement(document->tree);
    return xmlXPathRegisterVariable(context, (const xmlChar *)"scope", xmlXPathNewNodeSet(scope)) ==
               0 &&
           xmlXPathRegisterFunc(context, (const xmlChar *)"dl-nth", nth) == 0 &&
           xmlXPathRegisterFunc(context, (const xmlChar *)"dl-nth-of", nth_of) == 0;
}

int dl_select_css(dl_document *document, const dl_node *from, dl_str css, dl_selected *found,
                  dl_error *error)
{
    dl_buf xpath = {0};
    memset(found, 0, sizeof *found);
    int rc = dl_css_to_xpath(css, &xpath, error);
    if (!rc && dl_str_find(dl_buf_str(&xpath), DL_STR("dl-nth("), 0) < xpath.size)
        rc = dl_place_all(document, error);
    xmlXPathContext *context = rc ? NULL : new_context(document, from);
    if (!rc && (!context || !prepare(document, context)))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while searching a page");
    if (!rc)
        rc = evaluate(context, dl_buf_str(&xpath), found, error);
    xmlXPathFreeContext(context);
    dl_buf_clear(&xpath);
    return rc;
}

void dl_selected_clear(dl_selected *found)
{
    if (found->held)
        xmlXPathFreeObject(found->held);
    memset(found, 0, sizeof *found);
}
