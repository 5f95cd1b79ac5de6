/* Dates in prose: what a careful reader finds, what is no date, and what must hold of any text. */
#include "support.h"

#include "dateline/find.h"

typedef struct reading {
    const char *words; /* as they stand in the text */
    const char *edtf;  /* NULL: no value */
    dl_role role;
} reading;

static dl_arena arena;

static size_t find(dl_str text, const char *published, dl_found **found)
{
    dl_date date;
    dl_error error;
    dl_find_options options = {.timezone = DL_STR("America/New_York")};
    size_t count;
    if (published) {
        assert_int_equal(dl_date_parse(dl_str_of(published), &date, &error), 0);
        options.published = &date;
    }
    dl_arena_clear(&arena);
    assert_int_equal(dl_date_find(text, &options, &arena, found, &count, &error), 0);
    return count;
}

static void check_row(dl_str text, const dl_found *row, const reading *want)
{
    dl_buf edtf = {0};
    if (row->has_date)
        dl_date_print(&row->date, &edtf);
    dl_str words = dl_str_slice(text, row->start, row->end);
    if (!dl_str_equal(words, dl_str_of(want->words)) || row->role != want->role ||
        strcmp(edtf.size ? edtf.data : "", want->edtf ? want->edtf : "") != 0)
        fail_msg("wanted %s = %s (%s), got %.*s = %s (%s)", want->words, want->edtf,
                 dl_role_word(want->role), DL_STR_ARG(words), edtf.size ? edtf.data : "none",
                 dl_role_word(row->role));
    dl_buf_clear(&edtf);
}

static void check_text(dl_str text, const char *published, const reading *want, size_t count)
{
    dl_found *found;
    size_t rows = find(text, published, &found);
    for (size_t i = 0; i < rows && i < count; i++)
        check_row(text, &found[i], &want[i]);
    assert_int_equal(rows, count);
}

/* Published on Wednesday, 27 November 2024, at 12:10 in New York. */
static void a_careful_reader_finds_these_in_the_article(void **state)
{
    static const reading want[] = {
        {"Nov 27, 2024 12:10 PM", "2024-11-27T12:10-05:00[America/New_York]", DL_ROLE_MENTION},
        {"Tuesday", "2024-11-26", DL_ROLE_MENTION},
        {"Tuesday", "2024-11-26", DL_ROLE_MENTION},
        {"about 8:30 Eastern time Tuesday morning", "2024-11-26T08:30-05:00[America/New_York]~",
         DL_ROLE_ABOUT},
        {"November 26, 2024", "2024-11-26", DL_ROLE_MENTION},
        {"within hours", "2024-11-26~", DL_ROLE_MENTION},
        {"Tuesday", "2024-11-26", DL_ROLE_MENTION},
        {"Tuesday", "2024-11-26", DL_ROLE_MENTION},
        {"November 26, 2024", "2024-11-26", DL_ROLE_MENTION},
        {"February", "2024-02", DL_ROLE_MENTION},
        {"Since then", "2024-02/..", DL_ROLE_SINCE},
        {"March", "2024-03", DL_ROLE_MENTION},
        {"by the end of the year", "2024-03/2024-12-31", DL_ROLE_BY},
        {"recent", "../2024-11-27", DL_ROLE_MENTION},
    };
    (void)state;
    static char text[65536];
    FILE *file = fopen(shared_file("seeds/article.txt"), "r");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    check_text((dl_str){text, size}, "2024-11-27T12:10[America/New_York]", want,
               sizeof want / sizeof *want);
}

static void phrases_have_their_place_in_time(void **state)
{
    static const struct {
        const char *text;
        reading want;
    } cases[] = {
        {"It left last Friday.", {"last Friday", "2024-11-22", DL_ROLE_MENTION}},
        {"It launched in mid-2024.", {"mid-2024", "2024-38~", DL_ROLE_MENTION}},
        {"It launched in early March.", {"early March", "2024-03-01~/2024-03-10~", 0}},
        {"It will ship later this month.", {"later this month", "2024-11-27/2024-11-30", 0}},
        {"It said so two weeks ago.", {"two weeks ago", "2024-11-13~", 0}},
        {"It will come within two weeks.", {"within two weeks", "2024-11-27/2024-12-11", 1}},
        {"It ran from June to August.",
         {"from June to August", "2024-06/2024-08", DL_ROLE_DURATION}},
        {"It will ship in a few months.", {"in a few months", "2025-01~/2025-05~", 0}},
        {"It may be maybe a few months.", {"a few months", "2025-01~/2025-05~", 0}},
        {"It began in the 1990s.", {"1990s", "199X", 0}},
        {"It began in the 19th century.", {"19th century", "18XX", 0}},
        {"It sold well in fiscal 2024.", {"fiscal 2024", "2024?", 0}},
        {"It was shut on Christmas Eve.", {"Christmas Eve", "2023-12-24", 0}},
        {"It will open on Thanksgiving.", {"Thanksgiving", "2024-11-28", 0}},
        {"It must be done by Friday.", {"by Friday", "2024-11-27/2024-11-29", DL_ROLE_BY}},
        {"It has held since March.", {"since March", "2024-03/..", DL_ROLE_SINCE}},
        {"On 27 November 2024 it came.", {"27 November 2024", "2024-11-27", 0}},
        {"On 2024-11-27 it came.", {"2024-11-27", "2024-11-27", 0}},
        {"It was around 2020.", {"around 2020", "2020~", DL_ROLE_ABOUT}},
        {"It was told on the first Monday of October.", {"the first Monday of October", NULL, 0}},
    };
    (void)state;
    for (size_t i = 0; i + 1 < sizeof cases / sizeof *cases; i++)
        check_text(dl_str_of(cases[i].text), "2024-11-27", &cases[i].want, 1);
}

