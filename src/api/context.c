#include "api/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/bind.h"
#include "base/file.h"
#include "base/grow.h"
#include "base/sha256.h"

void dl_context_init(dl_context *context)
{
    memset(context, 0, sizeof *context);
    dl_buf_init(&context->printed);
    dl_arena_init(&context->source_arena);
}

void dl_context_clear(dl_context *context)
{
    dl_fetch_free(context->fetch);
    dl_store_close(context->store);
    dl_store_close(context->no_store);
    dl_buf_clear(&context->printed);
    dl_arena_clear(&context->source_arena);
    free(context->sources.list);
    free(context->step_sources.list);
    free(context->uses);
    free(context->cited);
    dl_context_init(context);
}

void dl_context_attach(lua_State *L, dl_context *context)
{
    memcpy(lua_getextraspace(L), &context, sizeof context);
}

dl_context *dl_context_of(lua_State *L)
{
    dl_context *context;
    memcpy(&context, lua_getextraspace(L), sizeof context);
    return context;
}

static void use_table(dl_context *context, dl_store *store, dl_str name, bool write)
{
    if (context->before_table)
        context->before_table(context->before_table_user, store, name, write);
    /* what a write leaves depends on what was there; a table made, not on the others */
    if (!write || !dl_str_equal(name, DL_STR(DL_USE_ALL_TABLES)))
        dl_context_use(context, DL_USE_READS_TABLE, name, (dl_str){"", 0});
    if (write)
        dl_context_use(context, DL_USE_WRITES_TABLE, name, (dl_str){"", 0});
}

