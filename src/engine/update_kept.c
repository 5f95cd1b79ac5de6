/* Results from process to process: what a run kept in the store, and a later one takes in. */
#include <string.h>
#include <unistd.h>

#include "dateline/wire.h"
#include "engine/updater.h"

enum { MOST_OF_ONE_CODE = 8 };

/* The store drops what was kept longest ago: what is still shown is put there again so often. */
static const int64_t renew_us = (int64_t)3600 * 1000000;

/* --- keeping --- */

/* A result's message, then its sources', after the size of the first in eight bytes. */
static int write_result(const dl_result *result, dl_buf *out, dl_error *error)
{
    dl_buf bytes = {0};
    int rc = dl_wire_put_result(result, &bytes, error);
    for (int i = 0; i < 8; i++)
        dl_buf_putc(out, (char)((unsigned long long)bytes.size >> (8 * i) & 0xff));
    dl_buf_add(out, dl_buf_str(&bytes));
    dl_buf_clear(&bytes);
    if (rc == 0)
        rc = dl_wire_put_sources(result->sources, result->source_count, out, error);
    return rc == 0 ? dl_buf_ok(out, error) : rc;
}

static bool is_saved(const kept *one, const dl_key *key, int64_t now_us)
{
    return one->saved_at_us > 0 && now_us - one->saved_at_us < renew_us &&
           now_us >= one->saved_at_us &&
           memcmp(one->saved_as.bytes, key->bytes, sizeof key->bytes) == 0;
}

static int keep_place(updater *u, size_t place, int64_t now_us, dl_error *error)
{
    dl_key key, code;
    void *held;
    dl_buf bytes = {0}, result = {0};
    int rc = dl_plan_save(u->plan, place, &bytes, &key, &code, &held, error);
    kept *one = held;
    if (rc == 0 && one && is_saved(one, &key, now_us))
        one = NULL;
    if (rc == 0 && one)
        rc = write_result(&one->result, &result, error);
    if (rc == DL_ERR_LIMIT_OUTPUT) { /* nested too deeply to be told: it runs again */
        rc = 0;
    } else if (rc == 0 && one) {
        dl_kept_row row = {{(const char *)key.bytes, sizeof key.bytes},
                           {(const char *)code.bytes, sizeof code.bytes},
                           dl_buf_str(&bytes),
                           dl_buf_str(&result)};
        rc = dl_store_keep(u->engine->context.store, &row, now_us, error);
        one->saved_as = key;
        one->saved_at_us = now_us;
    }
    dl_buf_clear(&bytes);
    dl_buf_clear(&result);
    return rc;
}

static int keep_tables(updater *u, dl_error *error)
{
    int rc = 0;
    dl_store *store = u->engine->context.store;
    for (size_t i = 0; i < u->table_count && rc == 0; i++) {
        char left[65];
        const table_use *table = &u->tables[i];
        if (!table->written)
            continue;
        rc = updater_table_hash(store, table->name, left, error);
        dl_kept_table row = {table->name, dl_str_of(table->initial), dl_str_of(left)};
        if (rc == 0)
            rc = dl_store_keep_table(store, &row, error);
    }
    return rc;
}

int dl_engine_keep(dl_engine *engine, int64_t now_us, dl_error *error)
{
    updater *u = engine->updater;
    if (!u || engine->context.store_read_only)
        return 0;
    int rc = dl_context_open_store(&engine->context, error);
    if (rc != 0)
        return rc;
    dl_store *store = engine->context.store;
    rc = dl_store_begin(store, error);
    if (rc != 0)
        return rc;
    for (size_t i = 0; i < u->count && rc == 0; i++)
        rc = keep_place(u, i, now_us, error);
    if (rc == 0)
        rc = keep_tables(u, error);
    if (rc == 0)
        rc = dl_store_prune_kept(store, error);
    if (rc == 0)
        rc = dl_store_commit(store, error);
    if (rc == 0)
        return 0;
    dl_store_rollback(store);
    for (size_t i = 0; i < u->count; i++) {
        if (u->slots[i].kept)
            u->slots[i].kept->saved_at_us = 0;
    }
    return rc;
}

/* --- taking in --- */

static bool read_result(dl_str bytes, dl_result *result)
{
    dl_error ignored;
    unsigned long long size = 0;
    if (bytes.size < 8)
        return false;
    for (int i = 7; i >= 0; i--)
        size = size << 8 | (unsigned char)bytes.data[i];
    dl_str rest = dl_str_slice(bytes, 8, bytes.size);
    if (size > rest.size)
        return false;
    dl_source *sources;
    if (dl_wire_result(dl_str_slice(rest, 0, (size_t)size), result, &ignored) != 0 ||
        dl_wire_sources(dl_str_slice(rest, (size_t)size, rest.size), &result->arena, &sources,
                        &result->source_count, &ignored) != 0)
        return false;
    result->sources = sources;
    return true;
}

/* What cannot be read is as if it were not there. */
static int load_row(updater *u, const dl_kept_row *row, dl_error *error)
{
    kept *made = updater_new_kept(u);
    if (!made)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (!read_result(row->result, &made->result)) {
        updater_free_kept(made);
        return 0;
    }
    int rc = dl_plan_load(u->plan, row->trace, made, error);
    if (rc != 0)
        updater_free_kept(made);
    return rc == DL_ERR_SYNTAX ? 0 : rc;
}

static int load_place(updater *u, size_t place, dl_error *error)
{
    dl_arena arena = {0};
    dl_kept_row rows[MOST_OF_ONE_CODE];
    size_t count = 0;
    dl_key code = dl_plan_code(u->plan, place);
    dl_str bytes = {(const char *)code.bytes, sizeof code.bytes};
    int rc = dl_store_kept(u->engine->context.store, bytes, &arena, rows, MOST_OF_ONE_CODE, &count,
                           error);
    for (size_t i = count; i > 0 && rc == 0; i--) /* the newest is to be the first */
        rc = load_row(u, &rows[i - 1], error);
    dl_arena_clear(&arena);
    return rc;
}

/* A table that is as the earlier process left it: what it was before counts still. */
static int load_tables(updater *u, dl_error *error)
{
    dl_arena arena = {0};
    dl_kept_table *tables;
    size_t count;
    dl_store *store = u->engine->context.store;
    int rc = dl_store_kept_tables(store, &arena, &tables, &count, error);
    for (size_t i = 0; i < count && rc == 0; i++) {
        char now[65];
        table_use *table;
        bool added;
        rc = updater_table_hash(store, tables[i].name, now, error);
        if (rc != 0 || !dl_str_equal(dl_str_of(now), tables[i].left) ||
            tables[i].initial.size >= sizeof table->initial)
            continue;
        rc = updater_table(u, tables[i].name, &table, &added, error);
        if (rc == 0 && added) {
            memcpy(table->initial, tables[i].initial.data, tables[i].initial.size);
            table->initial[tables[i].initial.size] = '\0';
            table->written = true;
            /* by whom does not matter: it is no state that a step may begin at */
            rc = numbers_add(&table->writers, SIZE_MAX, error);
        }
    }
    dl_arena_clear(&arena);
    return rc;
}

int updater_load(updater *u, dl_error *error)
{
    dl_context *context = &u->engine->context;
    if (!context->store && access(context->store_path, F_OK) != 0)
        return 0;
    int rc = dl_context_open_store(context, error);
    if (rc == 0)
        rc = load_tables(u, error);
    for (size_t i = 0; i < u->count && rc == 0; i++)
        rc = load_place(u, i, error);
    return rc;
}
