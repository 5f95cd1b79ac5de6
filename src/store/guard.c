#include "store/guard.h"

#include <string.h>

#include "store/shadow.h"

/* Functions without side effects that give the same for the same: no clock, no random, no files,
 * no loading (https://sqlite.org/lang_corefunc.html, lang_aggfunc, windowfunctions, json1). */
static const char *const functions[] = {"->",
                                        "->>",
                                        "abs",
                                        "avg",
                                        "bm25",
                                        "ceil",
                                        "ceiling",
                                        "changes",
                                        "char",
                                        "coalesce",
                                        "concat",
                                        "concat_ws",
                                        "count",
                                        "cume_dist",
                                        "dense_rank",
                                        "exp",
                                        "first_value",
                                        "floor",
                                        "format",
                                        "glob",
                                        "group_concat",
                                        "hex",
                                        "ifnull",
                                        "iif",
                                        "instr",
                                        "json",
                                        "json_array",
                                        "json_array_length",
                                        "json_each",
                                        "json_extract",
                                        "json_group_array",
                                        "json_group_object",
                                        "json_insert",
                                        "json_object",
                                        "json_quote",
                                        "json_remove",
                                        "json_replace",
                                        "json_set",
                                        "json_tree",
                                        "json_type",
                                        "json_valid",
                                        "lag",
                                        "last_insert_rowid",
                                        "last_value",
                                        "lead",
                                        "length",
                                        "like",
                                        "likelihood",
                                        "likely",
                                        "ln",
                                        "log",
                                        "log10",
                                        "log2",
                                        "lower",
                                        "ltrim",
                                        "max",
                                        "min",
                                        "mod",
                                        "nth_value",
                                        "ntile",
                                        "nullif",
                                        "percent_rank",
                                        "pow",
                                        "power",
                                        "printf",
                                        "quote",
                                        "rank",
                                        "replace",
                                        "round",
                                        "row_number",
                                        "rtrim",
                                        "sign",
                                        "sqrt",
                                        "substr",
                                        "substring",
                                        "sum",
                                        "total",
                                        "trim",
                                        "trunc",
                                        "typeof",
                                        "unicode",
                                        "unlikely",
                                        "upper"};

/* Tables and views that are not a notebook's own, but that it may read. */
static const char *const views[] = {"sources", "snapshots", "pages", "claims", "evidence"};
static const char *const readable[] = {"sources",   "snapshots",     "pages",
                                       "claims",    "evidence",      "json_each",
                                       "json_tree", "sqlite_master", "sqlite_schema"};

static bool listed(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; name && i < count; i++) {
        if (sqlite3_stricmp(name, list[i]) == 0)
            return true;
    }
    return false;
}

#define LISTED(name, list) listed(name, list, sizeof(list) / sizeof *(list))

/* Tables that SQLite has without anybody making them. They look into pages and statements. */
static const char *const inward[] = {"dbstat", "bytecode", "tables_used"};

/* A name that a notebook may give to a table of its own. */
static bool own_name(const char *name)
{
    return name && !LISTED(name, inward) && sqlite3_strnicmp(name, "dl_", 3) != 0 &&
           sqlite3_strnicmp(name, "sqlite_", 7) != 0 && !LISTED(name, views);
}

/* Whether what is asked for is inside one of our views, and not in a subquery that bears its name.
 */
static bool in_our_view(const dl_store *store, const char *inner)
{
    for (size_t i = 0; inner && i < sizeof views / sizeof *views; i++) {
        if (sqlite3_stricmp(inner, views[i]) == 0)
            return !(store->guest_shadows & 1u << i);
    }
    return false;
}

static bool is_schema_table(const char *name)
{
    return name && (sqlite3_stricmp(name, "sqlite_master") == 0 ||
                    sqlite3_stricmp(name, "sqlite_schema") == 0);
}

/* Reading: one's own tables, and dateline's through its views alone. Once a view was opened up,
 * SQLite asks of the tables in it again, without a column and without the view's name: for how
 * many rows there are, which is no secret. */
