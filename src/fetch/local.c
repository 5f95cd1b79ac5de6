#include "fetch/local.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/sha256.h"
#include "fetch/capture_time.h"

/* What a file's name says of its type; the charset is found in its bytes. */
static const struct {
    const char *ending, *type;
} types[] = {{".html", "text/html"},
             {".htm", "text/html"},
             {".xhtml", "application/xhtml+xml"},
             {".txt", "text/plain"},
             {".md", "text/markdown"},
             {".csv", "text/csv"},
             {".tsv", "text/tab-separated-values"},
             {".json", "application/json"},
             {".xml", "application/xml"},
             {".rss", "application/rss+xml"},
             {".atom", "application/atom+xml"},
             {".pdf", "application/pdf"}};

static const char *type_of(dl_str path)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (dl_str_ends_word(path, types[i].ending))
            return types[i].type;
    }
    return "application/octet-stream";
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_decoded(dl_str text, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        bool escape = text.data[i] == '%' && i + 2 < text.size &&
                      hex_value(text.data[i + 1]) >= 0 && hex_value(text.data[i + 2]) >= 0;
        if (!escape) {
            dl_buf_putc(out, text.data[i]);
            continue;
        }
        dl_buf_putc(out, (char)(hex_value(text.data[i + 1]) * 16 + hex_value(text.data[i + 2])));
        i += 2;
    }
}

/* RFC 8089: file:path, file:///path, file://localhost/path. Other hosts are not this machine. */
static int path_of_url(dl_str url, dl_buf *path, dl_error *error)
{
    dl_str rest = dl_str_slice(url, strlen("file:"), url.size);
    if (dl_str_starts_word(rest, "//localhost/"))
        rest = dl_str_slice(rest, strlen("//localhost"), rest.size);
    else if (dl_str_starts_word(rest, "///"))
        rest = dl_str_slice(rest, 2, rest.size);
    else if (dl_str_starts_word(rest, "//"))
        return dl_error_set(error, DL_ERR_PERMISSION,
                            "%.*s names another machine, which is not allowed; files are read "
                            "below the notebook's folder only",
                            DL_STR_ARG(url));
    rest = dl_str_slice(rest, 0, dl_str_find(rest, DL_STR("#"), 0));
    put_decoded(rest, path);
    return dl_buf_ok(path, error);
}

/* An absolute path below folder is as good as its relative one. */
static dl_str relative_to(const char *folder, dl_str path)
{
    char *root = path.size && path.data[0] == '/' ? realpath(folder, NULL) : NULL;
    size_t size = root ? strlen(root) : 0;
    if (root && path.size > size + 1 && strncmp(path.data, root, size) == 0 &&
        path.data[size] == '/')
        path = dl_str_slice(path, size + 1, path.size);
    free(root);
    while (dl_str_starts(path, DL_STR("./")))
        path = dl_str_slice(path, 2, path.size);
    return path;
}

static int fill(dl_str asked, dl_str path, dl_str bytes, dl_arena *arena, dl_snapshot *snapshot,
                dl_error *error)
{
    dl_buf text = {0};
    char hex[DL_SHA256_HEX + 1];
    *snapshot = (dl_snapshot){.status = 200, .captured_at_us = dl_capture_time_us()};
    dl_sha256_hex(bytes, hex);
    dl_buf_puts(&text, "file:");
    dl_buf_add(&text, path);
    snapshot->url = dl_arena_copy(arena, asked);
    snapshot->final_url = dl_arena_copy(arena, dl_buf_str(&text));
    dl_buf_truncate(&text, 0);
    dl_buf_printf(&text, "Content-Type: %s\r\n\r\n", type_of(path));
    snapshot->headers = dl_arena_copy(arena, dl_buf_str(&text));
    snapshot->body = dl_arena_copy(arena, bytes);
    snapshot->body_size = (int64_t)bytes.size;
    snapshot->sha256 = dl_arena_copy(arena, dl_str_of(hex));
    snapshot->request = snapshot->redirects = snapshot->etag = snapshot->last_modified =
        (dl_str){"", 0};
    bool ok = !text.failed && snapshot->url.data && snapshot->final_url.data &&
              snapshot->headers.data && snapshot->body.data && snapshot->sha256.data;
    dl_buf_clear(&text);
    return ok ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a file");
}

/* A file that has not changed since its last capture needs no new one. */
static int capture(dl_store *store, dl_arena *arena, dl_snapshot *snapshot, dl_error *error)
{
    dl_snapshot latest;
    int rc = dl_store_latest(store, snapshot->url, false, arena, &latest, error);
    if (rc && rc != DL_ERR_NOT_FOUND)
        return rc;
    if (rc == 0 && dl_str_equal(latest.sha256, snapshot->sha256) &&
        dl_str_equal(latest.final_url, snapshot->final_url)) {
        snapshot->id = latest.id;
        snapshot->captured_at_us = latest.captured_at_us;
        return 0;
    }
    return dl_store_add_snapshot(store, snapshot, arena, error);
}

static void hint_at_url(dl_str asked, dl_error *error)
{
    dl_str first = dl_str_slice(asked, 0, dl_str_find(asked, DL_STR("/"), 0));
    if (dl_str_find(first, DL_STR("."), 1) < first.size)
        dl_error_hint(error, "a page on the web begins with its scheme: https://%.*s",
                      DL_STR_ARG(asked));
}

int dl_local_get(dl_store *store, const dl_fetch_options *options, dl_str asked, dl_arena *arena,
                 dl_snapshot *snapshot, dl_fetch_from *from, dl_error *error)
{
    dl_buf path = {0}, bytes = {0};
    int rc = 0;
    if (!options->folder) {
        rc = dl_error_set(error, DL_ERR_PERMISSION, "files cannot be sources here, only URLs");
        goto out;
    }
    if (dl_str_starts_word(asked, "file:"))
        rc = path_of_url(asked, &path, error);
    else
        dl_buf_add(&path, asked);
    if (!rc)
        rc = dl_buf_ok(&path, error);
    if (rc)
        goto out;
    dl_str relative = relative_to(options->folder, dl_buf_str(&path));
    *from = DL_FROM_FILE;
    rc = dl_file_read_below(options->folder, relative, (size_t)options->max_bytes, &bytes, error);
    if (rc == DL_ERR_NOT_FOUND) {
        hint_at_url(asked, error);
        *from = DL_FROM_CACHE;
        if (dl_store_latest(store, asked, true, arena, snapshot, NULL) == 0)
            rc = 0;
        goto out;
    }
    if (!rc)
        rc = fill(asked, relative, dl_buf_str(&bytes), arena, snapshot, error);
    if (!rc)
        rc = capture(store, arena, snapshot, error);
out:
    dl_buf_clear(&path);
    dl_buf_clear(&bytes);
    return rc;
}
