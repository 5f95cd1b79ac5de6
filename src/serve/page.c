#include "serve/page.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/grow.h"
#include "base/sha256.h"
#include "report/html_script.h"
#include "report/html_sources.h"
#include "report/html_style.h"
#include "serve/assets.h"
#include "serve/elements.h"

typedef struct block {
    unsigned number;
    dl_str html; /* in the version's text */
    dl_str tag;  /* from < to >: what names a cell stands in it */
    bool cell;
    bool changed, taken;
} block;

/* One report: its text, and views of it. */
typedef struct version {
    char *bytes;
    dl_str title, lang, head, text;
    block *blocks;
    size_t count, capacity;
    size_t same_start, same_end; /* blocks that are as in the version before, bytes and all */
} version;

struct serve_page {
    version now;
    unsigned last_number;
};

serve_page *serve_page_new(void)
{
    return calloc(1, sizeof(serve_page));
}

static void version_clear(version *cleared)
{
    free(cleared->bytes);
    free(cleared->blocks);
    memset(cleared, 0, sizeof *cleared);
}

void serve_page_free(serve_page *page)
{
    if (!page)
        return;
    version_clear(&page->now);
    free(page);
}

/* --- cutting --- */

static int add_block(version *to, dl_str html, dl_error *error)
{
    int rc = dl_grow(&to->blocks, &to->capacity, to->count + 1, sizeof *to->blocks, error);
    if (rc != 0)
        return rc;
    block made = {.html = html, .tag = dl_str_slice(html, 0, dl_str_find(html, DL_STR(">"), 0))};
    made.cell = dl_str_starts(html, DL_STR("<figure class=\"cell\""));
    to->blocks[to->count++] = made;
    return 0;
}

static size_t same_before(dl_str a, dl_str b)
{
    static const size_t step = 4096;
    size_t least = a.size < b.size ? a.size : b.size, at = 0;
    while (at + step <= least && memcmp(a.data + at, b.data + at, step) == 0)
        at += step;
    while (at < least && a.data[at] == b.data[at])
        at++;
    return at;
}

static size_t same_after(dl_str a, dl_str b, size_t least)
{
    static const size_t step = 4096;
    const char *end_a = a.data + a.size, *end_b = b.data + b.size;
    size_t at = 0;
    while (at + step <= least && memcmp(end_a - at - step, end_b - at - step, step) == 0)
        at += step;
    while (at < least && end_a[-1 - (ptrdiff_t)at] == end_b[-1 - (ptrdiff_t)at])
        at++;
    return at;
}

/* The block at the same bytes of another version, `shift` further on. */
static int keep_block(version *to, const version *was, block *kept, ptrdiff_t shift,
                      dl_error *error)
{
    ptrdiff_t at = kept->html.data - was->text.data + shift;
    int rc = add_block(to, (dl_str){to->text.data + at, kept->html.size}, error);
    if (rc == 0) {
        to->blocks[to->count - 1].number = kept->number;
        kept->taken = true;
    }
    return rc;
}

/* Cuts the text into its elements; where it begins and ends as the version before, so do its
 * blocks, and just what is between is read. */
static int cut_text(version *to, const version *was, dl_error *error)
{
    dl_str old = was->bytes ? was->text : (dl_str){"", 0};
    size_t before = same_before(to->text, old), at = 0, first = was->count;
    size_t least = (to->text.size < old.size ? to->text.size : old.size) - before;
    size_t after = same_after(to->text, old, least), stop = to->text.size;
    ptrdiff_t shift = (ptrdiff_t)to->text.size - (ptrdiff_t)old.size;
    int rc = 0;
    for (; rc == 0 && to->same_start < was->count; to->same_start++) {
        block *kept = &was->blocks[to->same_start];
        size_t end = (size_t)(kept->html.data - was->text.data) + kept->html.size;
        if (end > before)
            break;
        rc = keep_block(to, was, kept, 0, error);
        at = end;
    }
    while (first > to->same_start &&
           (size_t)(was->blocks[first - 1].html.data - was->text.data) + after >= was->text.size)
        first--;
    if (first < was->count)
        stop = (size_t)(was->blocks[first].html.data - was->text.data + shift);
    dl_str element, between = dl_str_slice(to->text, 0, stop);
    while (rc == 0 && elements_next(between, &at, &element))
        rc = add_block(to, element, error);
    to->same_end = was->count - first;
    for (size_t i = first; rc == 0 && i < was->count; i++)
        rc = keep_block(to, was, &was->blocks[i], shift, error);
    return rc;
}

static int cut(dl_str report, const version *was, version *to, dl_error *error)
{
    static const dl_str tail = {"</main>\n</body>\n</html>\n", 24};
    dl_str open = DL_STR("<main id=\"text\">\n");
    memset(to, 0, sizeof *to);
    to->bytes = malloc(report.size + 1);
    if (!to->bytes)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    memcpy(to->bytes, report.data, report.size);
    dl_str all = {to->bytes, report.size};
    to->lang = elements_between(all, DL_STR("<html lang=\""), DL_STR("\""));
    to->title = elements_between(all, DL_STR("<title>"), DL_STR("</title>"));
    to->head = elements_between(all, DL_STR("<header class=\"report\">"), DL_STR("</header>"));
    size_t start = dl_str_find(all, open, 0) + open.size;
    if (dl_str_ends(all, tail) && start + tail.size <= all.size)
        to->text = dl_str_slice(all, start, all.size - tail.size);
    else
        to->text = dl_str_slice(all, 0, 0);
    int rc = cut_text(to, was, error);
    if (rc != 0)
        version_clear(to);
    return rc;
}

