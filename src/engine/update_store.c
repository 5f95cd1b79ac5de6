/* What steps share beside the heap: the store's tables and kept values, files, sources. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/grow.h"
#include "base/sha256.h"
#include "engine/updater.h"

static const size_t max_file = (size_t)64 << 20; /* as of read(file) */

/* --- tables --- */

int updater_table(updater *u, dl_str name, table_use **table, bool *added, dl_error *error)
{
    size_t *known = index_find(&u->table_index, name);
    *added = !known;
    if (known) {
        *table = &u->tables[*known];
        return 0;
    }
    int rc = dl_grow(&u->tables, &u->table_capacity, u->table_count + 1, sizeof *u->tables, error);
    dl_str copy = dl_arena_copy(&u->names, name);
    if (rc == 0 && !copy.data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0)
        rc = index_add(&u->table_index, copy, u->table_count, error);
    if (rc != 0)
        return rc;
    *table = &u->tables[u->table_count++];
    **table = (table_use){.name = copy};
    return 0;
}

static bool is_value(dl_str name)
{
    return name.size && name.data[0] == DL_USE_KEPT[0];
}

/* What a table or a kept value holds now. */
int updater_table_hash(dl_store *store, dl_str name, char hex[65], dl_error *error)
{
    if (!is_value(name))
        return dl_store_table_hash(store, name, hex, error);
    dl_arena arena = {0};
    dl_str value;
    int rc = dl_store_get(store, dl_str_slice(name, 1, name.size), &arena, &value, error);
    if (rc == DL_ERR_NOT_FOUND) {
        snprintf(hex, 65, "missing");
        rc = 0;
    } else if (rc == 0) {
        dl_sha256_hex(value, hex);
    }
    dl_arena_clear(&arena);
    return rc;
}

/* What it held is looked at before this engine writes it for the first time. */
void updater_before_table(void *user, dl_store *store, dl_str name, bool write)
{
    updater *u = user;
    table_use *table;
    bool added;
    dl_error ignored;
    if (updater_table(u, name, &table, &added, &ignored) != 0)
        return;
    bool look = added || (!table->written && table->round != u->round);
    if (look && updater_table_hash(store, name, table->initial, &ignored) != 0)
        snprintf(table->initial, sizeof table->initial, "unknown");
    table->round = u->round;
    table->written = table->written || write;
}

static bool as_expected(const updater *u, const table_use *table, const size_t *writers,
                        size_t count)
{
    bool same = table->writers.count == count;
    for (size_t i = 0; same && i < count; i++)
        same = u->slots[writers[i]].kept &&
               table->writers.list[i] == u->slots[writers[i]].kept->instance;
    return same;
}

/* Back to what it was before this engine, where that can be; else its writers write over it. */
static int take_back(updater *u, table_use *table, dl_error *error)
{
    dl_store *store = u->engine->context.store;
    table->writers.count = 0;
    if (strcmp(table->initial, "missing") != 0 || !store)
        return 0;
    return is_value(table->name)
               ? dl_store_forget(store, dl_str_slice(table->name, 1, table->name.size), error)
               : dl_store_drop_table(store, table->name, error);
}

static int force_writers(updater *u, table_use *table, dl_error *error)
{
    size_t count;
    const size_t *writers = dl_plan_writers(u->plan, table->name, &count);
    for (size_t i = 0; i < count; i++)
        u->slots[writers[i]].forced = true;
    return take_back(u, table, error);
}

/* All of the tables that were made here: for who read the schema. */
static int force_all(updater *u, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < u->table_count && rc == 0; i++) {
        if (u->tables[i].written && !is_value(u->tables[i].name))
            rc = force_writers(u, &u->tables[i], error);
    }
    return rc;
}

int updater_check_tables(updater *u, size_t place, const dl_result *result, bool *good,
                         dl_error *error)
{
    int rc = 0;
    *good = true;
    for (size_t i = 0; i < result->use_count && rc == 0; i++) {
        const dl_use *use = &result->uses[i];
        size_t count;
        table_use *table;
        bool added;
        if (use->kind != DL_USE_READS_TABLE)
            continue;
        rc = updater_table(u, use->name, &table, &added, error);
        const size_t *writers = dl_plan_writers(u->plan, use->name, &count);
        if (rc != 0 || as_expected(u, table, writers, count))
            continue;
        *good = false;
        u->slots[place].forced = true;
        rc = dl_str_equal(use->name, DL_STR(DL_USE_ALL_TABLES)) ? force_all(u, error)
                                                                : force_writers(u, table, error);
    }
    return rc;
}

int updater_note_tables(updater *u, const dl_result *result, size_t number, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < result->use_count && rc == 0; i++) {
        table_use *table;
        bool added;
        if (result->uses[i].kind != DL_USE_WRITES_TABLE)
            continue;
        rc = updater_table(u, result->uses[i].name, &table, &added, error);
        if (rc == 0)
            rc = numbers_add(&table->writers, number, error);
    }
    return rc;
}

