#include "notebook/markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmark-gfm-core-extensions.h>

#include "base/escape.h"
#include "base/grow.h"
#include "notebook/caret.h"
#include "notebook/internal.h"

static const char *const extensions[] = {"table", "strikethrough", "autolink", "tasklist"};
static const int options = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8;

/* Steps that cmark may take over the cells of tables: it walks those that a row has for each that
 * it adds. A line of 40,000 bars took 6 s; this is some tenths. */
static const uint64_t most_table_steps = (uint64_t)1 << 26;

/* Whether what tables there may be are read in bounds; where not, lines of bars are text. */
static bool tables_in_bounds(dl_str text)
{
    uint64_t steps = 0, bars = 0;
    for (size_t i = 0; i < text.size; i++) {
        bars += text.data[i] == '|';
        if (text.data[i] == '\n' || text.data[i] == '\r' || i + 1 == text.size) {
            steps += bars * bars;
            bars = 0;
        }
    }
    return steps <= most_table_steps;
}

static cmark_node *parse(dl_str text)
{
    size_t first = tables_in_bounds(text) ? 0 : 1; /* tables come first */
    /* cmark's registry is its own global state; this call fills it once */
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(options);
    if (!parser)
        return NULL;
    for (size_t i = first; i < sizeof extensions / sizeof *extensions; i++) {
        cmark_syntax_extension *extension = cmark_find_syntax_extension(extensions[i]);
        if (extension)
            cmark_parser_attach_syntax_extension(parser, extension);
    }
    cmark_parser_feed(parser, text.data, text.size);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return document;
}

static cmark_node *parse_hidden(const dl_buf *hidden, const char *mark)
{
    cmark_node *document = hidden->failed ? NULL : parse(dl_buf_str(hidden));
    if (document && !caret_show(document, dl_str_of(mark))) {
        cmark_node_free(document);
        return NULL;
    }
    return document;
}

cmark_node *markdown_parse(dl_str text)
{
    dl_buf hidden = {0};
    char mark[NONCE_SIZE + 1];
    bool any = caret_hide(text, &hidden, mark);
    cmark_node *document = any ? parse_hidden(&hidden, mark) : parse(text);
    dl_buf_clear(&hidden);
    return document;
}

int markdown_render(cmark_node *document, dl_buf *html, dl_error *error)
{
    cmark_llist *attached = NULL;
    cmark_mem *memory = cmark_get_default_mem_allocator();
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        cmark_syntax_extension *extension = cmark_find_syntax_extension(extensions[i]);
        if (extension)
            attached = cmark_llist_append(memory, attached, extension);
    }
    char *text = cmark_render_html(document, options, attached);
    cmark_llist_free(memory, attached);
    if (!text)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    dl_escape_bidi(dl_str_of(text), html);
    memory->free(text);
    return dl_buf_ok(html, error);
}

int dl_markdown_html(dl_str markdown, dl_buf *html, dl_error *error)
{
    cmark_node *document = markdown_parse(markdown);
    if (!document)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = markdown_render(document, html, error);
    cmark_node_free(document);
    return rc;
}

/* --- fences --- */

size_t fence_length(dl_str line)
{
    size_t count = 0;
    while (count < line.size && line.data[count] == '`')
        count++;
    return count >= 3 ? count : 0;
}

bool fence_language(dl_str line, dl_language *language, dl_str *info)
{
    size_t at = fence_length(line);
    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    size_t start = at;
    at = dl_str_first_of(line, at, " \t\r\n");
    dl_str word = dl_str_slice(line, start, at);
    bool lua = dl_str_equal(word, DL_STR("lua"));
    *language = lua ? DL_LANGUAGE_LUA : DL_LANGUAGE_SQL;
    *info = dl_str_slice(line, at, line.size);
    return lua || dl_str_equal(word, DL_STR("sql"));
}

bool fence_closes(dl_str line, size_t length)
{
    size_t indent = 0;
    while (indent < 3 && indent < line.size && line.data[indent] == ' ')
        indent++;
    dl_str rest = dl_str_slice(line, indent, line.size);
    size_t count = fence_length(rest);
    return count >= length && dl_str_trim(dl_str_slice(rest, count, rest.size)).size == 0;
}

static bool ends_line(char byte)
{
    return byte == '\n' || byte == '\r';
}

size_t fence_closing(dl_str text, size_t start, size_t end, size_t length)
{
    size_t at = end;
    while (at > start && ends_line(text.data[at - 1]))
        at--;
    while (at > start && !ends_line(text.data[at - 1]))
        at--;
    return fence_closes(dl_str_slice(text, at, end), length) ? at : start;
}

/* --- where the steps are --- */

dl_str line_at(dl_str text, size_t at, size_t *next)
{
    size_t end = dl_str_first_of(text, at, "\r\n");
    *next = end + 1 + dl_str_starts(dl_str_slice(text, end, text.size), DL_STR("\r\n"));
    return dl_str_slice(text, at, end);
}