/* --- what became of each block --- */

static uint64_t hash_of(dl_str text) /* FNV-1a: equal hashes are compared by their bytes */
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3u;
    return hash;
}

static dl_str inside(const block *of)
{
    return dl_str_slice(of->html, of->tag.size, of->html.size);
}

/* A cell without an id has its number in its tag, which another cell above it changes. */
static bool same_inside(const block *a, const block *b)
{
    return dl_str_equal(inside(a), inside(b));
}

static bool same_kind(const block *a, const block *b)
{
    dl_str rest;
    return dl_str_equal(dl_str_cut(a->tag, ' ', &rest), dl_str_cut(b->tag, ' ', &rest));
}

static void take(block *now, block *was)
{
    now->number = was->number;
    now->changed = !dl_str_equal(now->html, was->html);
    was->taken = true;
}

/* Where a cell of this tag, or prose of these words, is to be found: chains by their hash. */
enum { TABLE = 4096 };

typedef struct index {
    uint32_t first[TABLE]; /* 0: none; else a block's place and 1 */
    uint32_t *next;
} index;

static uint64_t key_of(const block *of)
{
    return hash_of(of->cell ? of->tag : of->html);
}

static bool is_it(const block *now, const block *was)
{
    if (was->taken || now->cell != was->cell)
        return false;
    return now->cell ? dl_str_equal(now->tag, was->tag) : dl_str_equal(now->html, was->html);
}

/* Of what is left in the middle: cells by their id, prose that only moved by its words. */
static void take_known(version *now, version *was, size_t start, size_t end_now, size_t end_was,
                       index *table)
{
    for (size_t i = end_was; i-- > start;) {
        uint32_t *slot = &table->first[key_of(&was->blocks[i]) % TABLE];
        table->next[i] = *slot;
        *slot = (uint32_t)i + 1;
    }
    for (size_t i = start; i < end_now; i++) {
        uint32_t at = table->first[key_of(&now->blocks[i]) % TABLE];
        while (at && !is_it(&now->blocks[i], &was->blocks[at - 1]))
            at = table->next[at - 1];
        if (at)
            take(&now->blocks[i], &was->blocks[at - 1]);
    }
}

/* Prose that was edited takes the number of what stood in its place. */
static void take_edited(version *now, version *was, size_t start, size_t end_now, size_t end_was)
{
    size_t at = start;
    for (size_t i = start; i < end_now; i++) {
        block *each = &now->blocks[i];
        if (each->number) {
            for (size_t k = at; k < end_was; k++)
                if (was->blocks[k].number == each->number) {
                    at = k + 1;
                    break;
                }
            continue;
        }
        if (at < end_was && !was->blocks[at].taken && !each->cell && !was->blocks[at].cell &&
            same_kind(each, &was->blocks[at]))
            take(each, &was->blocks[at++]);
    }
}

static int match(serve_page *page, version *now, dl_error *error)
{
    version *was = &page->now;
    size_t least = now->count < was->count ? now->count : was->count, start = now->same_start;
    size_t end = now->same_end;
    while (start < least - end && same_inside(&now->blocks[start], &was->blocks[start]) &&
           same_kind(&now->blocks[start], &was->blocks[start])) {
        take(&now->blocks[start], &was->blocks[start]);
        start++;
    }
    while (end < least - start) {
        block *a = &now->blocks[now->count - 1 - end], *b = &was->blocks[was->count - 1 - end];
        if (!same_inside(a, b) || !same_kind(a, b))
            break;
        take(a, b);
        end++;
    }
    size_t end_now = now->count - end, end_was = was->count - end;
    /* places are told in 32 bits; past them all prose is new */
    if (end_now > start && end_was > start && end_was < UINT32_MAX) {
        index *table = calloc(1, sizeof *table);
        uint32_t *next = calloc(end_was + 1, sizeof *next);
        if (!table || !next) {
            free(table);
            free(next);
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        }
        table->next = next;
        take_known(now, was, start, end_now, end_was, table);
        take_edited(now, was, start, end_now, end_was);
        free(next);
        free(table);
    }
    for (size_t i = 0; i < now->count; i++) {
        if (now->blocks[i].number)
            continue;
        now->blocks[i].number = ++page->last_number;
        now->blocks[i].changed = true;
    }
    return 0;
}

/* --- telling --- */

static void put_order(const version *of, dl_buf *out)
{
    dl_buf_puts(out, "\"order\":[");
    for (size_t i = 0; i < of->count; i++)
        dl_buf_printf(out, i ? ",%u" : "%u", of->blocks[i].number);
    dl_buf_puts(out, "],");
}