/* --- what the steps above cited and asked for --- */

int updater_recall_sources(updater *u, size_t place, dl_error *error)
{
    int rc = 0;
    dl_context_forget_sources(&u->engine->context);
    for (size_t i = 0; i < place && rc == 0; i++) {
        if (u->slots[i].kept)
            rc = dl_context_recall_sources(&u->engine->context, &u->slots[i].kept->result, error);
    }
    return rc;
}

static void add_source(dl_buf *text, const dl_source *source)
{
    const dl_str parts[] = {source->url,     source->final_url, source->title,  source->publisher,
                            source->authors, source->published, source->sha256, source->missing};
    dl_buf_printf(text, "%d %lld", source->status, (long long)source->captured_at_us);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        dl_buf_printf(text, " %zu:%.*s", parts[i].size, DL_STR_ARG(parts[i]));
}

static void citations_at(const updater *u, size_t place, dl_buf *value)
{
    dl_buf text = {0};
    char hex[DL_SHA256_HEX + 1];
    for (size_t i = 0; i < place; i++) {
        const dl_result *result = u->slots[i].kept ? &u->slots[i].kept->result : NULL;
        for (size_t s = 0; result && s < result->source_count; s++)
            add_source(&text, &result->sources[s]);
        for (size_t c = 0; result && c < result->use_count; c++) {
            if (result->uses[c].kind == DL_USE_CITES)
                dl_buf_printf(&text, " cites %.*s", DL_STR_ARG(result->uses[c].value));
        }
    }
    dl_sha256_hex(dl_buf_str(&text), hex);
    value->failed = value->failed || text.failed;
    dl_buf_puts(value, hex);
    dl_buf_clear(&text);
}

/* --- what a use is worth now --- */

static const dl_parameter *find_param(const updater *u, dl_str name)
{
    const dl_context *context = &u->engine->context;
    for (size_t i = 0; i < context->param_count; i++) {
        if (dl_str_equal(context->params[i].name, name))
            return &context->params[i];
    }
    return NULL;
}

static void add_param(dl_buf *value, const dl_parameter *param)
{
    if (param)
        dl_buf_printf(value, "%d %zu:%.*s", (int)param->type, param->value.size,
                      DL_STR_ARG(param->value));
}

/* The empty name is all of them. */
static void param_now(const updater *u, dl_str name, dl_buf *value)
{
    const dl_context *context = &u->engine->context;
    if (name.size) {
        add_param(value, find_param(u, name));
        return;
    }
    for (size_t i = 0; i < context->param_count; i++) {
        dl_buf_printf(value, "%zu:%.*s ", context->params[i].name.size,
                      DL_STR_ARG(context->params[i].name));
        add_param(value, &context->params[i]);
    }
}

static void file_now(const updater *u, dl_str path, dl_buf *value)
{
    dl_buf bytes = {0};
    dl_error ignored;
    char hex[DL_SHA256_HEX + 1] = "missing";
    if (dl_file_read_below(u->engine->context.folder, path, max_file, &bytes, &ignored) == 0)
        dl_sha256_hex(dl_buf_str(&bytes), hex);
    dl_buf_puts(value, hex);
    dl_buf_clear(&bytes);
}

static dl_store *store_now(updater *u)
{
    dl_context *context = &u->engine->context;
    return context->no_store ? context->no_store : context->store;
}

/* A file's capture is as its bytes are; a page's is the newest one, or that which a lock names. */
static int source_now(updater *u, const dl_use *use, dl_buf *value, bool *there, dl_error *error)
{
    const dl_fetch_options *fetch = &u->engine->context.fetch_options;
    if (!dl_str_starts(use->name, DL_STR("http"))) {
        file_now(u, use->name, value);
        dl_buf_puts(value, "@0");
        return 0;
    }
    for (size_t i = 0; i < fetch->pin_count; i++) {
        dl_str hash = dl_str_slice(use->value, 0, 64);
        if (dl_str_equal(fetch->pins[i].url, use->name)) {
            bool same = fetch->pins[i].sha256.size ? dl_str_equal(hash, fetch->pins[i].sha256)
                                                   : dl_str_equal(hash, DL_STR("missing"));
            dl_buf_add(value, same ? use->value : DL_STR("changed"));
            return 0;
        }
    }
    dl_store *store = store_now(u);
    dl_arena arena = {0};
    dl_snapshot newest;
    int rc =
        store ? dl_store_latest(store, use->name, false, &arena, &newest, error) : DL_ERR_NOT_FOUND;
    if (rc == 0)
        dl_buf_printf(value, "%.*s@%lld", DL_STR_ARG(newest.sha256),
                      (long long)newest.captured_at_us);
    else if (rc == DL_ERR_NOT_FOUND && fetch->mode == DL_FETCH_OFFLINE)
        dl_buf_puts(value, "missing");
    else
        *there = false;
    dl_arena_clear(&arena);
    return rc == DL_ERR_NOT_FOUND ? 0 : rc;
}

