/* dateline fetch: capture what a person names, and say what was had. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "base/grow.h"
#include "cli/cli.h"
#include "cli/moment.h"
#include "cli/progress.h"
#include "cli/watch.h"
#include "dateline/capture.h"

static void json_field(dl_buf *out, const char *key, dl_str text)
{
    dl_buf_printf(out, "\"%s\":", key);
    dl_escape_json(text, out);
    dl_buf_putc(out, ',');
}

static void print_json(const dl_capture *got, dl_buf *out)
{
    dl_buf_putc(out, '{');
    json_field(out, "url", got->snapshot.url);
    json_field(out, "final_url", got->snapshot.final_url);
    dl_buf_printf(out, "\"status\":%d,", got->snapshot.status);
    json_field(out, "sha256", got->snapshot.sha256);
    cli_moment when = cli_moment_of(got->snapshot.captured_at_us);
    json_field(out, "captured_at", dl_str_of(when.text));
    json_field(out, "title", got->page.title);
    if (got->page.has_published)
        json_field(out, "published", got->published);
    else
        dl_buf_puts(out, "\"published\":null,");
    json_field(out, "from", dl_str_of(dl_fetch_from_word(got->from)));
    dl_buf_truncate(out, out->size - 1);
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

/* What fetching needs, and what has come of it. */
typedef struct capturer {
    const cli_options *asked;
    dl_store *store;
    dl_fetch *fetch;
    dl_fetch_options options;
    dl_cancel cancel;
    cli_progress progress;
    dl_arena arena; /* the addresses */
    dl_ask *asks;
    dl_str *typed; /* "host:port" of the URLs: what a person types is granted */
    size_t count, capacity, typed_capacity;
    int status; /* the first failure's */
} capturer;

/* "host:port" between "://" and the path; empty for what has none. */
static dl_str authority_of(dl_str url)
{
    size_t start = dl_str_find(url, DL_STR("://"), 0);
    if (start == url.size)
        return (dl_str){"", 0};
    dl_str rest = dl_str_slice(url, start + 3, url.size);
    size_t end = 0;
    while (end < rest.size && !strchr("/?#", rest.data[end]))
        end++;
    return dl_str_slice(rest, 0, end);
}

static void grant(capturer *with, dl_str url, dl_error *error)
{
    dl_str authority = authority_of(url);
    size_t *count = &with->options.host_count;
    if (authority.size == 0 || memchr(authority.data, '@', authority.size) ||
        (*count > 0 && dl_str_equal(with->typed[*count - 1], authority)))
        return;
    if (dl_grow(&with->typed, &with->typed_capacity, *count + 1, sizeof *with->typed, error) == 0)
        with->typed[(*count)++] = authority;
}

static int add_url(capturer *with, dl_str text, dl_error *error)
{
    dl_str url = dl_arena_copy(&with->arena, dl_str_trim(text));
    if (url.data && url.size == 0)
        return 0;
    int rc = dl_grow(&with->asks, &with->capacity, with->count + 1, sizeof *with->asks, error);
    if (rc == 0 && !url.data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc)
        return rc;
    with->asks[with->count++] = (dl_ask){.url = url, .mode = with->options.mode};
    grant(with, url, error);
    return 0;
}

/* One address a line; lines that begin with # are remarks. */
static int add_file(capturer *with, const char *path, dl_error *error)
{
    static const size_t largest_list = (size_t)256 << 20;
    dl_buf text = {0};
    int rc = dl_file_read(path, largest_list, &text, error);
    dl_str rest = dl_buf_str(&text);
    while (rc == 0 && rest.data) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        if (!dl_str_starts(line, DL_STR("#")))
            rc = add_url(with, line, error);
    }
    dl_buf_clear(&text);
    return rc;
}

static int open_capturer(capturer *with, dl_error *error)
{
    const cli_options *asked = with->asked;
    with->options = cli_fetch_options(asked, true);
    with->options.cancel = &with->cancel;
    with->options.folder = ".";
    if (asked->timeout_given)
        with->options.total_timeout_ms = (int64_t)(asked->timeout_s * 1000);
    int rc = 0;
    for (int i = 0; rc == 0 && i < asked->argument_count; i++)
        rc = add_url(with, dl_str_of(asked->arguments[i]), error);
    if (rc == 0 && asked->input)
        rc = add_file(with, asked->input, error);
    with->options.hosts = with->typed;
    dl_store_options store = {.cancel = &with->cancel};
    if (rc == 0)
        rc =
            dl_store_open(&with->store, asked->store ? asked->store : "dateline.db", &store, error);
    return rc ? rc : dl_fetch_new(&with->fetch, with->store, &with->options, error);
}

static void close_capturer(capturer *with)
{
    watch_end();
    dl_fetch_free(with->fetch);
    dl_store_close(with->store);
    dl_arena_clear(&with->arena);
    free(with->asks);
    free(with->typed);
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
    const dl_fetch_watch watch = {.done = take, .progress = show, .user = &with};
    int rc = open_capturer(&with, &error);
    if (rc == 0) {
        watch_cancel(&with.cancel);
        cli_progress_begin(&with.progress, options->quiet);
        rc = dl_fetch_all(with.fetch, with.asks, with.count, &watch, &error);
        cli_progress_hide(&with.progress);
    }
    close_capturer(&with);
    return rc ? cli_complain(&error, (dl_str){"", 0}) : with.status;
}