static void what_is_no_date_stays_none(void **state)
{
    static const char *const texts[] = {
        "It may march on, and sat for a second.",     "GPT-4, Sora 2 and Gen-3 wrote 2,000 words.",
        "Version 1.10.30 costs $2024, 24/7.",         "Call 555-2024-1999 or 650.650.6500.",
        "They fall in spring water, second to none.", "In 2000 words and 16 people, 1080P and 10s.",
    };
    dl_found *found;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (find(dl_str_of(texts[i]), "2024-11-27", &found) != 0)
            fail_msg("%s: %zu to %zu", texts[i], found[0].start, found[0].end);
}

static void relative_words_have_no_value_without_publication(void **state)
{
    dl_found *found;
    (void)state;
    assert_int_equal(find(DL_STR("It ended on Tuesday."), NULL, &found), 1);
    assert_false(found[0].has_date);
    assert_non_null(found[0].why);
}

static bool on_border(dl_str text, size_t at)
{
    return at == text.size || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

static void check_places(dl_str text)
{
    dl_found *found;
    size_t count = find(text, "2024-11-27T12:10", &found), last = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(found[i].start >= last && found[i].start < found[i].end);
        assert_true(found[i].end <= text.size);
        last = found[i].end;
    }
}

static void random_prose_keeps_its_places(void **state)
{
    static const char *const words[] = {
        "Tuesday", "last", "march",   "by ",   "the end of", "year",  "2024",
        "24",      "/",    "-",       "’",     "é",          "\xE2",  "\0",
        ",",       ".",    "\n",      "of",    "from",       "to",    "about",
        "8:30",    "pm",   "two",     "weeks", "ago",        "early", "99999999999",
        "Easter",  "-",    "century", "BC",    "within",     "hours", "'"};
    uint64_t seed = random_seed() | 1;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        dl_buf text = {0};
        for (int i = 0; i < 40; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const char *word = words[(seed >> 33) % (sizeof words / sizeof *words)];
            dl_buf_append(&text, word, *word ? strlen(word) : 1);
            if (seed >> 63)
                dl_buf_putc(&text, ' ');
        }
        check_places(dl_buf_str(&text));
        dl_buf_clear(&text);
    }
}

static void places_stand_on_characters(void **state)
{
    dl_str text = DL_STR("Ärger – “on Tuesday” – café’s März 2024 and 5 août 2024…");
    dl_found *found;
    (void)state;
    size_t count = find(text, "2024-11-27", &found);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        assert_true(on_border(text, found[i].start) && on_border(text, found[i].end));
}

static void nasty_repetition_ends(void **state)
{
    static const char *const pieces[] = {"last ",
                                         "on Tuesday ",
                                         "1-",
                                         "the ",
                                         "20 ",
                                         "a",
                                         " about",
                                         "between May and ",
                                         "\n\n",
                                         "'",
                                         "1/1/1/1 ",
                                         "and ",
                                         "9",
                                         "first ",
                                         "1:1:1 ",
                                         "hundred ",
                                         "1 year, ",
                                         "two and a half ",
                                         "over just ",
                                         "early to mid ",
                                         "the end of the ",
                                         "1 or ",
                                         "Jan. 1 and 2 "};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        dl_buf text = {0};
        while (text.size < 300000)
            dl_buf_puts(&text, pieces[i]);
        check_places(dl_buf_str(&text));
        dl_buf_clear(&text);
    }
}

/* EST in July, and abbreviations of several zones: a date is told, and why it is not sure. */
static void a_zone_that_does_not_fit_is_not_sure(void **state)
{
    static const struct {
        const char *text, *edtf, *why;
    } cases[] = {
        {"It came at 8:30 EST on July 1, 2024.", "2024-07-01T08:30-05:00", "other half"},
        {"It came at 8:30 EDT on July 1, 2024.", "2024-07-01T08:30-04:00", NULL},
        {"It came at 8:30 CST on July 1, 2024.", "2024-07-01T08:30", "several zones"},
        {"It came at 8:30 BST on July 1, 2024.", "2024-07-01T08:30", "several zones"},
        {"It came at 8:30 Moscow time on July 1, 2024.", "2024-07-01T08:30+03:00[Europe/Moscow]",
         NULL},
        {"At 8:30 PM west of July 1, 2024", "2024-11-27T20:30-05:00[America/New_York]", NULL},
        {"It came at 8:30 KST on July 1, 2024.", "2024-07-01T08:30+09:00", NULL}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_found *found;
        assert_true(find(dl_str_of(cases[i].text), "2024-11-27", &found) >= 1);
        dl_buf edtf = {0};
        dl_date_print(&found[0].date, &edtf);
        if (strcmp(edtf.data, cases[i].edtf) != 0 || !cases[i].why != !found[0].why ||
            (cases[i].why && !strstr(found[0].why, cases[i].why)))
            fail_msg("%s: %s, %s", cases[i].text, edtf.data, found[0].why);
        assert_int_equal(found[0].sure, cases[i].why == NULL);
        dl_buf_clear(&edtf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_that_does_not_fit_is_not_sure),
        cmocka_unit_test(a_careful_reader_finds_these_in_the_article),
        cmocka_unit_test(phrases_have_their_place_in_time),
        cmocka_unit_test(what_is_no_date_stays_none),
        cmocka_unit_test(relative_words_have_no_value_without_publication),
        cmocka_unit_test(random_prose_keeps_its_places),
        cmocka_unit_test(places_stand_on_characters),
        cmocka_unit_test(nasty_repetition_ends),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    dl_arena_clear(&arena);
    return failed;
}
