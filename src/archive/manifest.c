#include "archive/manifest.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/escape.h"

/* A reader that meets a greater one does not know what it says. */
static const int version = 1;
/* Far past any limit on redirects. */
enum { MOST_HOPS = 64 };

/* --- writing, in the order of the rows: the same capture, the same bytes --- */

static void put_text(const char *name, dl_str text, dl_buf *out)
{
    dl_buf_printf(out, ",\n\"%s\":", name);
    dl_escape_json(text, out);
}

static void put_some(const char *name, dl_str text, dl_buf *out)
{
    if (text.size)
        put_text(name, text, out);
}

static void put_told(const char *name, dl_str text, dl_buf *out)
{
    if (text.data)
        put_text(name, text, out);
}

void dl_manifest_print(const dl_manifest *manifest, dl_buf *out)
{
    dl_buf_printf(out, "{\"dateline\":%d", version);
    put_text("capture", dl_str_of(manifest->capture), out);
    put_text("url", manifest->url, out);
    put_text("final_url", manifest->final_url, out);
    put_text("sha256", manifest->sha256, out);
    if (manifest->status)
        dl_buf_printf(out, ",\n\"status\":%d", manifest->status);
    if (manifest->asked_at_us)
        dl_buf_printf(out, ",\n\"asked_at_us\":%lld", (long long)manifest->asked_at_us);
    put_some("coding", manifest->coding, out);
    put_some("wire_sha256", manifest->wire_sha256, out);
    if (manifest->uncoded)
        dl_buf_puts(out, ",\n\"uncoded\":true");
    put_told("headers", manifest->headers, out);
    put_told("peer", manifest->peer, out);
    put_told("etag", manifest->etag, out);
    put_told("last_modified", manifest->last_modified, out);
    put_some("note", manifest->note, out);
    put_some("origin", manifest->origin, out);
    put_some("redirects", manifest->redirects, out);
    put_some("revalidates", manifest->revalidates, out);
    for (size_t i = 0; i < manifest->hop_count; i++) {
        dl_buf_puts(out, i ? "," : ",\n\"hops\":[");
        dl_escape_json(manifest->hops[i], out);
    }
    dl_buf_puts(out, manifest->hop_count ? "]}\n" : "}\n");
}

/* --- reading --- */

/* data is NULL where there is no such text. */
static dl_str text_of(const json_t *object, const char *name, dl_arena *arena)
{
    const json_t *text = json_object_get(object, name);
    if (!json_is_string(text))
        return (dl_str){NULL, 0};
    return dl_arena_copy(arena, (dl_str){json_string_value(text), json_string_length(text)});
}

static dl_str some_of(const json_t *object, const char *name, dl_arena *arena)
{
    dl_str text = text_of(object, name, arena);
    return text.data ? text : (dl_str){"", 0};
}

static void read_hops(const json_t *object, dl_arena *arena, dl_manifest *manifest)
{
    const json_t *list = json_object_get(object, "hops");
    size_t count = json_array_size(list);
    dl_str *hops = count && count <= MOST_HOPS ? dl_arena_alloc(arena, count * sizeof *hops) : NULL;
    for (size_t i = 0; hops && i < count; i++) {
        const char *id = json_string_value(json_array_get(list, i));
        hops[i] = dl_arena_copy(arena, dl_str_of(id));
    }
    manifest->hops = hops;
    manifest->hop_count = hops ? count : 0;
}

int dl_manifest_read(dl_str json, dl_arena *arena, dl_manifest *manifest, dl_error *error)
{
    memset(manifest, 0, sizeof *manifest);
    json_t *object = json_loadb(json.data ? json.data : "", json.size, JSON_ALLOW_NUL, NULL);
    const json_t *number = json_object_get(object, "dateline");
    dl_str capture = some_of(object, "capture", arena);
    manifest->there =
        json_is_integer(number) && json_integer_value(number) == version && capture.size > 0;
    if (manifest->there) {
        snprintf(manifest->capture, sizeof manifest->capture, "%.*s", DL_STR_ARG(capture));
        manifest->url = some_of(object, "url", arena);
        manifest->final_url = some_of(object, "final_url", arena);
        manifest->sha256 = some_of(object, "sha256", arena);
        manifest->status = (int)json_integer_value(json_object_get(object, "status"));
        manifest->asked_at_us = json_integer_value(json_object_get(object, "asked_at_us"));
        manifest->coding = some_of(object, "coding", arena);
        manifest->wire_sha256 = some_of(object, "wire_sha256", arena);
        manifest->uncoded = json_is_true(json_object_get(object, "uncoded"));
        manifest->headers = text_of(object, "headers", arena);
        manifest->peer = text_of(object, "peer", arena);
        manifest->etag = text_of(object, "etag", arena);
        manifest->last_modified = text_of(object, "last_modified", arena);
        manifest->note = some_of(object, "note", arena);
        manifest->origin = some_of(object, "origin", arena);
        manifest->redirects = some_of(object, "redirects", arena);
        manifest->revalidates = some_of(object, "revalidates", arena);
        read_hops(object, arena, manifest);
    }
    json_decref(object);
    bool lacks = manifest->hop_count && !manifest->hops[manifest->hop_count - 1].data;
    return lacks ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out while importing") : 0;
}
