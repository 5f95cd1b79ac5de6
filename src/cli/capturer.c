#include "cli/capturer.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/grow.h"
#include "cli/watch.h"
#include "extract/link.h"

static void grant(capturer *with, dl_str url, dl_error *error)
{
    dl_str authority = dl_uri_split(url).authority;
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

int capturer_open(capturer *with, dl_error *error)
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

void capturer_close(capturer *with)
{
    watch_end();
    dl_fetch_free(with->fetch);
    dl_store_close(with->store);
    dl_arena_clear(&with->arena);
    free(with->asks);
    free(with->typed);
}
