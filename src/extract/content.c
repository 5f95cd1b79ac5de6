#include "extract/content.h"

#include <stdlib.h>

#include "extract/text.h"

/* Under this the choice was probably wrong, and is made again with fewer rules. */
static const size_t enough_text = 500;

/* Between a row's cells while its line is gathered: Unicode's own for that. One that a page's text
 * holds ends up as a tab, too. */
static const char CELL = '\x1f';

typedef struct writer {
    dl_buf line; /* of the block, raw */
    dl_buf *out;
    const char *pending; /* what stands before the next line */
    int quoted;          /* blockquotes that are open */
    bool item;           /* a list's item has begun, and nothing of it is written yet */
} writer;

/* The form is page.h's. */
static void mark_block(writer *w)
{
    if (w->quoted)
        dl_buf_puts(w->out, "> ");
    if (w->item)
        dl_buf_puts(w->out, "- ");
    w->item = false;
}

/* Cells are folded each for itself: a tab is the only white space that is not a space. */
static void fold_line(writer *w)
{
    dl_str rest = dl_buf_str(&w->line);
    bool written = false;
    while (rest.data) {
        dl_str cell = dl_str_cut(rest, CELL, &rest);
        const size_t before = w->out->size;
        if (written)
            dl_buf_putc(w->out, '\t');
        const size_t start = w->out->size;
        dl_text_fold(cell, w->out);
        if (w->out->size == start)
            dl_buf_truncate(w->out, before);
        written = written || w->out->size > start;
    }
}

static void end_line(writer *w)
{
    const size_t before = w->out->size;
    const bool item = w->item, block = before == 0 || w->pending[1];
    if (before && w->line.size)
        dl_buf_puts(w->out, w->pending);
    if (block)
        mark_block(w);
    const size_t start = w->out->size;
    fold_line(w);
    if (w->out->size > start) {
        w->pending = "\n";
    } else {
        dl_buf_truncate(w->out, before);
        w->item = item;
    }
    dl_buf_truncate(&w->line, 0);
}

static void end_block(writer *w)
{
    end_line(w);
    w->pending = "\n\n";
}

/* <br> ends a line; two of them end a block, as they do on the screen. */
static void break_line(writer *w)
{
    bool blank = dl_str_trim(dl_buf_str(&w->line)).size == 0;
    if (blank)
        end_block(w);
    else
        end_line(w);
}

static bool is_preformatted(const dl_item *text)
{
    const GumboNode *node = text->node->parent;
    for (int up = 0; node && up < 4; up++, node = node->parent)
        if (dl_html_is(node, GUMBO_TAG_PRE))
            return true;
    return false;
}

static void write_text(writer *w, const dl_item *item)
{
    dl_str text = dl_str_of(item->node->v.text.text);
    if (!is_preformatted(item)) {
        dl_buf_add(&w->line, text);
        return;
    }
    dl_str rest = text;
    while (rest.data) {
        dl_buf_add(&w->line, dl_str_cut(rest, '\n', &rest));
        if (rest.data)
            break_line(w);
    }
}

static bool is_row(const dl_item *item)
{
    return dl_item_is(item, GUMBO_TAG_TR);
}

static bool is_cell(const dl_item *item)
{
    return dl_item_is(item, GUMBO_TAG_TD) || dl_item_is(item, GUMBO_TAG_TH);
}

/* Cells without blocks of their own are words of their row's line. */
static bool is_small_cell(const dl_outline *outline, uint32_t i)
{
    const dl_item *item = &outline->items[i];
    return is_cell(item) && item->own_chars == item->chars && item->chars < 100;
}

static void begin_item(writer *w, const dl_outline *outline, uint32_t i)
{
    const dl_item *item = &outline->items[i];
    if (dl_html_is_text(item->node))
        write_text(w, item);
    else if (dl_item_is(item, GUMBO_TAG_BR))
        break_line(w);
    else if (is_small_cell(outline, i))
        dl_buf_putc(&w->line, CELL);
    else if (is_row(item))
        end_line(w);
    else if (item->block)
        end_block(w);
    w->quoted += dl_item_is(item, GUMBO_TAG_BLOCKQUOTE);
    w->item = w->item || dl_item_is(item, GUMBO_TAG_LI);
}

