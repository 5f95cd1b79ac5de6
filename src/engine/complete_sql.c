/* Tables, columns and words of SQL. */
#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "api/context.h"
#include "dateline/store.h"
#include "engine/complete.h"

/* The words that a query is mostly made of (sqlite.org/lang_keywords.html). */
static const char *const words[] = {
    "AND",    "AS",     "ASC",      "BETWEEN", "BY",     "CASE",   "CAST",  "COUNT", "CREATE",
    "DELETE", "DESC",   "DISTINCT", "ELSE",    "END",    "EXISTS", "FROM",  "GROUP", "HAVING",
    "IN",     "INSERT", "INTO",     "IS",      "JOIN",   "LEFT",   "LIKE",  "LIMIT", "NOT",
    "NULL",   "ON",     "OR",       "ORDER",   "SELECT", "SET",    "TABLE", "THEN",  "UNION",
    "UPDATE", "USING",  "VALUES",   "WHEN",    "WHERE",  "WITH"};

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t word_start(dl_str sql, size_t end)
{
    while (end > 0 && in_word(sql.data[end - 1]))
        end--;
    return end;
}

static bool same(dl_str a, dl_str b)
{
    return dl_str_same_letters(a, b);
}

/* The table that `alias` stands for in `FROM table AS alias`; else alias itself. */
static dl_str table_of(dl_str sql, dl_str alias)
{
    dl_str previous[3] = {{"", 0}, {"", 0}, {"", 0}}; /* the words before, nearest first */
    for (size_t at = 0; at < sql.size;) {
        size_t start = at;
        while (at < sql.size && in_word(sql.data[at]))
            at++;
        if (at == start) {
            at++;
            continue;
        }
        dl_str word = dl_str_slice(sql, start, at);
        bool as = same(previous[0], DL_STR("as"));
        dl_str table = as ? previous[1] : previous[0], lead = as ? previous[2] : previous[1];
        if (same(word, alias) && table.size &&
            (same(lead, DL_STR("from")) || same(lead, DL_STR("join"))))
            return table;
        previous[2] = previous[1];
        previous[1] = previous[0];
        previous[0] = word;
    }
    return alias;
}

/* The store that is open, or that is there to be opened; NULL where there is none yet. */
static dl_store *store_of(lua_State *L)
{
    const dl_context *context = dl_context_of(L);
    if (context->store || access(context->store_path, F_OK) == 0)
        return dl_context_store(L);
    return NULL;
}

/* The prefix in another case is the same name to SQL: it is compared without case, and the word is
 * given as it is written. */
static void offer(gathering *to, dl_str typed, dl_str name, dl_match_kind kind)
{
    if (name.size >= typed.size && same(dl_str_slice(name, 0, typed.size), typed)) {
        to->prefix = (dl_str){"", 0};
        gather(to, name, kind, (dl_str){"", 0});
    }
}

size_t complete_sql(lua_State *L, gathering *to, dl_str sql)
{
    size_t start = word_start(sql, sql.size);
    dl_str typed = dl_str_slice(sql, start, sql.size), owner = {"", 0};
    bool dotted = start > 0 && sql.data[start - 1] == '.';
    if (dotted) {
        dl_str alias = dl_str_slice(sql, word_start(sql, start - 1), start - 1);
        owner = table_of(sql, alias);
    }
    dl_store *store = store_of(L);
    dl_store_name *names = NULL;
    size_t count = 0;
    if (store && dl_store_names(store, to->arena, &names, &count, NULL) != 0)
        count = 0;
    for (size_t i = 0; i < count; i++) {
        bool column = names[i].column.size > 0;
        if (dotted && !(column && same(names[i].table, owner)))
            continue;
        offer(to, typed, column ? names[i].column : names[i].table,
              column ? DL_MATCH_COLUMN : DL_MATCH_TABLE);
    }
    for (size_t i = 0; !dotted && i < sizeof words / sizeof *words; i++)
        offer(to, typed, dl_str_of(words[i]), DL_MATCH_KEYWORD);
    return start;
}
