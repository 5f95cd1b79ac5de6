/* dateline import: captures out of other people's archives. */
#include <stdio.h>

#include "base/escape.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/counter.h"
#include "cli/watch.h"
#include "dateline/archive.h"
#include "dateline/capture.h"

/* Of one file, before only their number is told. */
enum { MOST_PROBLEMS = 20 };

typedef struct hearer {
    const cli_options *options;
    cli_counter counter;
    int64_t problems;
} hearer;

static void on_progress(void *user, int64_t done, int64_t total)
{
    hearer *h = user;
    cli_counter_show(&h->counter, done, total, 1 << 20, "MiB");
}

static void on_problem(void *user, const char *text)
{
    hearer *h = user;
    if (++h->problems > MOST_PROBLEMS)
        return;
    cli_counter_wipe(&h->counter);
    cli_warn(h->options, "%s", text);
}

static void print_json(const char *path, const dl_import_summary *done, dl_buf *out)
{
    answer_open(out, NULL, '{');
    answer_text(out, "file", dl_str_of(path));
    answer_number(out, "records", done->records);
    answer_number(out, "captures", done->captures);
    answer_number(out, "present", done->present);
    answer_number(out, "damaged", done->damaged);
    answer_number(out, "unresolved", done->unresolved);
    answer_number(out, "too_large", done->too_large);
    answer_number(out, "other", done->other);
    dl_buf_puts(out, "}\n");
}

static void put_count(int64_t count, const char *words, dl_buf *out)
{
    if (count)
        dl_buf_printf(out, ", %lld %s", (long long)count, words);
}

static int say(const cli_options *options, const char *path, const dl_import_summary *done)
{
    dl_buf out;
    dl_buf_init(&out);
    if (options->json) {
        print_json(path, done, &out);
    } else if (!options->quiet) {
        dl_escape_terminal(dl_str_of(path), &out);
        dl_buf_printf(&out, ": %lld captures imported", (long long)done->captures);
        put_count(done->present, "were there already", &out);
        put_count(done->damaged, "left out as damaged", &out);
        put_count(done->unresolved, "left out for want of the body they refer to", &out);
        put_count(done->too_large, "left out as too large (see --max-size)", &out);
        dl_buf_putc(&out, '\n');
    }
    int status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}

/* 1 when records were left out, and so the archive is not in the store as a whole. */
static int import_one(dl_store *store, const cli_options *options, const dl_cancel *cancel,
                      const char *path)
{
    dl_error error;
    dl_import_summary summary;
    hearer h = {.options = options};
    dl_import_options with = {.cancel = cancel,
                              .max_body = (int64_t)options->max_size_mib << 20,
                              .listener = {&h, on_progress, on_problem}};
    cli_counter_begin(&h.counter, "importing", options->quiet);
    int rc = dl_archive_import(store, path, &with, &summary, &error);
    cli_counter_wipe(&h.counter);
    if (h.problems > MOST_PROBLEMS)
        cli_warn(options, "%s: %lld more are left out", path,
                 (long long)(h.problems - MOST_PROBLEMS));
    int said = summary.records ? say(options, path, &summary) : 0;
    if (rc)
        return cli_complain(&error, (dl_str){"", 0});
    if (!summary.records)
        return cli_usage("%s has no records", path);
    return said ? said : summary.damaged || summary.unresolved || summary.too_large;
}

/* The first failure's status, but an interrupt ends it all. */
int cmd_import(const cli_options *options)
{
    dl_error error;
    dl_store *store;
    dl_cancel cancel = {0};
    int status = 0;
    if (options->argument_count == 0)
        return cli_usage("an archive was expected: dateline import FILE...");
    dl_store_options open = {.cancel = &cancel};
    if (dl_store_open(&store, options->store ? options->store : "dateline.db", &open, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    watch_cancel(&cancel);
    for (int i = 0; i < options->argument_count && status != 130; i++) {
        int one = import_one(store, options, &cancel, options->arguments[i]);
        status = status && one != 130 ? status : one;
    }
    size_t count;
    if (status != 130 && !options->no_read &&
        dl_capture_read_rest(store, &cancel, &count, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    watch_end();
    dl_store_close(store);
    return status;
}
