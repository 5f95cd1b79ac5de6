/* dateline search and dateline snapshots: what the store holds. */
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/moment.h"
#include "cli/watch.h"
#include "dateline/capture.h"
#include "dateline/store.h"

static int open_store(const cli_options *options, dl_store **store)
{
    dl_error error;
    dl_store_options read = {.read_only = true};
    const char *path = options->store ? options->store : "dateline.db";
    if (dl_store_open(store, path, &read, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    return 0;
}

static void print_hit(const dl_search_hit *hit, bool json, dl_buf *out)
{
    cli_moment when = cli_moment_of(hit->captured_at_us);
    if (json) {
        dl_buf_putc(out, '{');
        answer_text(out, "url", hit->url);
        answer_text(out, "title", hit->title);
        answer_text(out, "captured_at", dl_str_of(when.text));
        answer_text(out, "excerpt", hit->excerpt);
        dl_buf_puts(out, "}\n");
        return;
    }
    dl_escape_terminal(hit->title.size ? hit->title : hit->url, out);
    dl_buf_puts(out, "\n  ");
    dl_escape_terminal(hit->url, out);
    dl_buf_printf(out, " (captured %s)\n  ", when.text);
    dl_escape_terminal(hit->excerpt, out);
    dl_buf_putc(out, '\n');
}

static dl_str join_arguments(const cli_options *options, dl_buf *words)
{
    for (int i = 0; i < options->argument_count; i++) {
        if (i > 0)
            dl_buf_putc(words, ' ');
        dl_buf_puts(words, options->arguments[i]);
    }
    return dl_buf_str(words);
}

/* What was captured and not read yet is searched too. A store that may not be written is searched
 * as it is. */
static int read_rest(const cli_options *options)
{
    dl_store *store = NULL;
    dl_error error;
    dl_cancel cancel;
    size_t count;
    const char *path = options->store ? options->store : "dateline.db";
    dl_cancel_reset(&cancel);
    if (access(path, W_OK) != 0 || dl_store_open(&store, path, NULL, &error) != 0)
        return 0;
    watch_cancel(&cancel);
    int rc = dl_capture_read_rest(store, &cancel, &count, &error);
    watch_end();
    dl_store_close(store);
    return rc == DL_ERR_INTERRUPTED ? cli_complain(&error, (dl_str){"", 0}) : 0;
}

/* To a person: a program sees that there is no line. */
static void say_nothing(const cli_options *options, const char *what)
{
    if (!options->json && isatty(STDOUT_FILENO))
        cli_warn(options, "%s", what);
}

int cmd_search(const cli_options *options)
{
    if (options->argument_count == 0)
        return cli_usage("words were expected: dateline search WORDS...");
    int stopped = read_rest(options);
    if (stopped)
        return stopped;
    dl_store *store = NULL;
    dl_arena arena;
    dl_buf words, out;
    dl_arena_init(&arena);
    dl_buf_init(&words);
    dl_buf_init(&out);
    dl_error error;
    dl_search_hit *hits;
    size_t count = 0;
    int status = open_store(options, &store);
    if (status == 0 && dl_store_search(store, join_arguments(options, &words),
                                       (size_t)options->limit, &arena, &hits, &count, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    for (size_t i = 0; status == 0 && i < count; i++)
        print_hit(&hits[i], options->json, &out);
    if (status == 0 && count == 0)
        say_nothing(options, "no capture says all of this");
    if (status == 0)
        status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    dl_buf_clear(&words);
    dl_arena_clear(&arena);
    dl_store_close(store);
    return status;
}

static void print_snapshot(const dl_snapshot *snapshot, bool json, dl_buf *out)
{
    cli_moment when = cli_moment_of(snapshot->captured_at_us);
    if (json) {
        dl_buf_putc(out, '{');
        answer_number(out, "id", snapshot->id);
        answer_text(out, "captured_at", dl_str_of(when.text));
        answer_number(out, "status", snapshot->status);
        answer_number(out, "bytes", snapshot->body_size);
        answer_text(out, "sha256", snapshot->sha256);
        answer_text(out, "url", snapshot->url);
        dl_buf_puts(out, "}\n");
        return;
    }
    dl_buf_printf(out, "%5lld  %s  %d  %9lld bytes  %.12s  ", (long long)snapshot->id, when.text,
                  snapshot->status, (long long)snapshot->body_size, snapshot->sha256.data);
    dl_escape_terminal(snapshot->url, out);
    dl_buf_putc(out, '\n');
}

int cmd_snapshots(const cli_options *options)
{
    if (options->argument_count > 1)
        return cli_usage("one URL at most was expected: dateline snapshots [URL]");
    dl_store *store = NULL;
    dl_arena arena;
    dl_buf out;
    dl_arena_init(&arena);
    dl_buf_init(&out);
    dl_error error;
    dl_snapshot *snapshots;
    size_t count = 0;
    dl_str url = options->argument_count ? dl_str_of(options->arguments[0]) : (dl_str){"", 0};
    int status = open_store(options, &store);
    if (status == 0 && dl_store_snapshots(store, url, &arena, &snapshots, &count, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    for (size_t i = 0; status == 0 && i < count; i++)
        print_snapshot(&snapshots[i], options->json, &out);
    if (status == 0 && count == 0)
        say_nothing(options, url.size ? "it is not captured" : "nothing is captured");
    if (status == 0)
        status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    dl_arena_clear(&arena);
    dl_store_close(store);
    return status;
}