int index_lines(dl_str text, line_index *lines, dl_error *error)
{
    size_t at = 0;
    do {
        int rc = dl_grow(&lines->starts, &lines->capacity, lines->count + 2, sizeof *lines->starts,
                         error);
        if (rc != 0)
            return rc;
        lines->starts[lines->count++] = at;
        line_at(text, at, &at);
    } while (at < text.size);
    lines->starts[lines->count] = text.size;
    return 0;
}

size_t line_start(const line_index *lines, int line)
{
    size_t index = line < 1 ? 0 : (size_t)line - 1;
    return lines->starts[index < lines->count ? index : lines->count];
}

/* The block that tells the lines of this one: a paragraph that a table cut short has none of its
 * own, and the table begins where it did. */
static cmark_node *told_by(cmark_node *block)
{
    bool cut = cmark_node_get_type(block) == CMARK_NODE_PARAGRAPH &&
               cmark_node_get_start_line(block) == 0 && cmark_node_next(block);
    return cut ? cmark_node_next(block) : block;
}

/* The bytes of the nearest block that knows its lines: inline nodes of tables and headings may not.
 */
static void block_range(dl_str text, const line_index *lines, cmark_node *node, size_t *start,
                        size_t *end)
{
    *start = 0;
    *end = text.size;
    for (node = cmark_node_parent(node); node; node = cmark_node_parent(node)) {
        if ((cmark_node_get_type(node) & CMARK_NODE_TYPE_MASK) != CMARK_NODE_TYPE_BLOCK)
            continue;
        cmark_node *told = told_by(node);
        int first = cmark_node_get_start_line(told), last = cmark_node_get_end_line(told);
        if (first <= 0 || last < first)
            continue;
        *start = line_start(lines, first);
        *end = line_start(lines, last + 1);
        return;
    }
}

/* Whether the code span whose content is `inside` has this literal: line breaks are spaces, what a
 * line begins with goes (CommonMark §4.8), and one space is taken from both ends (§6.1). */
static bool same_code(dl_str inside, const char *literal)
{
    dl_str wanted = dl_str_trim(dl_str_of(literal));
    size_t at = 0;
    bool begins = false;
    inside = dl_str_trim(inside);
    for (size_t i = 0; i < inside.size; i++) {
        char c = inside.data[i];
        if (begins && (c == ' ' || c == '\t' || c == '\n'))
            continue; /* \n: of \r\n, for no line in a paragraph is blank */
        begins = c == '\n' || c == '\r';
        if (at >= wanted.size || wanted.data[at++] != (begins ? ' ' : c))
            return false;
    }
    return at == wanted.size;
}

static size_t run_of_backticks(dl_str text, size_t at)
{
    size_t count = 0;
    while (at + count < text.size && text.data[at + count] == '`')
        count++;
    return count;
}

/* The next backticks at or after *at that others close; *at moves behind those that open. What they
 * hold is a code span unless a backslash or another span takes them (§6.1): all are looked at. */
static bool next_span(dl_str text, size_t *at, size_t *start, size_t *end, dl_str *inside)
{
    while ((*at = dl_str_find(text, DL_STR("`"), *at)) < text.size) {
        size_t ticks = run_of_backticks(text, *at), close = *at + ticks;
        while ((close = dl_str_find(text, DL_STR("`"), close)) < text.size) {
            size_t closing = run_of_backticks(text, close);
            if (closing == ticks)
                break;
            close += closing;
        }
        *start = *at;
        *at += ticks;
        *end = close + ticks;
        *inside = dl_str_slice(text, *at, close);
        if (close < text.size)
            return true;
    }
    return false;
}

/* The code span of text with this literal at or after *from, which moves behind it. False when the
 * source hides it, as the marks of a quotation do within it; *from then moves behind the first that
 * it could have been. */
static bool find_span(dl_str text, size_t *from, const char *literal, size_t *start, size_t *end)
{
    enum { MOST_LOOKED_AT = 32 }; /* so that many hidden ones are no square */
    size_t at = *from, behind = 0;
    dl_str inside;
    for (int looked_at = 0;
         looked_at < MOST_LOOKED_AT && next_span(text, &at, start, end, &inside);) {
        if (!dl_str_starts(dl_str_trim(inside), DL_STR("{lua}")))
            continue;
        if (same_code(inside, literal)) {
            *from = *end;
            return true;
        }
        behind = looked_at++ ? behind : at;
    }
    *from = behind ? behind : *from;
    return false;
}

static int add_node(step_nodes *found, step_node node, dl_error *error)
{
    int rc =
        dl_grow(&found->nodes, &found->capacity, found->count + 1, sizeof *found->nodes, error);
    if (rc == 0)
        found->nodes[found->count++] = node;
    return rc;
}

static int add_fence(dl_str prose, const line_index *lines, cmark_node *node, step_nodes *found,
                     dl_error *error)
{
    dl_language language;
    dl_str info;
    if (cmark_node_get_type(cmark_node_parent(node)) != CMARK_NODE_DOCUMENT)
        return 0;
    size_t start = line_start(lines, cmark_node_get_start_line(node));
    dl_str line = line_at(prose, start, &(size_t){0});
    if (!fence_length(line) || !fence_language(line, &language, &info))
        return 0;
    size_t end = line_start(lines, cmark_node_get_end_line(node) + 1);
    return add_node(found, (step_node){node, false, start, end}, error);
}