static void end_item(writer *w, const dl_outline *outline, uint32_t i)
{
    const dl_item *item = &outline->items[i];
    if (is_row(item))
        end_line(w);
    else if (is_small_cell(outline, i))
        dl_buf_putc(&w->line, CELL);
    else if (item->block)
        end_block(w);
    w->quoted -= dl_item_is(item, GUMBO_TAG_BLOCKQUOTE);
    w->item = w->item && !dl_item_is(item, GUMBO_TAG_LI);
}

void dl_content_write(const dl_outline *outline, const bool *keep, dl_buf *out)
{
    writer w = {.out = out, .pending = "\n\n"};
    uint32_t open = 0;
    for (uint32_t i = 1; i < outline->count;) {
        while (open && i >= outline->items[open].end) {
            if (keep[open])
                end_item(&w, outline, open);
            else if (outline->items[open].block)
                end_block(&w);
            open = outline->items[open].parent;
        }
        const dl_item *item = &outline->items[i];
        if (item->dropped) {
            end_block(&w);
            i = item->end;
            continue;
        }
        /* what is not kept may hold what is: a sibling's parent does */
        open = dl_html_is_element(item->node) ? i : open;
        if (keep[i])
            begin_item(&w, outline, i);
        i++;
    }
    end_block(&w);
    out->failed = out->failed || w.line.failed;
    dl_buf_clear(&w.line);
}

static const GumboNode *first_kept(const dl_outline *outline, const bool *keep)
{
    for (uint32_t i = 0; i < outline->count; i++)
        if (keep[i] && dl_html_is_text(outline->items[i].node))
            return outline->items[i].node;
    return NULL;
}

/* One choice of the article and its text. */
static int attempt(const GumboNode *document, bool strict, bool weigh, dl_buf *out,
                   const GumboNode **first, dl_error *error)
{
    dl_outline outline = {0};
    bool *keep = NULL;
    int rc = dl_outline_build(&outline, document, strict, error);
    if (rc || outline.count == 0)
        goto out;
    keep = calloc(outline.count, sizeof *keep);
    if (!keep) {
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a page");
        goto out;
    }
    uint32_t top = dl_content_top(&outline, weigh);
    dl_content_choose(&outline, top, keep);
    for (uint32_t i = 0; top && i < outline.count; i++)
        if (keep[i] && (i == 0 || !keep[outline.items[i].parent])) {
            if (i != top && dl_html_is_element(outline.items[i].node))
                dl_content_clean_sibling(&outline, top, i, weigh);
            dl_content_clean(&outline, i, top, weigh);
        }
    dl_content_write(&outline, keep, out);
    *first = first_kept(&outline, keep);
    rc = dl_buf_ok(out, error);
out:
    free(keep);
    dl_outline_clear(&outline);
    return rc;
}

/* A page that shows a part and tells its machines all, or writes its text by script. */
static bool body_is_better(dl_str body, dl_str text)
{
    enum { SHORTEST_BODY = 500 };
    return body.size >= SHORTEST_BODY && text.size * 2 < body.size;
}

int dl_content_text(const GumboNode *document, const dl_content_told *told, dl_buf *out,
                    dl_error *error)
{
    static const struct {
        bool strict, weigh;
    } tries[] = {{true, true}, {false, true}, {false, false}};
    dl_buf best = {0}, text = {0};
    const GumboNode *stop = NULL;
    int rc = 0;
    for (size_t i = 0; !rc && i < sizeof tries / sizeof *tries && best.size < enough_text; i++) {
        const GumboNode *first = NULL;
        dl_buf_truncate(&text, 0);
        rc = attempt(document, tries[i].strict, tries[i].weigh, &text, &first, error);
        if (rc || text.size <= best.size)
            continue;
        stop = first;
        dl_buf other = best;
        best = text;
        text = other;
    }
    if (!rc && body_is_better(told->body, dl_buf_str(&best))) {
        dl_buf_add(out, told->body);
    } else if (!rc) {
        dl_content_lead(document, stop, told->description, &best);
        dl_buf_add(out, dl_buf_str(&best));
    }
    out->failed = out->failed || best.failed;
    dl_buf_clear(&best);
    dl_buf_clear(&text);
    return rc ? rc : dl_buf_ok(out, error);
}
