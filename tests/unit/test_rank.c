/* The rank of what a search finds, against FTS5's own bm25() over random pages and queries. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

#include "store/rank.h"

/* Some words are in most pages, some in few, some in none. */
static void put_words(uint64_t *seed, int count, dl_buf *out)
{
    for (int i = 0; i < count; i++) {
        int word = random_below(seed, 2) ? random_below(seed, 3) : random_below(seed, 40);
        dl_buf_printf(out, "w%d ", word);
    }
}

static void put_pages(dl_store *store, uint64_t *seed, int count)
{
    sqlite3_stmt *add;
    assert_int_equal(sqlite3_prepare_v2(store->connection,
                                        "INSERT INTO dl_page_words(title, text) VALUES (?1, ?2)",
                                        -1, &add, NULL),
                     SQLITE_OK);
    for (int i = 0; i < count; i++) {
        dl_buf title = {0}, text = {0};
        put_words(seed, random_below(seed, 4), &title);
        put_words(seed, random_below(seed, 30), &text);
        store_bind_text(add, 1, dl_buf_str(&title));
        store_bind_text(add, 2, dl_buf_str(&text));
        assert_int_equal(sqlite3_step(add), SQLITE_DONE);
        sqlite3_reset(add);
        dl_buf_clear(&title);
        dl_buf_clear(&text);
    }
    sqlite3_finalize(add);
}

/* The number of its phrases. */
static int make_query(uint64_t *seed, dl_buf *out)
{
    static const char *const joins[] = {"", " OR ", " AND ", " NOT "};
    int phrases = 1 + random_below(seed, 3);
    for (int left = phrases; left; left--) {
        dl_buf_puts(out, out->size ? joins[random_below(seed, 4)] : "");
        dl_buf_puts(out, " \"");
        put_words(seed, 1 + random_below(seed, 2), out);
        dl_buf_puts(out, "\" ");
    }
    return phrases;
}

/* The number of pages found. One phrase has no weight among others: its ranks are as many times as
 * large for every page. */
static int compare(dl_store *store, dl_str query, int phrases)
{
    int found = 0;
    double times = 1;
    sqlite3_stmt *ask;
    assert_int_equal(sqlite3_prepare_v2(store->connection,
                                        "SELECT bm25(dl_page_words), dl_rank(dl_page_words)"
                                        " FROM dl_page_words WHERE dl_page_words MATCH ?1",
                                        -1, &ask, NULL),
                     SQLITE_OK);
    store_bind_text(ask, 1, query);
    int code;
    while ((code = sqlite3_step(ask)) == SQLITE_ROW) {
        double theirs = sqlite3_column_double(ask, 0), ours = sqlite3_column_double(ask, 1);
        if (found++ == 0 && phrases == 1)
            times = theirs / ours;
        assert_true(times > 0);
        if (fabs(theirs - times * ours) > 1e-12 * fabs(theirs))
            fail_msg("%.*s: %.17g and not %.17g", DL_STR_ARG(query), ours, theirs);
    }
    assert_int_equal(code, SQLITE_DONE);
    sqlite3_finalize(ask);
    return found;
}

static void ranks_are_those_of_bm25(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    int found = 0;
    for (int pages = 1; pages < 40; pages += 1 + pages / 4) {
        dl_store *store;
        assert_int_equal(dl_store_open(&store, ":memory:", NULL, NULL), 0);
        assert_int_equal(store_rank(store, NULL), 0);
        put_pages(store, &seed, pages);
        for (int i = 0; i < 200; i++) {
            dl_buf query = {0};
            int phrases = make_query(&seed, &query);
            found += compare(store, dl_buf_str(&query), phrases);
            dl_buf_clear(&query);
        }
        dl_store_close(store);
    }
    assert_true(found > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ranks_are_those_of_bm25)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
