/* Pages and full-text search over them. */
#include "store/excerpt.h"
#include "store/rank.h"

static const char doing_page[] = "cannot keep a page", doing_search[] = "cannot search";

static int page_is_there(dl_store *store, const dl_page_row *page, bool *there, dl_error *error)
{
    sqlite3_stmt *find = store_statement(store, STATEMENT_FIND_PAGE, error);
    if (!find)
        return DL_ERR_STORE;
    sqlite3_bind_int64(find, 1, page->snapshot);
    sqlite3_bind_int(find, 2, page->extractor);
    int code = sqlite3_step(find);
    *there = code == SQLITE_ROW;
    int rc = store_check(store, store->connection, code, doing_page, error);
    store_done(find);
    return rc;
}

static int add_page(dl_store *store, const dl_page_row *page, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_PAGE, error);
    if (!add)
        return DL_ERR_STORE;
    const dl_str texts[] = {page->title, page->authors,   page->published, page->modified,
                            page->lang,  page->publisher, page->text};
    sqlite3_bind_int64(add, 1, page->snapshot);
    sqlite3_bind_int(add, 2, page->extractor);
    for (int i = 0; i < 7; i++)
        store_bind_text(add, i + 3, texts[i]);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_page, error);
    store_done(add);
    return rc;
}

static int add_words(dl_store *store, const dl_page_row *page, dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_PAGE_WORDS, error);
    if (!add)
        return DL_ERR_STORE;
    store_bind_text(add, 1, page->title);
    store_bind_text(add, 2, page->text);
    int rc = store_check(store, store->connection, sqlite3_step(add), doing_page, error);
    store_done(add);
    return rc;
}

int dl_store_put_page(dl_store *store, const dl_page_row *page, dl_error *error)
{
    bool there = false, own_batch = !store->in_batch;
    int rc = own_batch ? dl_store_begin(store, error) : 0;
    if (rc != 0)
        return rc;
    rc = page_is_there(store, page, &there, error);
    if (rc == 0 && !there)
        rc = add_page(store, page, error);
    const int64_t row = sqlite3_last_insert_rowid(store->connection);
    if (rc == 0 && !there)
        rc = add_words(store, page, error);
    if (rc == 0 && !there)
        rc = store_add_claims(store, row, page, error);
    if (rc == 0 && own_batch)
        rc = dl_store_commit(store, error);
    if (rc != 0 && own_batch)
        dl_store_rollback(store);
    return rc;
}

int dl_store_unread(dl_store *store, int extractor, int64_t *ids, size_t most, size_t *count,
                    dl_error *error)
{
    *count = 0;
    sqlite3_stmt *list = store_statement(store, STATEMENT_UNREAD, error);
    if (!list)
        return DL_ERR_STORE;
    sqlite3_bind_int(list, 1, extractor);
    sqlite3_bind_int64(list, 2, (sqlite3_int64)most);
    int code;
    while ((code = sqlite3_step(list)) == SQLITE_ROW && *count < most)
        ids[(*count)++] = sqlite3_column_int64(list, 0);
    int rc = store_check(store, store->connection, code, doing_page, error);
    store_done(list);
    return rc;
}

/* --- search --- */

static int run_search(dl_store *store, dl_str query, dl_str words, size_t limit, dl_arena *arena,
                      dl_search_hit *hits, size_t *count, int *code, dl_error *error)
{
    *count = 0;
    if (store_rank(store, error) != 0)
        return DL_ERR_STORE;
    sqlite3_stmt *search = store_statement(store, STATEMENT_SEARCH, error);
    if (!search)
        return DL_ERR_STORE;
    store_bind_text(search, 1, query);
    sqlite3_bind_int64(search, 2, (sqlite3_int64)limit);
    /* pages that another version has read since are among them, and left out of the hits */
    sqlite3_bind_int64(search, 3,
                       2 * limit > DL_SEARCH_RANKED ? 2 * (sqlite3_int64)limit : DL_SEARCH_RANKED);
    while ((*code = sqlite3_step(search)) == SQLITE_ROW && *count < limit) {
        dl_search_hit *hit = &hits[(*count)++];
        const char *text = sqlite3_column_blob(search, 3);
        dl_str page = {text ? text : "", (size_t)sqlite3_column_bytes(search, 3)};
        hit->snapshot = sqlite3_column_int64(search, 0);
        hit->url = store_column(search, 1, arena);
        hit->title = store_column(search, 2, arena);
        hit->excerpt = store_excerpt(page, words, arena);
        hit->captured_at_us = sqlite3_column_int64(search, 4);
    }
    int rc = store_check(store, store->connection, *code, doing_search, error);
    for (size_t i = 0; rc == 0 && i < *count; i++)
        if (!hits[i].url.data || !hits[i].title.data || !hits[i].excerpt.data)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while searching");
    store_done(search);
    return rc;
}

/* Every word in quotes: no syntax of FTS5 is left in it. */
static void quote_words(dl_str words, dl_buf *out)
{
    dl_str rest = words;
    while (rest.data) {
        dl_str word = dl_str_trim(dl_str_cut(rest, ' ', &rest));
        if (word.size == 0)
            continue;
        dl_buf_puts(out, out->size ? " \"" : "\"");
        for (size_t i = 0; i < word.size; i++) {
            if (word.data[i] == '"')
                dl_buf_putc(out, '"');
            dl_buf_putc(out, word.data[i]);
        }
        dl_buf_putc(out, '"');
    }
}

int dl_store_search(dl_store *store, dl_str words, size_t limit, dl_arena *arena,
                    dl_search_hit **hits, size_t *count, dl_error *error)
{
    int code = SQLITE_OK;
    *count = 0;
    *hits = dl_arena_alloc(arena, (limit + 1) * sizeof **hits);
    if (!*hits)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (dl_str_trim(words).size == 0)
        return 0;
    int rc = run_search(store, words, words, limit, arena, *hits, count, &code, error);
    if (rc == 0 || code != SQLITE_ERROR)
        return rc;
    dl_buf quoted;
    dl_buf_init(&quoted);
    quote_words(words, &quoted);
    rc = dl_buf_ok(&quoted, error);
    if (rc == 0)
        rc =
            run_search(store, dl_buf_str(&quoted), words, limit, arena, *hits, count, &code, error);
    dl_buf_clear(&quoted);
    return rc;
}
