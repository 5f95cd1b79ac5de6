/* Claims of pages: says who. */
#include "store/internal.h"

static int add_claim(dl_store *store, int64_t page, size_t place, const dl_claim_row *claim,
                     dl_error *error)
{
    sqlite3_stmt *add = store_statement(store, STATEMENT_ADD_CLAIM, error);
    if (!add)
        return DL_ERR_STORE;
    const dl_str texts[] = {claim->field, claim->raw, claim->value, claim->from};
    sqlite3_bind_int64(add, 1, page);
    sqlite3_bind_int64(add, 2, (int64_t)place);
    for (int i = 0; i < 4; i++)
        store_bind_text(add, i + 3, texts[i]);
    sqlite3_bind_int(add, 7, claim->rank);
    sqlite3_bind_int(add, 8, claim->chosen);
    sqlite3_bind_int(add, 9, claim->conflict);
    int rc = store_check(store, store->connection, sqlite3_step(add), "cannot keep a page", error);
    store_done(add);
    return rc;
}

int store_add_claims(dl_store *store, int64_t page, const dl_page_row *row, dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < row->claim_count && rc == 0; i++)
        rc = add_claim(store, page, i + 1, &row->claims[i], error);
    return rc;
}
