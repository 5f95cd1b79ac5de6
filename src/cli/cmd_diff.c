/* dateline diff: what changed at a source between two of its captures. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/change_json.h"
#include "cli/cli.h"
#include "dateline/change_view.h"
#include "dateline/report.h"

static const char *const expected =
    "a URL, or the ids of two snapshots (`dateline snapshots URL` lists them) were expected: "
    "dateline diff URL, dateline diff 12 17";

/* A whole number that is more than 0: a snapshot's id. */
static bool read_id(const char *text, int64_t *id)
{
    char *end;
    errno = 0;
    *id = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *id > 0;
}

static int compare(dl_store *store, const cli_options *options, dl_change *change, dl_error *error)
{
    int64_t before, after;
    char **words = options->arguments;
    if (options->argument_count == 2) {
        if (!read_id(words[0], &before) || !read_id(words[1], &after))
            return dl_error_set(error, DL_ERR_USAGE, "%s", expected);
        return dl_change_between(store, before, after, NULL, 0, change, error);
    }
    if (!read_id(words[0], &after))
        return dl_change_latest(store, dl_str_of(words[0]), change, error);
    bool there;
    int rc = dl_change_since(store, after, change, &there, error);
    if (rc == 0 && !there)
        rc = dl_error_set(error, DL_ERR_NOT_FOUND, "snapshot %s is the first of its source",
                          words[0]);
    return rc;
}

static int print_change(const dl_change *change, const cli_options *options, dl_error *error)
{
    dl_buf out = {0};
    dl_arena arena;
    dl_arena_init(&arena);
    int rc = 0;
    if (options->json) {
        dl_buf_putc(&out, '{');
        change_json(change, true, &out);
        dl_buf_puts(&out, "}\n");
        rc = dl_buf_ok(&out, error);
    } else {
        const dl_terminal_options terminal = cli_terminal(options->picture_form);
        const dl_view *view = dl_change_view(change, &arena);
        rc = view ? dl_view_terminal(view, &terminal, &out, error)
                  : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    int status = rc == 0 ? cli_print(dl_buf_str(&out)) : cli_complain(error, (dl_str){"", 0});
    dl_arena_clear(&arena);
    dl_buf_clear(&out);
    return status;
}

int cmd_diff(const cli_options *options)
{
    if (options->argument_count < 1 || options->argument_count > 2)
        return cli_usage("%s", expected);
    dl_error error;
    dl_store *store = NULL;
    dl_change change;
    const dl_store_options read = {.read_only = true};
    dl_change_init(&change);
    int status = 0;
    if (dl_store_open(&store, options->store ? options->store : "dateline.db", &read, &error) !=
            0 ||
        compare(store, options, &change, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    else
        status = print_change(&change, options, &error);
    if (status == 0 && options->exit_status && dl_change_matters(change.class))
        status = 4;
    dl_change_clear(&change);
    dl_store_close(store);
    return status;
}
