/* What captured pages say of when they were published. */
#include "store/internal.h"

int dl_store_page_published(dl_store *store, dl_str url, dl_arena *arena, dl_str *published,
                            int64_t *snapshot, dl_error *error)
{
    sqlite3_stmt *get = store_statement(store, STATEMENT_PAGE_PUBLISHED, error);
    *published = (dl_str){"", 0};
    *snapshot = 0;
    if (!get)
        return DL_ERR_STORE;
    store_bind_text(get, 1, url);
    int code = sqlite3_step(get);
    int rc = store_check(store, store->connection, code, "cannot look up when a page was published",
                         error);
    if (code == SQLITE_ROW) {
        *published = store_column(get, 0, arena);
        *snapshot = sqlite3_column_int64(get, 1);
    }
    store_done(get);
    return rc;
}
