/* dateline fetch: capture what a person names, and say what was had. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "cli/cli.h"
#include "cli/moment.h"
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

/* What fetching needs, and how long one source may take. */
typedef struct capturer {
    dl_store *store;
    dl_fetch *fetch;
    dl_fetch_options options;
    dl_str typed[CLI_MOST]; /* "host:port" of the URLs: what a person types is granted */
    dl_cancel cancel;
} capturer;

/* "host:port" between "://" and the path; empty for what has none. */
static dl_str authority_of(const char *url)
{
    dl_str rest = dl_str_of(url);
    size_t start = dl_str_find(rest, DL_STR("://"), 0);
    if (start == rest.size)
        return (dl_str){"", 0};
    rest = dl_str_slice(rest, start + 3, rest.size);
    size_t end = 0;
    while (end < rest.size && !strchr("/?#", rest.data[end]))
        end++;
    return dl_str_slice(rest, 0, end);
}

static void grant_typed(capturer *with, const cli_options *options)
{
    with->options.hosts = with->typed;
    for (int i = 0; i < options->argument_count && with->options.host_count < CLI_MOST; i++) {
        dl_str authority = authority_of(options->arguments[i]);
        bool plain = authority.size > 0 && !memchr(authority.data, '@', authority.size);
        if (plain)
            with->typed[with->options.host_count++] = authority;
    }
}

static int open_capturer(capturer *with, const cli_options *options)
{
    dl_error error;
    with->options = cli_fetch_options(options, true);
    with->options.cancel = &with->cancel;
    with->options.folder = ".";
    grant_typed(with, options);
    if (options->timeout_s > 0)
        with->options.total_timeout_ms = (int64_t)(options->timeout_s * 1000);
    dl_store_options store = {.cancel = &with->cancel};
    const char *path = options->store ? options->store : "dateline.db";
    if (dl_store_open(&with->store, path, &store, &error) != 0 ||
        dl_fetch_new(&with->fetch, with->store, &with->options, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    watch_cancel(&with->cancel);
    return 0;
}

static void close_capturer(capturer *with)
{
    watch_end();
    dl_fetch_free(with->fetch);
    dl_store_close(with->store);
}

static int fetch_one(capturer *with, const cli_options *options, const char *url)
{
    dl_capture got;
    dl_error error;
    dl_capture_init(&got);
    int status = 0;
    if (dl_capture_get(with->fetch, with->store, dl_str_of(url), with->options.mode, &got,
                       &error) != 0) {
        dl_error_at(&error, url, 0, 0);
        status = cli_complain(&error, (dl_str){"", 0});
    } else {
        dl_buf line;
        dl_buf_init(&line);
        if (options->json)
            print_json(&got, &line);
        else
            print_words(&got, &line);
        status = cli_print(dl_buf_str(&line));
        dl_buf_clear(&line);
    }
    dl_capture_clear(&got);
    return status;
}

/* The first failure's status, but an interrupt ends it all. */
int cmd_fetch(const cli_options *options)
{
    if (options->argument_count == 0)
        return cli_usage("a URL was expected: dateline fetch URL...");
    capturer with = {0};
    int status = open_capturer(&with, options);
    for (int i = 0; with.fetch && i < options->argument_count && status != 130; i++) {
        int one = fetch_one(&with, options, options->arguments[i]);
        status = status && one != 130 ? status : one;
    }
    close_capturer(&with);
    return status;
}
