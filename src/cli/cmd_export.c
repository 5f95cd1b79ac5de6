/* dateline export: captures in the archives' formats. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/counter.h"
#include "cli/watch.h"
#include "dateline/archive.h"

static void on_progress(void *user, int64_t done, int64_t total)
{
    cli_counter_show(user, done, total, 1, "captures");
}

/* --warc, --wacz or the file's ending; those that are given must agree. */
static int choose_form(const cli_options *options, const char *path, dl_archive_form *form)
{
    bool known = dl_archive_form_of(dl_str_of(path), form);
    if (options->warc && options->wacz)
        return cli_usage("--warc and --wacz cannot both be");
    if (options->wacz && known && *form != DL_ARCHIVE_WACZ)
        return cli_usage("--wacz was asked for, and %s is a name of WARC", path);
    if (options->warc && known && *form == DL_ARCHIVE_WACZ)
        return cli_usage("--warc was asked for, and %s is a name of WACZ", path);
    if (!known && !options->warc && !options->wacz)
        return cli_usage("%s does not say its format: give --warc or --wacz, or a name that ends "
                         "in .warc.gz, .warc or .wacz",
                         path);
    if (!known)
        *form = options->wacz ? DL_ARCHIVE_WACZ : DL_ARCHIVE_WARC_GZ;
    return 0;
}

static void print_json(const char *path, const dl_export_summary *done, dl_buf *out)
{
    answer_open(out, NULL, '{');
    answer_text(out, "file", dl_str_of(path));
    answer_number(out, "captures", done->captures);
    answer_number(out, "records", done->records);
    answer_number(out, "revisits", done->revisits);
    answer_number(out, "bytes", done->bytes);
    dl_buf_puts(out, "}\n");
}

/* Where the archive goes to standard output, what is said of it does not. */
static int say(const cli_options *options, const char *path, const dl_export_summary *done)
{
    dl_buf out;
    bool piped = strcmp(path, "-") == 0;
    if (options->quiet || (piped && !options->json))
        return 0;
    dl_buf_init(&out);
    if (options->json) {
        print_json(path, done, &out);
    } else {
        dl_escape_terminal(dl_str_of(path), &out);
        dl_buf_printf(&out, ": %lld captures in %lld records, %lld bytes\n",
                      (long long)done->captures, (long long)done->records, (long long)done->bytes);
    }
    int status = 0;
    if (piped)
        fputs(out.data ? out.data : "", stderr);
    else
        status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}

static int export(const cli_options *options, const char *path, dl_export_options with)
{
    dl_error error;
    dl_store *store;
    cli_counter counter;
    dl_cancel cancel = {0};
    dl_export_summary summary;
    dl_store_options read = {.read_only = true, .cancel = &cancel};
    if (dl_store_open(&store, options->store ? options->store : "dateline.db", &read, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    cli_counter_begin(&counter, "exporting", options->quiet);
    with.listener.user = &counter;
    with.listener.progress = on_progress;
    with.cancel = &cancel;
    watch_cancel(&cancel);
    int rc = dl_archive_export(store, &with, path, &summary, &error);
    watch_end();
    cli_counter_wipe(&counter);
    dl_store_close(store);
    if (rc && strcmp(path, "-") == 0 && error.system == EPIPE)
        return 0; /* who reads has had enough */
    return rc ? cli_complain(&error, (dl_str){"", 0}) : say(options, path, &summary);
}

int cmd_export(const cli_options *options)
{
    dl_export_options with = {0};
    if (options->output_count != 1)
        return cli_usage("one file was expected: dateline export -o FILE [URL...]");
    const char *path = options->outputs[0];
    int status = choose_form(options, path, &with.form);
    if (status != 0)
        return status;
    if (strcmp(path, "-") == 0 && isatty(STDOUT_FILENO))
        return cli_usage("an archive is nothing to read on a terminal: name a file, or pipe it");
    dl_str *urls = calloc((size_t)options->argument_count + 1, sizeof *urls);
    if (!urls)
        return cli_usage("memory ran out");
    for (int i = 0; i < options->argument_count; i++)
        urls[i] = dl_str_of(options->arguments[i]);
    with.urls = urls;
    with.url_count = (size_t)options->argument_count;
    status = export(options, path, with);
    free(urls);
    return status;
}
