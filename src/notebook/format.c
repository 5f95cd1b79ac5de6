/* A notebook's text in the one way that we write it: nothing but the first lines of its cells. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "dateline/notebook.h"
#include "notebook/internal.h"

/* The attributes with one blank before each, and none elsewhere but in their values. They were read
 * before, and so they are well formed. */
static void put_attributes(dl_str info, dl_buf *out)
{
    int depth = 0;
    bool quoted = false, blank = false, value = false;
    for (size_t i = 0; i < info.size; i++) {
        char c = info.data[i];
        if (!quoted && depth == 0 && isspace((unsigned char)c)) {
            blank = !value; /* between "key=" and its value there is none */
            continue;
        }
        if (blank)
            dl_buf_putc(out, ' ');
        blank = false;
        value = !quoted && depth == 0 && c == '=';
        dl_buf_putc(out, c);
        if (quoted && c == '\\' && i + 1 < info.size) {
            dl_buf_putc(out, info.data[++i]);
            continue;
        }
        if (c == '"')
            quoted = !quoted;
        else if (!quoted)
            depth += (c == '[' || c == '{') - (c == ']' || c == '}');
    }
}

/* Whether the attributes, as put_attributes writes them, have an id. */
static bool has_id(dl_str info)
{
    bool quoted = false;
    if (dl_str_starts(info, DL_STR("id=")))
        return true;
    for (size_t i = 0; i < info.size; i++) {
        char c = info.data[i];
        if (quoted && c == '\\') {
            i++;
            continue;
        }
        quoted = quoted != (c == '"');
        dl_str rest = dl_str_slice(info, i, info.size);
        if (!quoted && dl_str_starts(rest, DL_STR(" id=")))
            return true;
    }
    return false;
}

static bool taken(const dl_notebook *notebook, const char *id)
{
    for (size_t i = 0; i < dl_notebook_step_count(notebook); i++)
        if (dl_str_equal(dl_notebook_step(notebook, i)->id, dl_str_of(id)))
            return true;
    return false;
}

/* "cell-3" for the third cell; where another has that, "cell-3-2" and so on. */
static void put_id(const dl_notebook *notebook, dl_str number, dl_buf *out)
{
    char id[64];
    snprintf(id, sizeof id, "cell-%.*s", DL_STR_ARG(number));
    for (int again = 2; taken(notebook, id); again++)
        snprintf(id, sizeof id, "cell-%.*s-%d", DL_STR_ARG(number), again);
    dl_buf_printf(out, " id=\"%s\"", id);
}

static void put_opening(const dl_notebook *notebook, const dl_step *step, dl_str line, bool ids,
                        dl_buf *out)
{
    dl_language language;
    dl_str info;
    dl_buf attributes = {0};
    fence_language(line, &language, &info);
    dl_str head = dl_str_trim(dl_str_slice(line, 0, (size_t)(info.data - line.data)));
    for (size_t i = 0; i < head.size; i++)
        if (!isspace((unsigned char)head.data[i]))
            dl_buf_putc(out, head.data[i]);
    put_attributes(dl_str_trim(info), &attributes);
    if (ids && !has_id(dl_buf_str(&attributes)))
        put_id(notebook, step->id, out);
    if (attributes.size)
        dl_buf_putc(out, ' ');
    dl_buf_add(out, dl_buf_str(&attributes));
    out->failed = out->failed || attributes.failed;
    dl_buf_clear(&attributes);
}

/* What was formatted must be the same notebook. */
static int check_same(const dl_notebook *notebook, dl_str text, bool ids, dl_error *error)
{
    dl_notebook *again;
    int rc = dl_notebook_parse(&again, text, dl_notebook_name(notebook), error);
    if (rc != 0)
        return rc;
    size_t count = dl_notebook_step_count(notebook);
    bool same = dl_notebook_step_count(again) == count;
    for (size_t i = 0; i < count && same; i++) {
        const dl_step *a = dl_notebook_step(notebook, i), *b = dl_notebook_step(again, i);
        same = dl_str_equal(a->code, b->code) && a->line == b->line &&
               (ids || dl_str_equal(a->id, b->id));
    }
    dl_notebook_free(again);
    return same ? 0
                : dl_error_set(error, DL_ERR_CHECK,
                               "it would be another notebook once it is formatted: this is a fault "
                               "of dateline");
}

int dl_notebook_format(const dl_notebook *notebook, bool ids, dl_buf *out, dl_error *error)
{
    dl_str text = dl_notebook_text(notebook);
    size_t done = 0;
    for (size_t i = 0; i < dl_notebook_step_count(notebook); i++) {
        const dl_step *step = dl_notebook_step(notebook, i);
        if (step->inlined)
            continue;
        dl_str line = line_at(text, step->start, &(size_t){0});
        dl_buf_add(out, dl_str_slice(text, done, step->start));
        put_opening(notebook, step, line, ids, out);
        done = step->start + line.size;
    }
    dl_buf_add(out, dl_str_slice(text, done, text.size));
    int rc = dl_buf_ok(out, error);
    return rc ? rc : check_same(notebook, dl_buf_str(out), ids, error);
}
