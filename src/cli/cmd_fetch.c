/* dateline fetch: capture what a person names, and say what was had. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/answer.h"
#include "cli/capturer.h"
#include "cli/cli.h"
#include "cli/moment.h"
#include "cli/watch.h"
#include "dateline/capture.h"

static void print_json(const dl_capture *got, dl_buf *out)
{
    cli_moment when = cli_moment_of(got->snapshot.captured_at_us);
    dl_buf_putc(out, '{');
    answer_text(out, "url", got->snapshot.url);
    answer_text(out, "final_url", got->snapshot.final_url);
    answer_number(out, "status", got->snapshot.status);
    answer_text(out, "sha256", got->snapshot.sha256);
    answer_text(out, "captured_at", dl_str_of(when.text));
    answer_text(out, "title", got->page.title);
    if (got->page.has_published) {
        answer_text(out, "published", got->published);
    } else {
        answer_key(out, "published");
        dl_buf_puts(out, "null");
    }
    answer_text(out, "from", dl_str_of(dl_fetch_from_word(got->from)));
    dl_buf_puts(out, "}\n");
}

static void print_words(const dl_capture *got, dl_buf *out)
{
    cli_moment when = cli_moment_of(got->snapshot.captured_at_us);
    dl_escape_terminal(got->snapshot.url, out);
    dl_buf_printf(out, "\n  %d, %lld bytes, captured %s (%s)\n  sha256 %.*s\n",
                  got->snapshot.status, (long long)got->snapshot.body_size, when.text,
                  dl_fetch_from_word(got->from), DL_STR_ARG(got->snapshot.sha256));
    if (got->page.title.size) {
        dl_buf_puts(out, "  ");
        dl_escape_terminal(got->page.title, out);
        if (got->page.has_published)
            dl_buf_printf(out, ", published %.*s", DL_STR_ARG(got->published));
        dl_buf_putc(out, '\n');
    }
}

static void print_capture(capturer *with, const dl_capture *got)
{
    dl_buf line = {0};
    if (with->asked->json)
        print_json(got, &line);
    else if (!with->asked->quiet)
        print_words(got, &line);
    bool there = line.size > 0 && isatty(STDOUT_FILENO);
    if (there)
        cli_progress_hide(&with->progress);
    int status = line.size ? cli_print(dl_buf_str(&line)) : 0;
    if (there)
        cli_progress_again(&with->progress);
    with->status = with->status ? with->status : status;
    dl_buf_clear(&line);
}

static void complain(capturer *with, dl_str url, const dl_error *error)
{
    dl_error told = *error;
    char place[sizeof told.place];
    snprintf(place, sizeof place, "%.*s", (int)(url.size < 200 ? url.size : 200), url.data);
    dl_error_at(&told, place, 0, 0);
    cli_progress_hide(&with->progress);
    int status = cli_complain(&told, (dl_str){"", 0});
    cli_progress_again(&with->progress);
    with->status = with->status ? with->status : status;
}

static void take(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                 const dl_error *error)
{
    capturer *with = user;
    dl_capture got;
    dl_error fault;
    if (!snapshot) {
        complain(with, with->asks[index].url, error);
        return;
    }
    dl_capture_init(&got);
    int rc = dl_capture_hold(&got, snapshot, from, &fault);
    if (rc == 0 && !with->asked->no_read)
        rc = dl_capture_load(with->store, &got, &fault);
    if (rc)
        complain(with, with->asks[index].url, &fault);
    else
        print_capture(with, &got);
    dl_capture_clear(&got);
}

static void show(void *user, const dl_fetch_progress *fetch)
{
    capturer *with = user;
    cli_progress_show(&with->progress, fetch);
}

/* The first failure's status, but what ends it all comes first. */
int cmd_fetch(const cli_options *options)
{
    capturer with = {.asked = options};
    dl_error error;
    if (options->argument_count == 0 && !options->input)
        return cli_usage("a URL was expected: dateline fetch URL...");
    for (size_t i = 0; i < (size_t)options->argument_count; i++) {
        if (!options->arguments[i][0])
            return cli_usage("a URL was expected, and an empty word given");
    }
    if (options->watch)
        return cmd_watch(options);
    const dl_fetch_watch watch = {.done = take, .progress = show, .user = &with};
    int rc = capturer_open(&with, &error);
    if (rc == 0) {
        watch_cancel(&with.cancel);
        cli_progress_begin(&with.progress, options->quiet);
        rc = dl_fetch_all(with.fetch, with.asks, with.count, &watch, &error);
        cli_progress_hide(&with.progress);
    }
    capturer_close(&with);
    return rc ? cli_complain(&error, (dl_str){"", 0}) : with.status;
}
