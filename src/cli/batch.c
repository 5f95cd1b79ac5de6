/* A batch as people and programs are told of it: a line a notebook, a summary, an index page. */
#include "cli/batch.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "cli/answer.h"
#include "dateline/report.h"

typedef struct batch_telling {
    const cli_batch *batch;
    bool lines;    /* of JSON */
    bool terminal; /* a line that says how far it has come */
    bool shown;
    size_t running, done; /* as shown */
} batch_telling;

/* --- while it runs --- */

static void clear_line(batch_telling *in)
{
    if (in->shown)
        fputs("\r\033[K", stderr);
    in->shown = false;
}

static void say_waiting(void *user, size_t running, size_t done)
{
    batch_telling *in = user;
    if (!in->terminal || (in->shown && in->running == running && in->done == done))
        return;
    in->running = running;
    in->done = done;
    fprintf(stderr, "\r\033[K%zu of %zu done, %zu running", done, in->batch->count, running);
    fflush(stderr);
    in->shown = true;
}

static void put_json(const batch_entry *entry, const cli_options *options, dl_buf *out)
{
    dl_buf_putc(out, '{');
    answer_text(out, "notebook", dl_str_of(entry->notebook));
    answer_key(out, "params");
    dl_buf_putc(out, '{');
    for (size_t i = 0; i < entry->field_count; i++) {
        answer_item(out, entry->fields[i].name);
        dl_buf_putc(out, ':');
        dl_escape_json(entry->fields[i].value, out);
    }
    dl_buf_putc(out, '}');
    answer_number(out, "status", entry->status);
    answer_key(out, "seconds");
    dl_buf_printf(out, "%.3f", entry->seconds);
    answer_key(out, "reports");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < options->output_count && entry->whole; i++)
        answer_item(out, dl_str_of(entry->outputs[i]));
    dl_buf_putc(out, ']');
    answer_text(out, "message", entry->said);
    dl_buf_puts(out, "}\n");
}

/* What it said, below its line; a run that went well says only warnings. */
static void put_words(const batch_entry *entry, dl_buf *out)
{
    dl_buf line = {0};
    if (entry->status == 0)
        dl_buf_printf(&line, "ok      %s  (%.1f s)\n", entry->label, entry->seconds);
    else
        dl_buf_printf(&line, "status %d  %s  (%.1f s)\n", entry->status, entry->label,
                      entry->seconds);
    for (dl_str rest = entry->said; rest.data && rest.size;) {
        dl_str one = dl_str_cut(rest, '\n', &rest);
        dl_buf_printf(&line, "        %.*s\n", DL_STR_ARG(one));
    }
    dl_escape_terminal(dl_buf_str(&line), out);
    dl_buf_clear(&line);
}

static void say_done(void *user, const batch_entry *entry, size_t done)
{
    batch_telling *in = user;
    dl_buf line = {0};
    (void)done;
    clear_line(in);
    if (in->lines)
        put_json(entry, in->batch->options, &line);
    else
        put_words(entry, &line);
    if (entry->piped)
        fputs(line.data ? line.data : "", stderr);
    else
        cli_print(dl_buf_str(&line));
    dl_buf_clear(&line);
}

/* --- at the end --- */

static size_t count_failed(const cli_batch *batch)
{
    size_t failed = 0;
    for (size_t i = 0; i < batch->count; i++)
        failed += batch->entries[i].status != 0 || !batch->entries[i].done;
    return failed;
}

static void summarize(const batch_telling *in)
{
    const cli_batch *batch = in->batch;
    size_t failed = count_failed(batch), told = 0;
    if (in->lines || batch->entries[0].piped)
        return;
    dl_buf text = {0}, safe = {0};
    dl_buf_printf(&text, "%zu run%s, %zu failed", batch->count, batch->count == 1 ? "" : "s",
                  failed);
    for (size_t i = 0; i < batch->count && told < 10; i++)
        if (batch->entries[i].status != 0 || !batch->entries[i].done)
            dl_buf_printf(&text, "%s%s", told++ ? "; " : ": ", batch->entries[i].label);
    dl_buf_puts(&text, failed > told ? "; and more\n" : "\n");
    dl_escape_terminal(dl_buf_str(&text), &safe);
    cli_print(dl_buf_str(&safe));
    dl_buf_clear(&text);
    dl_buf_clear(&safe);
}

static int write_index(cli_batch *batch)
{
    const cli_options *options = batch->options;
    dl_index_entry *rows = dl_arena_alloc(&batch->arena, (batch->count + 1) * sizeof *rows);
    if (!rows)
        return cli_usage("memory ran out");
    for (size_t i = 0; i < batch->count; i++) {
        const batch_entry *entry = &batch->entries[i];
        rows[i] = (dl_index_entry){.label = dl_str_of(entry->label),
                                   .status = entry->status,
                                   .message = entry->said,
                                   .reports = entry->outputs,
                                   .report_count = entry->whole ? options->output_count : 0};
    }
    dl_buf page = {0};
    dl_error error;
    int rc = dl_report_index(rows, batch->count, options->index, &page, &error);
    if (!rc)
        rc = dl_file_write(options->index, dl_buf_str(&page), &error);
    dl_buf_clear(&page);
    return rc ? cli_complain(&error, (dl_str){"", 0}) : 0;
}

/* The first failure's status, in the order of the notebooks. */
static int first_failure(const cli_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        if (batch->entries[i].status != 0)
            return batch->entries[i].status;
    return 0;
}

int batch_run(const cli_options *options)
{
    cli_batch batch = {.options = options};
    dl_arena_init(&batch.arena);
    batch_telling telling = {.batch = &batch,
                             .lines = options->json || !isatty(STDOUT_FILENO),
                             .terminal = !options->quiet && isatty(STDERR_FILENO)};
    batch_teller teller = {&telling, say_done, say_waiting};
    int status = batch_plan(&batch);
    if (status == 0) {
        status = batch_execute(&batch, &teller);
        clear_line(&telling);
        if (status == 0) {
            summarize(&telling);
            int written = options->index ? write_index(&batch) : 0;
            status = first_failure(&batch);
            status = status ? status : written;
        }
    }
    dl_arena_clear(&batch.arena);
    return status;
}
