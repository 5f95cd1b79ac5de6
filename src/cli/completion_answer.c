/* What the completion scripts ask for: each a list of lines. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/completion.h"
#include "cli/template.h"
#include "dateline/manual.h"
#include "dateline/notebook.h"
#include "dateline/store.h"

static const size_t max_notebook = (size_t)16 << 20;
enum { MOST_URLS = 2000 }; /* more than anybody picks from */

/* A name with a control character would end its line, and could move the cursor. */
static void add_line(dl_str text, const char *end, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
            return;
    dl_buf_add(out, text);
    dl_buf_puts(out, end);
}

static void answer_params(const cli_options *options, dl_buf *out)
{
    for (int i = 0; i < options->argument_count; i++) {
        dl_buf text = {0};
        dl_notebook *notebook = NULL;
        const char *path = options->arguments[i];
        if (dl_file_read(path, max_notebook, &text, NULL) == 0 &&
            dl_notebook_parse(&notebook, dl_buf_str(&text), path, NULL) == 0) {
            const dl_front *front = dl_notebook_front(notebook);
            for (size_t k = 0; k < front->param_count; k++)
                add_line(front->params[k].name, "=\n", out);
        }
        dl_notebook_free(notebook);
        dl_buf_clear(&text);
    }
}

static int compare_urls(const void *a, const void *b)
{
    return dl_str_compare(((const dl_snapshot *)a)->url, ((const dl_snapshot *)b)->url);
}

static void answer_urls(const cli_options *options, dl_buf *out)
{
    dl_store *store = NULL;
    dl_store_options read = {.read_only = true};
    const char *path = options->argument_count ? options->arguments[0] : "dateline.db";
    dl_snapshot *list = NULL;
    size_t count = 0, told = 0;
    dl_arena arena;
    dl_arena_init(&arena);
    if (dl_store_open(&store, path, &read, NULL) == 0 &&
        dl_store_snapshots(store, DL_STR(""), &arena, &list, &count, NULL) == 0 && count)
        qsort(list, count, sizeof *list, compare_urls);
    for (size_t i = 0; i < count && told < MOST_URLS; i++) {
        if (i && dl_str_equal(list[i].url, list[i - 1].url))
            continue;
        add_line(list[i].url, "\n", out);
        told++;
    }
    dl_store_close(store);
    dl_arena_clear(&arena);
}

static void answer_topics(const cli_options *options, dl_buf *out)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    (void)options;
    for (size_t i = 0; i < count; i++)
        add_line(dl_str_of(commands[i].name), "\n", out);
    const dl_manual_entry *entry;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++)
        add_line(dl_str_of(entry->doc.name), "\n", out);
}

static void answer_templates(const cli_options *options, dl_buf *out)
{
    (void)options;
    for (size_t i = 0; i < template_count; i++)
        add_line(dl_str_of(templates[i].name), "\n", out);
}

bool completion_answer(const char *asked, const cli_options *options, dl_buf *out)
{
    static const struct {
        const char *name;
        void (*answer)(const cli_options *options, dl_buf *out);
    } answers[] = {{"params", answer_params},
                   {"urls", answer_urls},
                   {"topics", answer_topics},
                   {"templates", answer_templates}};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(answers[i].name, asked) == 0) {
            answers[i].answer(options, out);
            return true;
        }
    }
    return false;
}
