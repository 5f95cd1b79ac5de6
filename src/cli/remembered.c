#include "cli/remembered.h"

#include <limits.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/state.h"

static const size_t most_bytes = (size_t)16 << 20;

static dl_str text_of(const json_t *object, const char *key, dl_arena *arena)
{
    const char *text = json_string_value(json_object_get(object, key));
    return dl_arena_copy(arena, dl_str_of(text ? text : ""));
}

static int read_line(dl_str line, dl_arena *arena, remembered_grant *grant, dl_error *error)
{
    json_t *object = NULL;
    int rc = dl_json_read(line, &object, error);
    if (rc)
        return rc;
    const json_t *hosts = json_object_get(object, "hosts");
    size_t count = json_array_size(hosts);
    dl_str *list = dl_arena_alloc(arena, (count + 1) * sizeof *list);
    *grant = (remembered_grant){.notebook = text_of(object, "notebook", arena),
                                .name = text_of(object, "name", arena),
                                .granted_at = text_of(object, "granted_at", arena),
                                .hosts = list};
    if (!list)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; !rc && i < count; i++) {
        const char *host = json_string_value(json_array_get(hosts, i));
        if (host)
            list[grant->host_count++] = dl_arena_copy(arena, dl_str_of(host));
    }
    json_decref(object);
    if (!rc && grant->notebook.size == 0)
        rc = dl_error_set(error, DL_ERR_SYNTAX, "a grant without the hash of its notebook");
    return rc;
}

static size_t count_lines(dl_str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    return lines;
}

static int read_file(const char *path, dl_arena *arena, remembered_grant **grants, size_t *count,
                     dl_error *error)
{
    dl_buf text = {0};
    *count = 0;
    int rc = dl_file_read(path, most_bytes, &text, error);
    if (rc == DL_ERR_NOT_FOUND) {
        dl_buf_clear(&text);
        *grants = NULL;
        return 0;
    }
    dl_str rest = dl_buf_str(&text);
    *grants = rc ? NULL : dl_arena_alloc(arena, count_lines(rest) * sizeof **grants);
    if (!rc && !*grants)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (int line = 1; !rc && rest.data; line++) {
        dl_str one = dl_str_trim(dl_str_cut(rest, '\n', &rest));
        if (one.size == 0)
            continue;
        rc = read_line(one, arena, &(*grants)[*count], error);
        if (rc)
            dl_error_at(error, path, line, 0);
        else
            ++*count;
    }
    dl_buf_clear(&text);
    return rc;
}

int remembered_read(dl_arena *arena, remembered_grant **grants, size_t *count, dl_error *error)
{
    char path[PATH_MAX];
    *grants = NULL;
    *count = 0;
    dl_error ignored;
    if (state_path("grants.jsonl", path, sizeof path, &ignored) != 0)
        return 0; /* nowhere to remember: nothing is remembered */
    return read_file(path, arena, grants, count, error);
}

static int print_grant(const remembered_grant *grant, dl_buf *out, dl_error *error)
{
    json_t *hosts = json_array();
    for (size_t i = 0; i < grant->host_count; i++)
        json_array_append_new(hosts, json_stringn(grant->hosts[i].data, grant->hosts[i].size));
    json_t *line =
        json_pack("{s:s%,s:s%,s:o,s:s%}", "notebook", grant->notebook.data, grant->notebook.size,
                  "name", grant->name.data, grant->name.size, "hosts", hosts, "granted_at",
                  grant->granted_at.data, grant->granted_at.size);
    char *text = line ? json_dumps(line, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    if (text)
        dl_buf_printf(out, "%s\n", text);
    int rc = text ? dl_buf_ok(out, error) : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    free(text);
    json_decref(line);
    return rc;
}

/* Reads all, keeps what keep says, adds one, and writes the file again. */
static int rewrite(bool (*keep)(const remembered_grant *, dl_str), dl_str which,
                   const remembered_grant *added, size_t *dropped, dl_error *error)
{
    char path[PATH_MAX];
    int rc = state_path("grants.jsonl", path, sizeof path, error);
    int lock = rc ? rc : state_lock(path, error);
    if (lock < 0)
        return lock;
    dl_arena arena;
    dl_arena_init(&arena);
    dl_buf out = {0};
    remembered_grant *grants;
    size_t count;
    rc = read_file(path, &arena, &grants, &count, error);
    *dropped = 0;
    for (size_t i = 0; !rc && i < count; i++) {
        if (keep(&grants[i], which))
            rc = print_grant(&grants[i], &out, error);
        else
            ++*dropped;
    }
    if (!rc && added)
        rc = print_grant(added, &out, error);
    if (!rc)
        rc = dl_file_write(path, dl_buf_str(&out), error);
    dl_buf_clear(&out);
    dl_arena_clear(&arena);
    state_unlock(lock);
    return rc;
}

static bool is_another(const remembered_grant *grant, dl_str notebook)
{
    return !dl_str_equal(grant->notebook, notebook);
}

int remembered_add(const remembered_grant *grant, dl_error *error)
{
    size_t dropped;
    return rewrite(is_another, grant->notebook, grant, &dropped, error);
}

static bool stays(const remembered_grant *grant, dl_str which)
{
    return !dl_str_starts(grant->notebook, which) && !dl_str_equal(grant->name, which);
}

int remembered_revoke(dl_str which, size_t *revoked, dl_error *error)
{
    return rewrite(stays, which, NULL, revoked, error);
}