static int captures_now(updater *u, dl_buf *value, bool *there, dl_error *error)
{
    char version[DL_STORE_VERSION_SIZE] = "";
    dl_store *store = store_now(u);
    *there = store != NULL;
    int rc = store ? dl_store_version(store, version, error) : 0;
    dl_buf_puts(value, version);
    return rc;
}

/* What no step above wrote: as it was before this engine wrote it, or as it is. */
static int table_now(updater *u, dl_str name, dl_buf *value, bool *there, dl_error *error)
{
    char hex[65];
    table_use *table;
    bool added;
    dl_store *store = u->engine->context.store;
    int rc = updater_table(u, name, &table, &added, error);
    if (rc == 0 && table->written) {
        dl_buf_puts(value, table->initial);
        return 0;
    }
    *there = store != NULL;
    if (rc == 0 && store)
        rc = updater_table_hash(store, name, hex, error);
    if (rc == 0 && store)
        dl_buf_puts(value, hex);
    return rc;
}

int updater_use_now(void *user, const dl_use *use, dl_buf *value, bool *there, dl_error *error)
{
    updater *u = user;
    int rc = 0;
    *there = true;
    switch (use->kind) {
    case DL_USE_PARAM:
        param_now(u, use->name, value);
        break;
    case DL_USE_FILE:
        file_now(u, use->name, value);
        break;
    case DL_USE_SOURCE:
        rc = source_now(u, use, value, there, error);
        break;
    case DL_USE_CAPTURES:
        rc = captures_now(u, value, there, error);
        break;
    case DL_USE_CITATIONS:
        citations_at(u, dl_plan_place(u->plan), value);
        break;
    case DL_USE_TODAY:
        dl_buf_add(value, u->engine->context.as_of_text);
        break;
    case DL_USE_READS_TABLE:
        rc = table_now(u, use->name, value, there, error);
        break;
    default:
        *there = false;
    }
    return rc == 0 ? dl_buf_ok(value, error) : rc;
}

/* --- the step's own uses, whole --- */

static int value_of_table(updater *u, dl_use *use, dl_arena *arena, dl_error *error)
{
    table_use *table;
    bool added;
    int rc = updater_table(u, use->name, &table, &added, error);
    if (rc == 0)
        use->value = dl_arena_copy(arena, dl_str_of(table->initial));
    return rc;
}

static int value_of_citations(const updater *u, dl_use *use, dl_arena *arena, dl_error *error)
{
    dl_buf value = {0};
    citations_at(u, dl_plan_place(u->plan), &value);
    use->value = dl_arena_copy(arena, dl_buf_str(&value));
    int rc = dl_buf_ok(&value, error);
    dl_buf_clear(&value);
    return rc;
}

int updater_complete_uses(updater *u, dl_result *result, dl_error *error)
{
    size_t params = 0, count = 0;
    const size_t prefix = sizeof DL_PARAM_PREFIX - 1;
    for (size_t i = 0; i < u->read_count; i++)
        params += dl_str_starts(u->read_list[i].name, DL_STR(DL_PARAM_PREFIX));
    if (u->all)
        params++;
    dl_use *uses = dl_arena_alloc(&result->arena, (result->use_count + params + 1) * sizeof *uses);
    if (!uses)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = 0;
    for (size_t i = 0; i <= u->read_count && rc == 0; i++) {
        dl_str name = i < u->read_count ? u->read_list[i].name : DL_STR(DL_PARAM_PREFIX);
        if (!dl_str_starts(name, DL_STR(DL_PARAM_PREFIX)) || (i == u->read_count && !u->all))
            continue;
        dl_buf value = {0};
        name = dl_arena_copy(&result->arena, dl_str_slice(name, prefix, name.size));
        param_now(u, name, &value);
        uses[count++] =
            (dl_use){DL_USE_PARAM, name, dl_arena_copy(&result->arena, dl_buf_str(&value))};
        rc = dl_buf_ok(&value, error);
        dl_buf_clear(&value);
    }
    for (size_t i = 0; i < result->use_count && rc == 0; i++) {
        uses[count] = result->uses[i];
        if (uses[count].kind == DL_USE_READS_TABLE)
            rc = value_of_table(u, &uses[count], &result->arena, error);
        if (uses[count].kind == DL_USE_CITATIONS)
            rc = value_of_citations(u, &uses[count], &result->arena, error);
        count++;
    }
    result->uses = uses;
    result->use_count = count;
    return rc;
}