static void put_text(const char *name, dl_str text, dl_buf *out)
{
    dl_buf_printf(out, "\"%s\":", name);
    dl_escape_json(text, out);
    dl_buf_putc(out, ',');
}

static void put_blocks(const version *of, bool all, dl_buf *out)
{
    bool any = false;
    dl_buf_puts(out, "\"blocks\":[");
    for (size_t i = 0; i < of->count; i++) {
        if (!all && !of->blocks[i].changed)
            continue;
        dl_buf_printf(out, any ? ",[%u," : "[%u,", of->blocks[i].number);
        dl_escape_json(of->blocks[i].html, out);
        dl_buf_putc(out, ']');
        any = true;
    }
    dl_buf_putc(out, ']');
}

static bool same_order(const version *a, const version *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->blocks[i].number != b->blocks[i].number)
            return false;
    return true;
}

static void tell(const version *was, const version *now, dl_buf *event)
{
    bool title = !dl_str_equal(was->title, now->title), head = !dl_str_equal(was->head, now->head);
    bool order = !same_order(was, now), any = title || head || order;
    for (size_t i = 0; i < now->count && !any; i++)
        any = now->blocks[i].changed;
    if (!any)
        return;
    dl_buf_putc(event, '{');
    if (title)
        put_text("title", now->title, event);
    if (head)
        put_text("head", now->head, event);
    if (order)
        put_order(now, event);
    put_blocks(now, false, event);
    dl_buf_putc(event, '}');
}

int serve_page_take(serve_page *page, dl_str report, dl_buf *event, dl_error *error)
{
    version now;
    int rc = cut(report, &page->now, &now, error);
    if (rc == 0 && (rc = match(page, &now, error)) != 0)
        version_clear(&now);
    if (rc != 0)
        return rc;
    tell(&page->now, &now, event);
    version_clear(&page->now);
    page->now = now;
    for (size_t i = 0; i < now.count; i++)
        now.blocks[i].changed = now.blocks[i].taken = false;
    return dl_buf_ok(event, error);
}

void serve_page_whole(const serve_page *page, dl_buf *event)
{
    dl_buf_putc(event, '{');
    put_text("title", page->now.title, event);
    put_text("head", page->now.head, event);
    put_order(&page->now, event);
    put_blocks(&page->now, true, event);
    dl_buf_putc(event, '}');
}

/* --- the document --- */

static void put_script(dl_str text, dl_buf *out, dl_buf *hashes)
{
    char digest[DL_SHA256_BASE64 + 1];
    dl_sha256_base64(text, digest);
    dl_buf_printf(hashes, "%s'sha256-%s'", hashes->size ? " " : "", digest);
    dl_buf_puts(out, "<script>");
    dl_buf_add(out, text);
    dl_buf_puts(out, "</script>\n");
}

static void put_head(const version *now, dl_buf *out)
{
    dl_buf_puts(out, "<!DOCTYPE html>\n<html lang=\"");
    dl_buf_add(out, now->lang.size ? now->lang : DL_STR("en"));
    dl_buf_puts(out, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                     "content=\"width=device-width, initial-scale=1\">\n<title>");
    dl_buf_add(out, now->title);
    dl_buf_printf(out, "</title>\n<style>%s%s%s%s", report_html_style, report_html_script_style,
                  report_html_media, html_sources_style);
    dl_buf_append(out, serve_style, serve_style_size);
    dl_buf_puts(out, "</style>\n</head>\n");
}

void serve_page_document(const serve_page *page, dl_str name, dl_str position, dl_buf *out,
                         dl_buf *script_hashes)
{
    const version *now = &page->now;
    put_head(now, out);
    dl_buf_puts(out, "<body data-position=\"");
    dl_escape_html(position, out);
    dl_buf_puts(out, "\">\n<a class=\"skip\" href=\"#text\">Skip to the text</a>\n"
                     "<div id=\"live\" role=\"status\" aria-live=\"polite\" hidden></div>\n"
                     "<div id=\"fault\" role=\"alert\" hidden></div>\n<header class=\"report\">");
    dl_buf_add(out, now->head);
    dl_buf_puts(out, "</header>\n<main id=\"text\" data-blocks=\"");
    for (size_t i = 0; i < now->count; i++)
        dl_buf_printf(out, i ? " %u" : "%u", now->blocks[i].number);
    dl_buf_puts(out, "\">\n");
    for (size_t i = 0; i < now->count; i++) {
        dl_buf_add(out, now->blocks[i].html);
        dl_buf_putc(out, '\n');
    }
    dl_buf_puts(out, "</main>\n<footer class=\"report\">dateline " DL_VERSION " shows ");
    dl_escape_html(name, out);
    dl_buf_puts(out, " as it is edited.</footer>\n<details id=\"offers\" hidden></details>\n");
    put_script((dl_str){serve_script, serve_script_size}, out, script_hashes);
    dl_buf script = {0};
    report_html_script(&script);
    put_script(dl_buf_str(&script), out, script_hashes);
    dl_buf_clear(&script);
    dl_buf_puts(out, "</body>\n</html>\n");
}
