/*
 * Notebooks under libFuzzer: any text as a file of Markdown with front matter. No byte of it is
 * lost, steps stand in order and in their places, formatting twice is formatting once, and its HTML
 * has nothing in it that runs.
 */
#include <string.h>

#include "base/utf8.h"
#include "dateline/notebook.h"
#include "fuzz.h"

/* Which steps were written, each at most once; a footnote's come last. */
typedef struct written {
    const dl_notebook *notebook;
    bool *steps;
} written;

static void write_step(void *user, size_t step, dl_buf *html)
{
    written *to = user;
    hold(step < dl_notebook_step_count(to->notebook) && !to->steps[step]);
    to->steps[step] = true;
    dl_buf_puts(html, "<b>step</b>");
}

static void check_html(const dl_notebook *notebook)
{
    static const char *const banned[] = {"<script", "<iframe", "javascript:", "<style", "<svg"};
    dl_buf html = {0};
    written to = {notebook, calloc(dl_notebook_step_count(notebook) + 1, 1)};
    hold(to.steps);
    hold(dl_notebook_html(notebook, write_step, &to, &html, NULL) == 0);
    free(to.steps);
    hold(dl_utf8_valid(dl_buf_str(&html)));
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        hold(banned[i][0] != '<' ||
             dl_str_find(dl_buf_str(&html), dl_str_of(banned[i]), 0) == html.size);
    hold(dl_str_find(dl_buf_str(&html), DL_STR("href=\"javascript:"), 0) == html.size);
    dl_buf_clear(&html);
}

static void check_steps(const dl_notebook *notebook)
{
    dl_str text = dl_notebook_text(notebook);
    size_t last = dl_notebook_prose_offset(notebook);
    for (size_t i = 0; i < dl_notebook_step_count(notebook); i++) {
        const dl_step *step = dl_notebook_step(notebook, i);
        hold(step->start >= last && step->end > step->start && step->end <= text.size);
        hold(step->line >= 1 && step->column >= 1 && step->timeout_s >= 0);
        hold(step->inlined || step->id.size > 0);
        last = step->end;
    }
    for (size_t i = 0; i < dl_notebook_warning_count(notebook); i++)
        hold(dl_notebook_warning(notebook, i)->message[0]);
    dl_str prose = dl_notebook_prose(notebook);
    hold(prose.size + dl_notebook_prose_offset(notebook) == text.size);
}

static bool same_steps(const dl_notebook *a, const dl_notebook *b)
{
    size_t count = dl_notebook_step_count(a);
    if (count != dl_notebook_step_count(b))
        return false;
    for (size_t i = 0; i < count; i++) {
        const dl_step *one = dl_notebook_step(a, i), *other = dl_notebook_step(b, i);
        if (!dl_str_equal(one->code, other->code) || one->inlined != other->inlined ||
            one->noeval != other->noeval || one->echo != other->echo ||
            one->tag_count != other->tag_count || !dl_str_equal(one->caption, other->caption))
            return false;
    }
    return true;
}

static void check_format(const dl_notebook *notebook, bool ids)
{
    dl_buf once = {0}, twice = {0};
    dl_notebook *formatted;
    hold(dl_notebook_format(notebook, ids, &once, NULL) == 0);
    hold(dl_notebook_parse(&formatted, dl_buf_str(&once), "x.md", NULL) == 0);
    hold(same_steps(notebook, formatted));
    hold(dl_notebook_format(formatted, ids, &twice, NULL) == 0);
    hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    dl_notebook_free(formatted);
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
}

static void check_given(dl_str text)
{
    dl_arena arena;
    dl_given *given;
    size_t count;
    dl_error error = {0};
    dl_arena_init(&arena);
    int rc = dl_given_read(text, &arena, &given, &count, &error);
    hold(rc == 0 || error.message[0]);
    for (size_t i = 0; rc == 0 && i < count; i++)
        hold(given[i].line >= 1 && given[i].column >= 1);
    dl_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str text = fuzz_bytes(data, size);
    dl_notebook *notebook;
    dl_error error = {0};
    if (dl_notebook_parse(&notebook, text, "x.md", &error) != 0) {
        hold(error.message[0] && error.line >= 0 && error.column >= 0);
    } else {
        hold(dl_str_equal(dl_notebook_text(notebook), text));
        check_steps(notebook);
        check_html(notebook);
        check_format(notebook, false);
        check_format(notebook, true);
    }
    dl_notebook_free(notebook);
    check_given(text);
    return 0;
}