static bool may_read(dl_store *store, const char *table, const char *column, const char *inner)
{
    bool through_view = in_our_view(store, inner);
    store->guest_saw_view = store->guest_saw_view || through_view;
    bool only_counts = column && column[0] == '\0' && store->guest_saw_view;
    return own_name(table) || LISTED(table, readable) || through_view || only_counts;
}

/* SQLite asks for writes to its schema table when it makes a table for us; writing to it directly
 * is refused by the connection itself, which is defensive. */
static bool may_write(const dl_store *store, const char *table)
{
    return store->guest_may_write && (own_name(table) || is_schema_table(table));
}

static bool allowed(dl_store *store, int action, const char *first, const char *second,
                    const char *inner)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return true;
    case SQLITE_READ:
        return may_read(store, first, second, inner);
    case SQLITE_FUNCTION:
        return LISTED(second, functions) || in_our_view(store, inner);
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return may_write(store, first);
    case SQLITE_CREATE_TABLE:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_VIEW:
    case SQLITE_REINDEX:
        return store->guest_may_write && own_name(first);
    case SQLITE_CREATE_VIEW: /* which statements that name it could not be told from */
        return store->guest_may_write && own_name(first) && store->guest_shadows == 0;
    case SQLITE_CREATE_INDEX:
    case SQLITE_DROP_INDEX:
    case SQLITE_ALTER_TABLE:
        return store->guest_may_write && own_name(second) &&
               (action == SQLITE_ALTER_TABLE || own_name(first) ||
                sqlite3_strnicmp(first, "sqlite_autoindex_", 17) == 0);
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
        return store->guest_marking; /* ours; a notebook's own would end ours */
    default:
        return false;
    }
}

static void tell(const dl_store *store, const char *table, bool write)
{
    store->touch(store->touch_user, dl_str_of(table), write);
}

/* What a statement reads and writes, for who wants to know what a step depends on. */
static void tell_touch(const dl_store *store, int action, const char *first, const char *second,
                       const char *inner)
{
    if (!store->touch)
        return;
    switch (action) {
    case SQLITE_READ:
        if (own_name(first))
            tell(store, first, false);
        else
            tell(store, is_schema_table(first) ? "*" : "", false);
        break;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        if (own_name(first))
            tell(store, first, true);
        break;
    case SQLITE_CREATE_TABLE:
    case SQLITE_DROP_TABLE:
    case SQLITE_CREATE_VIEW:
    case SQLITE_DROP_VIEW:
        tell(store, first, true);
        break;
    case SQLITE_CREATE_INDEX:
    case SQLITE_DROP_INDEX:
    case SQLITE_ALTER_TABLE:
        tell(store, second, true);
        break;
    default:
        break;
    }
    /* a view of the notebook's own is read by its name too */
    if (inner && own_name(inner) && action == SQLITE_READ)
        tell(store, inner, false);
}

static unsigned shadows_of(dl_str sql)
{
    return shadow_find(sql, views, sizeof views / sizeof *views);
}

int guard_read_views(dl_store *store)
{
    sqlite3_stmt *list = NULL;
    int code = sqlite3_prepare_v2(store->guest, "SELECT sql FROM sqlite_schema WHERE type = 'view'",
                                  -1, &list, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(list)) == SQLITE_ROW) {
        const char *sql = (const char *)sqlite3_column_text(list, 0);
        store->guest_view_shadows |= shadows_of(dl_str_of(sql ? sql : ""));
        code = SQLITE_OK;
    }
    sqlite3_finalize(list);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

void guard_begin(dl_store *store, dl_str sql)
{
    store->guest_saw_view = false;
    store->guest_shadows = shadows_of(sql) | store->guest_view_shadows;
}

int guard_authorize(void *data, int action, const char *first, const char *second,
                    const char *database, const char *inner)
{
    dl_store *store = data;
    /* json_each and its like have no database; all else is in the store's own */
    if (database && strcmp(database, "main") != 0)
        return SQLITE_DENY;
    if (!allowed(store, action, first, second, inner))
        return SQLITE_DENY;
    tell_touch(store, action, first, second, inner);
    return SQLITE_OK;
}