/* dl_store_touch. Names of tables have no case (https://sqlite.org/lang_naming.html). */
static void touch(void *user, dl_str table, bool write)
{
    dl_context *context = user;
    char name[200];
    if (table.size == 0) {
        context->saw_captures = true;
        return;
    }
    if (table.size >= sizeof name) {
        use_table(context, context->store, DL_STR(DL_USE_ALL_TABLES), write);
        return;
    }
    for (size_t i = 0; i < table.size; i++) {
        char c = table.data[i];
        name[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    }
    use_table(context, context->store, (dl_str){name, table.size}, write);
    if (write)
        use_table(context, context->store, DL_STR(DL_USE_ALL_TABLES), true);
}

void dl_context_use_schema(dl_context *context, dl_store *store)
{
    use_table(context, store, DL_STR(DL_USE_ALL_TABLES), false);
}

void dl_context_use_value(dl_context *context, dl_store *store, dl_str key, bool write)
{
    dl_buf name = {0};
    dl_buf_puts(&name, DL_USE_KEPT);
    dl_buf_add(&name, key);
    if (!name.failed)
        use_table(context, store, dl_buf_str(&name), write);
    context->uses_failed = context->uses_failed || name.failed;
    dl_buf_clear(&name);
}

static int open_slot(dl_context *context, dl_store **slot, const char *path, dl_error *error)
{
    dl_store_options options = {.read_only = context->store_read_only, .cancel = context->cancel};
    if (*slot)
        return 0;
    int rc = dl_store_open(slot, path, &options, error);
    if (rc == 0)
        dl_store_watch(*slot, touch, context);
    return rc;
}

int dl_context_open_store(dl_context *context, dl_error *error)
{
    return open_slot(context, &context->store, context->store_path, error);
}

static dl_store *open_store(lua_State *L, dl_store **slot, const char *path)
{
    dl_error error;
    if (open_slot(dl_context_of(L), slot, path, &error) != 0)
        bind_raise(L, &error);
    return *slot;
}

dl_store *dl_context_store(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    return open_store(L, &context->store, context->store_path);
}

/* Offline and without a store beside the notebook nothing can have been captured: then no file is
 * made for saying so. */
dl_store *dl_context_fetch_store(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    bool nothing_there = context->fetch_options.mode == DL_FETCH_OFFLINE && !context->store &&
                         access(context->store_path, F_OK) != 0;
    /* once captures went there, they are all there: a page must find its own snapshot */
    return context->no_store || nothing_there ? open_store(L, &context->no_store, ":memory:")
                                              : dl_context_store(L);
}

dl_fetch *dl_context_fetch(lua_State *L)
{
    dl_context *context = dl_context_of(L);
    if (context->fetch)
        return context->fetch;
    dl_error error;
    dl_store *store = dl_context_fetch_store(L);
    if (dl_fetch_new(&context->fetch, store, &context->fetch_options, &error) != 0)
        bind_raise(L, &error);
    return context->fetch;
}

/* --- what the running step uses ------------------------------------------------------------------
 */

void dl_context_begin(dl_context *context, const dl_step *step, dl_result *result)
{
    context->result = result;
    context->output_used = 0;
    context->step_id = step->id;
    context->typed = step->typed;
    context->pictures = 0;
    context->use_count = 0;
    context->uses_failed = false;
    context->changed_state = false;
    context->step_sources.count = 0;
}

int dl_context_width(const dl_context *context)
{
    return context->typed.width > 0 ? context->typed.width : context->width;
}

dl_picture_form dl_context_form(const dl_context *context)
{
    return context->typed.number > 0 ? context->typed.form : context->picture_form;
}

static int by_use(const void *first, const void *second)
{
    const dl_use *a = first, *b = second;
    return a->kind != b->kind ? (int)a->kind - (int)b->kind : dl_str_compare(a->name, b->name);
}

int dl_context_end(dl_context *context, dl_error *error)
{
    dl_result *result = context->result;
    int rc = dl_context_flush(context, error);
    dl_buf_truncate(&context->printed, 0);
    context->result = NULL;
    if (!result || rc != 0)
        return rc;
    size_t uses = context->use_count, sources = context->step_sources.count;
    dl_use *kept = dl_arena_alloc(&result->arena, (uses + 1) * sizeof *kept);
    dl_source *asked = dl_arena_alloc(&result->arena, (sources + 1) * sizeof *asked);
    if (!kept || !asked || context->uses_failed)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (uses) {
        qsort(context->uses, uses, sizeof *context->uses, by_use);
        memcpy(kept, context->uses, uses * sizeof *kept);
    }
    if (sources)
        memcpy(asked, context->step_sources.list, sources * sizeof *asked);
    result->uses = kept;
    result->use_count = uses;
    result->sources = asked;
    result->source_count = sources;
    return 0;
}

void dl_context_use(dl_context *context, dl_use_kind kind, dl_str name, dl_str value)
{
    if (!context->result)
        return;
    for (size_t i = context->use_count; i > 0; i--) {
        dl_use *known = &context->uses[i - 1];
        if (known->kind != kind || !dl_str_equal(known->name, name))
            continue;
        /* a source may be had in two ways by one step: it is then fresh when both are */
        if (kind == DL_USE_SOURCE && !dl_str_equal(known->value, value))
            known->value = DL_STR("several");
        return;
    }
    dl_error ignored;
    dl_arena *arena = &context->result->arena;
    if (dl_grow(&context->uses, &context->use_capacity, context->use_count + 1,
                sizeof *context->uses, &ignored) != 0) {
        context->uses_failed = true;
        return;
    }
    dl_use used = {kind, dl_arena_copy(arena, name), dl_arena_copy(arena, value)};
    context->uses_failed = context->uses_failed || !used.name.data || !used.value.data;
    context->uses[context->use_count++] = used;
}

const dl_date *dl_context_today(dl_context *context)
{
    dl_context_use(context, DL_USE_TODAY, DL_STR(""), context->as_of_text);
    return &context->as_of;
}

/* What the person named who gave a script its arguments, as a path; NULL for what nobody named. */
static const char *named_file(const dl_context *context, dl_str path)
{
    for (size_t i = 1; i < context->arg_count; i++) {
        const char *behind = dl_argument_value(context->args[i]);
        if (dl_str_equal(path, dl_str_of(context->args[i])))
            return context->args[i];
        if (behind && dl_str_equal(path, dl_str_of(behind)))
            return behind;
    }
    return NULL;
}

static int read_file(const dl_context *context, dl_str path, size_t max_bytes, dl_buf *text,
                     dl_error *error)
{
    const char *named = named_file(context, path);
    if (!named)
        return dl_file_read_below(context->folder, path, max_bytes, text, error);
    if (!dl_str_equal(path, DL_STR("-")))
        return dl_file_read(named, max_bytes, text, error);
    dl_buf_add(text, context->input);
    return dl_buf_ok(text, error);
}

int dl_context_read(dl_context *context, dl_str path, size_t max_bytes, dl_buf *text,
                    dl_error *error)
{
    char hex[DL_SHA256_HEX + 1] = "missing";
    int rc = read_file(context, path, max_bytes, text, error);
    if (rc == 0)
        dl_sha256_hex(dl_buf_str(text), hex);
    dl_context_use(context, DL_USE_FILE, path, dl_str_of(hex));
    return rc;
}

int dl_context_look_at_captures(dl_context *context, dl_store *store, dl_error *error)
{
    char version[DL_STORE_VERSION_SIZE];
    int rc = dl_store_version(store, version, error);
    if (rc == 0)
        dl_context_use(context, DL_USE_CAPTURES, DL_STR(""), dl_str_of(version));
    return rc;
}

void dl_context_picture_id(dl_context *context, char *id, size_t size)
{
    dl_context_use(context, DL_USE_ID, DL_STR(""), context->step_id);
    int length = snprintf(id, size, "picture-%zu-", ++context->pictures);
    size_t at = length > 0 ? (size_t)length : 0;
    for (size_t i = 0; i < context->step_id.size && at + 3 < size; i++) {
        unsigned char c = (unsigned char)context->step_id.data[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (plain || c == '-')
            id[at++] = (char)c;
        else
            at += (size_t)snprintf(id + at, size - at, "_%02x", c);
    }
    id[at] = '\0';
}

/* --- output --------------------------------------------------------------------------------------
 */

static int count_output(dl_context *context, size_t bytes, dl_error *error)
{
    if (bytes <= context->output_bytes - context->output_used) {
        context->output_used += bytes;
        return 0;
    }
    dl_error_set(error, DL_ERR_LIMIT_OUTPUT, "the cell passed its output limit of %zu bytes",
                 context->output_bytes);
    dl_error_hint(error, "print less, or show a table's first rows");
    return error ? error->kind : DL_ERR_LIMIT_OUTPUT;
}

int dl_context_print(dl_context *context, dl_str text, dl_error *error)
{
    int rc = count_output(context, text.size, error);
    if (rc != 0)
        return rc;
    if (context->events.print)
        context->events.print(context->events.user, text);
    dl_buf_add(&context->printed, text);
    return dl_buf_ok(&context->printed, error);
}

int dl_context_warn(dl_context *context, dl_str line, dl_error *error)
{
    int rc = count_output(context, line.size, error);
    if (rc == 0 && context->events.warn)
        context->events.warn(context->events.user, line);
    return rc;
}

/* view lives in the result's arena. */
static int push_view(dl_context *context, const dl_view *view, dl_error *error)
{
    if (!view)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = dl_result_push(context->result, view, error);
    if (rc == 0 && context->events.view)
        rc = context->events.view(context->events.user, view, error);
    return rc;
}

int dl_context_flush(dl_context *context, dl_error *error)
{
    dl_result *result = context->result;
    if (!result || context->printed.size == 0)
        return 0;
    dl_view *view = dl_view_text(&result->arena, DL_VIEW_TEXT, dl_buf_str(&context->printed));
    dl_buf_truncate(&context->printed, 0);
    return push_view(context, view, error);
}

int dl_context_show(dl_context *context, const dl_view *view, dl_error *error)
{
    dl_result *result = context->result;
    if (!result)
        return 0;
    int rc = dl_context_flush(context, error);
    if (rc != 0)
        return rc;
    rc = count_output(context, dl_view_size(view), error);
    if (rc != 0)
        return rc;
    return push_view(context, dl_view_copy(&result->arena, view), error);
}