static int add_span(dl_str prose, const line_index *lines, cmark_node *node, step_nodes *found,
                    size_t *searched, dl_error *error)
{
    const char *literal = cmark_node_get_literal(node);
    if (!literal || strncmp(literal, "{lua} ", 6) != 0)
        return 0;
    size_t first, last, start, end;
    block_range(prose, lines, node, &first, &last);
    if (*searched < first)
        *searched = first;
    if (find_span(dl_str_slice(prose, 0, last), searched, literal, &start, &end))
        return add_node(found, (step_node){node, true, start, end}, error);
    if (found->hidden++ == 0)
        found->hidden_at = first;
    return 0;
}

static int by_start(const void *first, const void *second)
{
    const step_node *a = first, *b = second;
    return (a->start > b->start) - (a->start < b->start);
}

int step_nodes_read(dl_str prose, step_nodes *found, dl_error *error)
{
    memset(found, 0, sizeof *found);
    found->document = markdown_parse(prose);
    if (!found->document)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    line_index lines = {0};
    int rc = index_lines(prose, &lines, error);
    cmark_iter *iter = cmark_iter_new(found->document);
    size_t searched = 0;
    cmark_event_type event;
    while (rc == 0 && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event != CMARK_EVENT_ENTER)
            continue;
        /* footnotes come last in the tree, wherever they stand */
        if (cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_DEFINITION)
            searched = 0;
        if (cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK)
            rc = add_fence(prose, &lines, node, found, error);
        else if (cmark_node_get_type(node) == CMARK_NODE_CODE)
            rc = add_span(prose, &lines, node, found, &searched, error);
    }
    cmark_iter_free(iter);
    free(lines.starts);
    if (rc == 0 && found->count > 0)
        qsort(found->nodes, found->count, sizeof *found->nodes, by_start);
    return rc;
}

void step_nodes_clear(step_nodes *found)
{
    if (found->document)
        cmark_node_free(found->document);
    free(found->nodes);
    memset(found, 0, sizeof *found);
}

/* --- rendering --- */

/* Where a step's HTML goes, the tree gets a word that the text cannot hold; cmark renders it as it
 * is (its custom nodes cannot stand in a table). */
static bool replace_node(cmark_node *node, bool inlined, const char *nonce, size_t step)
{
    char word[NONCE_SIZE + 32];
    snprintf(word, sizeof word, "%s-%zu.", nonce, step);
    cmark_node *fresh = cmark_node_new(inlined ? CMARK_NODE_TEXT : CMARK_NODE_CUSTOM_BLOCK);
    if (!fresh)
        return false;
    int set = inlined ? cmark_node_set_literal(fresh, word) : cmark_node_set_on_enter(fresh, word);
    if (!set || !cmark_node_replace(node, fresh)) {
        cmark_node_free(fresh);
        return false;
    }
    cmark_node_free(node);
    return true;
}

/* Copies rendered HTML, with what the callback writes in place of each word. */
static void fill_in(dl_str rendered, const char *nonce, dl_step_html *write, void *data,
                    dl_buf *html)
{
    const dl_str word = dl_str_of(nonce);
    size_t at = 0;
    for (;;) {
        size_t found = dl_str_find(rendered, word, at);
        dl_buf_add(html, dl_str_slice(rendered, at, found));
        if (found == rendered.size)
            return;
        size_t step = 0;
        at = found + word.size + 1;
        while (at < rendered.size && rendered.data[at] >= '0' && rendered.data[at] <= '9')
            step = step * 10 + (size_t)(rendered.data[at++] - '0');
        at++; /* the full stop */
        write(data, step, html);
    }
}

/* Renders the tree that parsing left, with words in the places of the steps; the tree is then used
 * up, and the HTML is kept in its stead. */
static int render(dl_notebook *notebook, const char *nonce, dl_error *error)
{
    step_nodes *found = &notebook->nodes;
    int rc = found->document ? 0 : step_nodes_read(dl_notebook_prose(notebook), found, error);
    for (size_t i = 0; i < found->count && rc == 0; i++) {
        if (!replace_node(found->nodes[i].node, found->nodes[i].inlined, nonce, i))
            rc = dl_error_set(error, DL_ERR_MEMORY, "a result could not be put into the prose");
    }
    if (rc == 0)
        rc = markdown_render(found->document, &notebook->rendered, error);
    if (rc != 0)
        dl_buf_clear(&notebook->rendered);
    step_nodes_clear(found);
    return rc;
}

int dl_notebook_html(const dl_notebook *notebook, dl_step_html *write, void *data, dl_buf *html,
                     dl_error *error)
{
    char nonce[NONCE_SIZE + 1];
    nonce_make(dl_notebook_prose(notebook), nonce);
    /* what is rendered once is part of the notebook, and no one sees the difference */
    int rc = notebook->rendered.data ? 0 : render((dl_notebook *)notebook, nonce, error);
    if (rc == 0)
        fill_in(dl_buf_str(&notebook->rendered), nonce, write, data, html);
    return rc == 0 ? dl_buf_ok(html, error) : rc;
}
