/* What an English reporter writes, phrase by phrase: read on Wednesday, 27 November 2024, in New
 * York. Each row is a sentence, the words that a careful reader marks, and what they mean. */
#include "support.h"

#include "dateline/find.h"

typedef struct row {
    const char *text, *words, *edtf; /* edtf NULL: told, without a value */
    dl_role role;
} row;

typedef struct pair {
    const char *text, *edtf;
} pair;

static dl_arena arena;

static size_t find(const char *text, const char *lang, dl_found **found)
{
    dl_date published;
    dl_error error;
    size_t count;
    dl_find_options options = {.published = &published, .lang = dl_str_of(lang)};
    assert_int_equal(dl_date_parse(DL_STR("2024-11-27"), &published, &error), 0);
    dl_arena_clear(&arena);
    assert_int_equal(dl_date_find(dl_str_of(text), &options, &arena, found, &count, &error), 0);
    return count;
}

static void check(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dl_buf edtf = {0};
        dl_found *found;
        size_t rows_found = find(rows[i].text, "en", &found);
        if (rows_found != 1)
            fail_msg("%s: %zu dates", rows[i].text, rows_found);
        if (found->has_date)
            dl_date_print(&found->date, &edtf);
        dl_str words = dl_str_slice(dl_str_of(rows[i].text), found->start, found->end);
        if (!dl_str_equal(words, dl_str_of(rows[i].words)) || found->role != rows[i].role ||
            strcmp(edtf.size ? edtf.data : "", rows[i].edtf ? rows[i].edtf : "") != 0)
            fail_msg("%s: wanted %s = %s (%s), got %.*s = %s (%s)", rows[i].text, rows[i].words,
                     rows[i].edtf ? rows[i].edtf : "none", dl_role_word(rows[i].role),
                     DL_STR_ARG(words), edtf.size ? edtf.data : "none", dl_role_word(found->role));
        dl_buf_clear(&edtf);
    }
}

#define CHECK(table) check(table, sizeof table / sizeof *table)

/* Once "p.m." and the next paragraph's "On the same day" were one date. */
static void no_date_goes_on_over_a_blank_line(void **state)
{
    (void)state;
    static const char *const places[] = {"\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char text[200];
        dl_found *found;
        snprintf(text, sizeof text, "It opened yesterday at 11:30 p.m.%sOn the same day it closed.",
                 places[i]);
        assert_int_equal(find(text, "en", &found), 2);
        dl_str first = dl_str_slice(dl_str_of(text), found[0].start, found[0].end);
        dl_str second = dl_str_slice(dl_str_of(text), found[1].start, found[1].end);
        assert_true(dl_str_equal(first, DL_STR("yesterday at 11:30 p.m.")));
        assert_true(dl_str_equal(second, DL_STR("the same day")));
    }
    /* a line's end alone is within a paragraph */
    dl_found *found;
    assert_int_equal(find("It opened on 9 December\n2024 in Paris.", "en", &found), 1);
}

/* What is not sure says why, always. */
static void what_is_not_sure_says_why(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "It opened at about 8:30 in the morning.", "It opened a few months ago.",
        "It may open in March, perhaps.", "It opened in late 2023.", "It opened on Tuesday or so."};
    size_t unsure = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        dl_found *found;
        size_t count = find(texts[i], "en", &found);
        assert_true(count > 0);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(found[k].sure, found[k].why == NULL);
            unsure += !found[k].sure;
        }
    }
    assert_true(unsure >= 3);
}

static void quarters_halves_and_thirds_have_their_codes(void **state)
{
    static const row rows[] = {
        {"Sales in Q3 rose.", "Q3", "2024-35", 0},
        {"Sales in the third quarter of 2024 rose.", "the third quarter of 2024", "2024-35", 0},
        {"Sales in 3Q24 rose.", "3Q24", "2024-35", 0},
        {"Sales in 2024 Q3 rose.", "2024 Q3", "2024-35", 0},
        {"Sales in Q3'24 rose.", "Q3'24", "2024-35", 0},
        {"Sales in H1 2025 rose.", "H1 2025", "2025-40", 0},
        {"It will close in the second half of next year.", "the second half of next year",
         "2025-41", 0},
        {"It grew in the first three months of 2024.", "the first three months of 2024", "2024-33",
         0},
        {"It launched in early 2024.", "early 2024", "2024-37~", 0},
        {"It launched in mid-2024.", "mid-2024", "2024-38~", 0},
        {"It launched in late 2023.", "late 2023", "2023-39~", 0},
        {"It came late in 2023.", "late in 2023", "2023-39~", 0},
        {"It will come in mid-to-late 2025.", "mid-to-late 2025", "2025-05~/2025-12~", 0},
        {"It will ship at the end of the year.", "the end of the year", "2024-36~", 0},
        {"Results for fiscal Q3 2025 were good.", "fiscal Q3 2025", "2025-35?", 0},
        {"It rose in the third quarter of fiscal 2025.", "the third quarter of fiscal 2025",
         "2025-35?", 0},
        {"Sales in Q3 FY25 rose.", "Q3 FY25", "2025-35?", 0},
    };
    (void)state;
    CHECK(rows);
}

static void parts_of_a_span_are_no_whole(void **state)
{
    static const row rows[] = {
        {"It was in the first week of March.", "the first week of March", "2024-03-01~/2024-03-07~",
         0},
        {"It was on the last day of October.", "the last day of October", "2024-10-31", 0},
        {"It was the first weekend of March 2024.", "the first weekend of March 2024",
         "2024-03-02/2024-03-03", 0},
        {"It will come on the 15th of next month.", "the 15th of next month", "2024-12-15", 0},
        {"Sales in the quarter ended Sept. 30 rose.", "the quarter ended Sept. 30",
         "2024-07-01/2024-09-30", 0},
        {"Profit for the three months ended June 30, 2024 fell.",
         "the three months ended June 30, 2024", "2024-04-01/2024-06-30", 0},
        {"It happened over the weekend.", "the weekend", "2024-11-23/2024-11-24", DL_ROLE_DURATION},
        {"It happened Labor Day weekend.", "Labor Day weekend", "2024-08-31/2024-09-02", 0},
        {"It will last for the rest of the year.", "the rest of the year", "2024-11-27/2024-12-31",
         DL_ROLE_DURATION},
        {"So far this year it sold well.", "So far this year", "2024-01-01/2024-11-27",
         DL_ROLE_DURATION},
        {"It was late on Monday.", "late on Monday", "2024-11-25T16:00/2024-11-25T24:00", 0},
        {"It rained overnight.", "overnight", "2024-11-26T18:00~/2024-11-27T06:00~", 0},
        {"It grew in the late 1990s.", "the late 1990s", "1996~/1999~", 0},
    };
    (void)state;
    CHECK(rows);
}

static void amounts_are_counted_from_their_day(void **state)
{
    static const row rows[] = {
        {"It came a week ago Tuesday.", "a week ago Tuesday", "2024-11-19", 0},
        {"It came twenty-one days ago.", "twenty-one days ago", "2024-11-06", 0},
        {"It came half a year ago.", "half a year ago", "2024-05~", 0},
        {"It came a year and a half ago.", "a year and a half ago", "2023-05~", 0},
        {"It came 1 year and 2 months ago.", "1 year and 2 months ago", "2023-09~", 0},
        {"It came 2,500 years ago.", "2,500 years ago", "-0476~", 0},
        {"It came nearly two years ago.", "nearly two years ago", "2022~", 0},
        {"It will come in two weeks' time.", "in two weeks' time", "2024-12-11~", 0},
        {"It will come in the coming weeks.", "the coming weeks", "2024-11-27~/2025-01-08~",
         DL_ROLE_DURATION},
        {"It grew over the past year.", "the past year", "2023-11-27~/2024-11-27~",
         DL_ROLE_DURATION},
        {"It grew in the past three months.", "the past three months", "2024-08-27~/2024-11-27~",
         DL_ROLE_DURATION},
        {"It began the day after Christmas 2023.", "the day after Christmas 2023", "2023-12-26", 0},
        {"Within days of the launch, it broke.", "Within days", NULL, 0},
    };
    (void)state;
    CHECK(rows);
}

static void what_is_promised_ahead(void **state)
{
    static const row rows[] = {
        {"It will ship in two to three weeks.", "in two to three weeks", "2024-12-11~/2024-12-18~",
         DL_ROLE_MENTION},
        {"It will ship in 6-8 weeks.", "in 6-8 weeks", "2025-01-08~/2025-01-22~", DL_ROLE_MENTION},
        {"It will ship in a month or two.", "in a month or two", "2024-12~/2025-01~",
         DL_ROLE_MENTION},
        {"It was filed a week or two ago.", "a week or two ago", "2024-11-13~/2024-11-20~",
         DL_ROLE_MENTION},
        {"The next two to three months will tell.", "The next two to three months",
         "2024-11-27~/2025-02-27~", DL_ROLE_DURATION},
        {"It will launch later in the year.", "later in the year", "2024-11-27/2024-12-31",
         DL_ROLE_MENTION},
        {"Earlier in the month it was sold.", "Earlier in the month", "2024-11-01/2024-11-27",
         DL_ROLE_MENTION},
        {"We will know in a matter of weeks.", "in a matter of weeks", "2024-12-11~/2025-01-08~",
         DL_ROLE_MENTION},
        {"It will come in weeks, not months.", "in weeks", "2024-12-11~/2025-01-08~",
         DL_ROLE_MENTION},
        {"It will change in the weeks ahead.", "the weeks ahead", "2024-11-27~/2025-01-08~",
         DL_ROLE_DURATION},
        {"It will change in the months to come.", "the months to come", "2024-11-27~/2025-05-27~",
         DL_ROLE_DURATION},
        {"It will ship in less than a month.", "in less than a month", "2024-11-27/2024-12-27",
         DL_ROLE_BY},
        {"It will ship over the summer.", "summer", "2025-22", DL_ROLE_MENTION},
        {"It will ship in the new year.", "the new year", "2025", DL_ROLE_MENTION},
        {"It fell in the new year.", "the new year", "2024", DL_ROLE_MENTION},
        {"It will ship come spring.", "come spring", "2025-21", DL_ROLE_MENTION},
        {"It will ship no later than March.", "no later than March", "2024-11-27/2025-03-31",
         DL_ROLE_BY},
        {"It sold more in the back half of 2024.", "the back half of 2024", "2024-41",
         DL_ROLE_MENTION},
        {"It will be done by this time next year.", "by this time next year",
         "2024-11-27/2025-11-30", DL_ROLE_BY},
        {"It was free this time last year.", "this time last year", "2023-11~", DL_ROLE_MENTION},
    };
    (void)state;
    CHECK(rows);
    dl_found *found;
    dl_buf edtf = {0};
    assert_int_equal(
        find("It opened in March 2023, and later in the year it closed.", "en", &found), 2);
    dl_date_print(&found[1].date, &edtf);
    assert_string_equal(edtf.data, "2023-03-31/2023-12-31");
    dl_buf_clear(&edtf);
}

static void words_before_a_date_tell_its_role(void **state)
{
    static const row rows[] = {
        {"It will ship by year-end.", "by year-end", "2024-11-27/2024-12-31", DL_ROLE_BY},
        {"It will ship by year's end.", "by year's end", "2024-11-27/2024-12-31", DL_ROLE_BY},
        {"It will ship by mid-2025.", "by mid-2025", "2024-11-27/2025-08-31", DL_ROLE_BY},
        {"It is due no later than Friday.", "no later than Friday", "2024-11-27/2024-11-29",
         DL_ROLE_BY},
        {"It will be done within the next two weeks.", "the next two weeks",
         "2024-11-27~/2024-12-11~", DL_ROLE_BY},
        {"It has existed since 2019.", "since 2019", "2019/..", DL_ROLE_SINCE},
        {"It is closed until Friday.", "until Friday", "../2024-11-29", DL_ROLE_UNTIL},
        {"Starting in March, it will cost more.", "March", "2025-03", DL_ROLE_FROM},
        {"Effective Jan. 1, 2025, it is law.", "Jan. 1, 2025", "2025-01-01", DL_ROLE_FROM},
        {"It was in force from Monday.", "Monday", "2024-11-25", DL_ROLE_FROM},
        {"It ran from June to August.", "from June to August", "2024-06/2024-08", DL_ROLE_DURATION},
        {"It ran June 3-5.", "June 3-5", "2024-06-03/2024-06-05", DL_ROLE_DURATION},
        {"It has run from 2019 to the present.", "from 2019 to the present", "2019/2024-11-27",
         DL_ROLE_DURATION},
        {"As of March, it had 5 users.", "As of March", "2024-03", 0},
    };
    (void)state;
    CHECK(rows);
}

/* Once a feast was of month 0, so that what ran to it ran a year longer. */
static void a_range_ends_at_the_next_day_of_that_name(void **state)
{
    static const row rows[] = {
        {"We will rest between Christmas and New Year's.", "between Christmas and New Year's",
         "2024-12-25/2025-01-01", 0},
        {"It was open from Memorial Day to Labor Day.", "from Memorial Day to Labor Day",
         "2024-05-27/2024-09-02", DL_ROLE_DURATION},
        {"It will run from Dec. 1 to Christmas.", "from Dec. 1 to Christmas",
         "2024-12-01/2024-12-25", DL_ROLE_DURATION},
        {"It was shut from Christmas to March 2024.", "from Christmas to March 2024",
         "2023-12-25/2024-03", DL_ROLE_DURATION},
        {"It was shut from Christmas 2022 to Easter.", "from Christmas 2022 to Easter",
         "2022-12-25/2023-04-09", DL_ROLE_DURATION},
        {"It rose from March to last week.", "from March to last week", "2024-03/2024-11-24",
         DL_ROLE_DURATION},
        {"It will be done by New Year's.", "by New Year's", "2024-11-27/2025-01-01", DL_ROLE_BY},
    };
    (void)state;
    CHECK(rows);
    dl_found *found; /* it may be on, or be to come */
    assert_int_equal(find("It will run from September through June.", "en", &found), 1);
    assert_false(found->sure);
}

static void clocks_in_words_and_digits(void **state)
{
    static const row rows[] = {
        {"It began yesterday at noon.", "yesterday at noon", "2024-11-26T12:00", 0},
        {"It began at half past eight on Tuesday.", "half past eight on Tuesday",
         "2024-11-26T08:30", 0},
        {"It begins at 2100 GMT.", "2100 GMT", "2024-11-27T21:00Z", 0},
        {"It began at 5:30 in the evening.", "5:30 in the evening", "2024-11-27T17:30", 0},
        {"It was open between 8:30 and noon.", "between 8:30 and noon",
         "2024-11-27T08:30/2024-11-27T12:00", 0},
    };
    (void)state;
    CHECK(rows);
}

static void numeric_dates_keep_both_orders(void **state)
{
    static const struct {
        const char *lang, *text, *edtf, *other;
    } rows[] = {
        {"en", "It was on 15/02/2024.", "2024-02-15", NULL},
        {"en", "It was on 03/04/2024.", "2024-03-04", "2024-04-03"},
        {"en-GB", "It was on 03/04/2024.", "2024-04-03", "2024-03-04"},
        /* Tags have no case: RFC 5646 §2.1.1. */
        {"EN", "It was on 03/04/2024.", "2024-03-04", "2024-04-03"},
        {"en", "It was on 20240215.", "2024-02-15", NULL},
        {"en", "It was on 4/25.", "2024-04-25", NULL},
        {"en", "It was on 15-Feb-2024.", "2024-02-15", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_found *found;
        dl_buf edtf = {0}, other = {0};
        assert_int_equal(find(rows[i].text, rows[i].lang, &found), 1);
        dl_date_print(&found->date, &edtf);
        assert_string_equal(edtf.data, rows[i].edtf);
        if (rows[i].other) {
            assert_true(found->reading_count > 0 && !found->sure);
            dl_date_print(&found->readings[0], &other);
            assert_string_equal(other.data, rows[i].other);
        }
        dl_buf_clear(&edtf);
        dl_buf_clear(&other);
    }
}

static void an_event_told_before_is_counted_from(void **state)
{
    static const char *const want[] = {"2024-03-03", "2024-03-04", "2024-03-04/2024-03-10",
                                       "2024-04"};
    dl_found *found;
    (void)state;
    assert_int_equal(
        find("It broke on March 3, 2024. The next day it was fixed. Later that week it "
             "broke again. The following month all was well.",
             "en", &found),
        4);
    for (size_t i = 0; i < 4; i++) {
        dl_buf edtf = {0};
        dl_date_print(&found[i].date, &edtf);
        assert_string_equal(edtf.data, want[i]);
        assert_true(i == 0 || found[i].why);
        dl_buf_clear(&edtf);
    }
}

/* By the calendars of the faiths, as printed: Hebrew days begin the evening before. */
static void moving_feasts_fall_where_calendars_say(void **state)
{
    static const pair rows[] = {
        {"Passover 2024", "2024-04-23"},        {"Passover 2025", "2025-04-13"},
        {"Passover 2018", "2018-03-31"},        {"Yom Kippur 2024", "2024-10-12"},
        {"Rosh Hashanah 2023", "2023-09-16"},   {"Purim 2024", "2024-03-24"},
        {"Orthodox Easter 2024", "2024-05-05"}, {"Orthodox Easter 2018", "2018-04-08"},
        {"Easter 2024", "2024-03-31"},          {"Mardi Gras 2024", "2024-02-13"},
        {"Thanksgiving 2023", "2023-11-23"},    {"Black Friday 2023", "2023-11-24"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_found *found;
        dl_buf edtf = {0};
        assert_int_equal(find(rows[i].text, "en", &found), 1);
        dl_date_print(&found->date, &edtf);
        if (strcmp(edtf.data, rows[i].edtf) != 0)
            fail_msg("%s is %s, not %s", rows[i].text, rows[i].edtf, edtf.data);
        dl_buf_clear(&edtf);
    }
}

/* Read on 27 November 2024: once "set for June" was the June that had been. */
static void what_is_announced_lies_ahead(void **state)
{
    static const row rows[] = {
        {"The launch is set for June.", "June", "2025-06", 0},
        {"The launch remains on track for June.", "June", "2025-06", 0},
        {"The company is targeting June for launch.", "June", "2025-06", 0},
        {"It anticipates a launch in June.", "June", "2025-06", 0},
        {"We're launching in June.", "June", "2025-06", 0},
        {"It sold two million after launching in June.", "June", "2024-06", 0},
        {"Its opening in June was quiet.", "June", "2024-06", 0},
        {"The deadline is June 1.", "June 1", "2025-06-01", 0},
        {"Coming in June.", "June", "2025-06", 0},
        {"Available June 10.", "June 10", "2025-06-10", 0},
        {"Support for it ends in October.", "October", "2025-10", 0},
        {"Housing starts in October fell.", "October", "2024-10", 0},
        {"He starts on Monday.", "Monday", "2024-12-02", 0},
        {"If approved in June, it is free.", "June", "2025-06", 0},
        {"The launch was delayed until June.", "until June", "../2025-06", DL_ROLE_UNTIL},
        {"It pushed the launch back to June 10.", "June 10", "2025-06-10", 0},
        {"The launch slipped into June.", "June", "2025-06", 0},
        {"It moved to a new home in June.", "June", "2024-06", 0},
        {"He has until Friday to decide.", "until Friday", "../2024-11-29", DL_ROLE_UNTIL},
        {"The launch was originally planned for June.", "June", "2024-06", 0},
        {"It had planned to launch in June.", "June", "2024-06", 0},
        {"It promised in June to launch it.", "June", "2024-06", 0},
        {"In June it promised to launch it.", "June", "2024-06", 0},
        {"In June it is expected to launch.", "June", "2025-06", 0},
        {"By June, it had shipped.", "By June", "../2024-06", DL_ROLE_BY},
        {"It will shut down on Oct. 1.", "Oct. 1", "2025-10-01", 0},
        {"It had planned to launch in January.", "January", "2025-01", 0},
        {"It was due in court on Nov. 20.", "Nov. 20", "2024-11-20", 0},
        {"It was delayed by a month, to Jan. 2.", "Jan. 2", "2025-01-02", 0},
        {"It was paused until April 2.", "until April 2", "../2025-04-02", DL_ROLE_UNTIL},
        {"It will come the week after next.", "the week after next", "2024-12-09/2024-12-15", 0},
        {"It will come in the coming year.", "the coming year", "2024-11-27~/2025-11-27~",
         DL_ROLE_DURATION},
        {"Those named must stay in until March 22.", "until March 22", "../2025-03-22",
         DL_ROLE_UNTIL},
        {"Earlier on Wednesday, it used that.", "Wednesday", "2024-11-27", 0},
        {"It is expected at its Nov. 26-27 meeting.", "Nov. 26-27", "2024-11-26/2024-11-27",
         DL_ROLE_DURATION},
        {"She was named its head, effective Jan. 1.", "Jan. 1", "2025-01-01", DL_ROLE_FROM},
        {"Growth is expected to return in the second half.", "second half", "2024-41", 0},
        {"It struck at 10 on Tuesday morning.", "at 10 on Tuesday morning", "2024-11-26T10:00", 0},
    };
    (void)state;
    CHECK(rows);
}

/* Once a participle was past whatever stood before it, and "the Fed" and "United" were verbs. */
static void what_is_to_come_is_not_taken_for_past(void **state)
{
    static const row rows[] = {
        {"A funeral will be held on Monday.", "Monday", "2024-12-02", 0},
        {"The one to be sold in June was shown.", "June", "2025-06", 0},
        {"The bridge is shut until June 3.", "until June 3", "../2025-06-03", DL_ROLE_UNTIL},
        {"The trial is set to begin Monday.", "Monday", "2024-12-02", 0},
        {"The deal is to close Monday.", "Monday", "2024-12-02", 0},
        {"It agreed to close the plant in June.", "June", "2025-06", 0},
        {"The vote, postponed, is now on Monday.", "Monday", "2024-12-02", 0},
        {"It slipped to at least June 5.", "June 5", "2025-06-05", 0},
        {"The court gave the company until Friday.", "until Friday", "../2024-11-29",
         DL_ROLE_UNTIL},
        {"He called an election for July 4.", "July 4", "2025-07-04", 0},
        {"It has been closed until June.", "until June", "../2025-06", DL_ROLE_UNTIL},
        {"Look for it in June.", "June", "2025-06", 0},
        {"Stay tuned for more in June.", "June", "2025-06", 0},
        {"No decision is expected before June.", "June", "2025-06", DL_ROLE_FROM},
        {"It is unlikely to ship before June.", "June", "2025-06", DL_ROLE_FROM},
        {"It didn't ship until April.", "April", "2024-04", DL_ROLE_FROM},
        {"Sales are not expected to fall until June.", "June", "2025-06", DL_ROLE_FROM},
        {"Sales are expected to fall this year.", "this year", "2024", 0},
        {"It was delayed to fall.", "fall", "2024-23", 0},
    };
    (void)state;
    CHECK(rows);
    dl_found *found;
    dl_buf edtf = {0}; /* a plan that is told now, beside a date that was */
    assert_int_equal(find("It came in June 2023; a second is due in January.", "en", &found), 2);
    dl_date_print(&found[1].date, &edtf);
    assert_string_equal(edtf.data, "2025-01");
    dl_buf_clear(&edtf);
}

/* The date that stands there first is the nearest, but it may be the one beside it. */
static void what_no_verb_tells_is_left_open(void **state)
{
    static const pair rows[] = {
        {"The Fed meets on June 11.", "2024-06-11"},
        {"The United States votes on Nov. 5.", "2024-11-05"},
        {"Indeed, the vote is on Friday.", "2024-11-29"},
        {"It reports earnings on Friday, said Lee.", "2024-11-29"},
        {"The firm, which reports on Friday, lost money.", "2024-11-29"},
        {"\"We ship Friday,\" said Lee.", "2024-11-29"},
        {"Some got it; all others get it on Friday.", "2024-11-29"},
        {"He quit days before the election on Dec. 5.", "2024-12-05"},
        {"It was closed until Friday.", "../2024-11-29"},
        {"It was due by Nov. 8.", "../2024-11-08"},
        {"It was to be completed by October.", "../2024-10"},
        {"It had ordered him to pay by October.", "../2024-10"},
        {"He had to leave in October.", "2024-10"},
        {"No decision was expected before Friday.", "2024-11-29"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_found *found;
        dl_buf edtf = {0};
        assert_int_equal(find(rows[i].text, "en", &found), 1);
        dl_date_print(&found->date, &edtf);
        if (strcmp(edtf.data, rows[i].edtf) != 0 || found->sure || !found->reading_count)
            fail_msg("%s is %s, not %s", rows[i].text, edtf.data, rows[i].edtf);
        dl_buf_clear(&edtf);
    }
}

/* "In January, it promised to ship by June": once the June after publication. */
static void what_was_promised_is_counted_from_when_it_was(void **state)
{
    static const pair rows[] = {
        {"In January, it promised to ship by June.", "2024-01/2024-06-30"},
        {"In December 2023, it promised to ship by June.", "2023-12/2024-06-30"},
        {"In June, it said it would launch in October.", "2024-10"},
        {"In June, it said it will launch in October.", "2025-10"},
        {"It launched in May 2023 and will close in January.", "2025-01"},
        {"He was fired in November 2023 and rehired in December.", "2023-12"},
        {"In October 2023, it promised to ship by the end of the year.", "2023-10/2023-12-31"},
        {"In 2022, it said it would launch next year.", "2023"},
        {"In 2022, it said it will launch next year.", "2025"},
        {"It said last summer it would arrive this fall.", "2024-23"},
        {"On March 13, 2024, she said it could be out in a few months.", "2024-05~/2024-09~"},
        {"In May it said it would ship in the coming weeks.", "2024-05-01~/2024-07-12~"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_found *found;
        dl_buf edtf = {0};
        assert_int_equal(find(rows[i].text, "en", &found), 2);
        dl_date_print(&found[1].date, &edtf);
        if (strcmp(edtf.data, rows[i].edtf) != 0)
            fail_msg("%s is %s, not %s", rows[i].text, rows[i].edtf, edtf.data);
        dl_buf_clear(&edtf);
    }
}

static void what_is_due_before_a_span_is_due_before_it_begins(void **state)
{
    static const row rows[] = {
        {"It will come before 2026.", "before 2026", "2024-11-27/2025-12-31", DL_ROLE_BY},
        {"It will come before Friday.", "before Friday", "2024-11-27/2024-11-28", DL_ROLE_BY},
        {"It will come before the summer.", "before the summer", "2024-11-27/2025-05-31",
         DL_ROLE_BY},
        {"It will come before year-end.", "before year-end", "2024-11-27/2024-12-31", DL_ROLE_BY},
        {"It will come before noon on Friday.", "before noon on Friday",
         "2024-11-27/2024-11-29T12:00", DL_ROLE_BY},
        {"It won't ship before March.", "March", "2025-03", DL_ROLE_FROM},
        {"It is not expected until 2026.", "2026", "2026", DL_ROLE_FROM},
        {"It is due by the summer of 2025.", "by the summer of 2025", "2024-11-27/2025-22",
         DL_ROLE_BY},
        {"It fell since the Nov. 5 vote.", "since the Nov. 5", "2024-11-05/..", DL_ROLE_SINCE},
        {"It is due by close of business Friday.", "by close of business Friday",
         "2024-11-27/2024-11-29", DL_ROLE_BY},
        {"It is due by the close of 2025.", "by the close of 2025", "2024-11-27/2025-12-31",
         DL_ROLE_BY},
        {"It is due in March at the latest.", "March", "2024-11-27/2025-03-31", DL_ROLE_BY},
        {"It will come in 2026 or later.", "2026", "2026", DL_ROLE_FROM},
        {"It will come within the next year.", "the next year", "2024-11-27~/2025-11-27~",
         DL_ROLE_BY},
        {"It will come in the next year or two.", "the next year or two", "2024-11-27~/2026-11-27~",
         DL_ROLE_DURATION},
    };
    (void)state;
    CHECK(rows);
}

static void clocks_tell_their_zone_in_many_ways(void **state)
{
    static const row rows[] = {
        {"It starts at 5 p.m. EST (2 p.m. PST) on Dec. 5, 2024.",
         "5 p.m. EST (2 p.m. PST) on Dec. 5, 2024", "2024-12-05T17:00-05:00", 0},
        {"Join us on Dec. 3, 2024 at 10am PST/1pm EST.", "Dec. 3, 2024 at 10am PST/1pm EST",
         "2024-12-03T10:00-08:00", 0},
        {"It rose at 8:30 p.m. (0130 GMT) on Tuesday.", "8:30 p.m. (0130 GMT) on Tuesday",
         "2024-11-26T20:30-05:00", 0},
        {"It rose at 8:30 p.m. local time on Tuesday.", "8:30 p.m. local time on Tuesday",
         "2024-11-26T20:30", 0},
        {"Nov 18, 2024 - 17:06 PST", "Nov 18, 2024 - 17:06 PST", "2024-11-18T17:06-08:00", 0},
        {"Tue 26 Nov 2024 13.45 GMT", "Tue 26 Nov 2024 13.45 GMT", "2024-11-26T13:45Z", 0},
        {"Thu, 3 Oct 2024 12:34:56 -0700", "Thu, 3 Oct 2024 12:34:56 -0700",
         "2024-10-03T12:34:56-07:00", 0},
        {"Thu Oct  3 12:34:56 2024 +0530", "Thu Oct  3 12:34:56 2024 +0530",
         "2024-10-03T12:34:56+05:30", 0},
        {"It begins at 9:00 UTC+8.", "9:00 UTC+8", "2024-11-27T09:00+08:00", 0},
        {"It was 10:00-11:00 on Friday.", "10:00-11:00 on Friday",
         "2024-11-22T10:00/2024-11-22T11:00", 0},
        {"It ends at 5:00 p.m., New York City time, on Feb. 12, 2025.",
         "5:00 p.m., New York City time, on Feb. 12, 2025",
         "2025-02-12T17:00-05:00[America/New_York]", 0},
        {"It was signed shortly after 5 p.m. Friday.", "shortly after 5 p.m. Friday",
         "2024-11-22T17:00~", 0},
    };
    (void)state;
    CHECK(rows);
}

static void filings_name_their_periods(void **state)
{
    static const row rows[] = {
        {"It will ship in 1H25.", "1H25", "2025-40", 0},
        {"It grew in Q3/2024.", "Q3/2024", "2024-35", 0},
        {"Sales for its fiscal third quarter ended Oct. 27, 2024 rose.",
         "fiscal third quarter ended Oct. 27, 2024", "2024-07-28/2024-10-27", 0},
        {"Sales for the third quarter of fiscal 2025, ended October 27, 2024, rose.",
         "the third quarter of fiscal 2025, ended October 27, 2024", "2024-07-28/2024-10-27", 0},
        {"Sales for the fiscal year ended June 30, 2024 rose.",
         "the fiscal year ended June 30, 2024", "2023-07-01/2024-06-30", 0},
        {"In the year to October, sales rose.", "the year to October", "2023-11-01/2024-10-31", 0},
        {"It will close in the first quarter of calendar year 2025.",
         "first quarter of calendar year 2025", "2025-33", 0},
        {"It is due EOY 2025.", "EOY 2025", "2025-36~", 0},
        {"It will come the week beginning December 9.", "the week beginning December 9",
         "2024-12-09/2024-12-15", 0},
        {"Throughout 2024, sales rose.", "2024", "2024", 0},
        {"It is planned for CY2025 Q1.", "CY2025 Q1", "2025-33", 0},
        {"It fell over the five years through 2022.", "the five years through 2022",
         "2018-01-01/2022-12-31", DL_ROLE_DURATION},
        {"It is up 4% year to date.", "year to date", "2024-01-01/2024-11-27", DL_ROLE_DURATION},
        {"It is closed from Dec. 23, 2024, through Jan. 2, 2025.",
         "from Dec. 23, 2024, through Jan. 2, 2025", "2024-12-23/2025-01-02", DL_ROLE_DURATION},
        {"It comes in the coming days and weeks.", "the coming days and weeks",
         "2024-11-27~/2025-01-08~", DL_ROLE_DURATION},
        {"For 2024, it expects a profit.", "2024", "2024", 0},
        {"In the week ending November 23, sales fell.", "the week ending November 23",
         "2024-11-17/2024-11-23", 0},
        {"For the half-year to end-June, sales rose.", "the half-year to end-June",
         "2024-01-01/2024-06-30", 0},
        {"The August jobs report was strong.", "August", "2024-08", 0},
        {"Sales for March rose.", "March", "2024-03", 0},
        {"It came two weeks after the September 12 launch.", "two weeks after the September 12",
         "2024-09-26", 0},
        {"Next week's launch will come.", "Next week's", "2024-12-02/2024-12-08", 0},
        {"It will come on the Monday after Thanksgiving.", "the Monday after Thanksgiving",
         "2024-12-02", 0},
        {"It met on December 2, 3, and 4, 2022.", "December 2, 3, and 4, 2022",
         "2022-12-02/2022-12-04", DL_ROLE_DURATION},
        {"He was its head (2015-2019).", "2015-2019", "2015/2019", DL_ROLE_DURATION},
    };
    (void)state;
    CHECK(rows);
}

/* Each of them: once "July and August 2023" began with the July that was nearest. */
static void dates_in_a_list_share_what_the_last_tells(void **state)
{
    static const struct {
        const char *text, *edtf[3];
    } rows[] = {
        {"It ran in June, July, and August 2023.", {"2023-06", "2023-07", "2023-08"}},
        {"It fell in December and January 2024.", {"2023-12", "2024-01"}},
        {"It airs Dec. 9 and Dec. 16, 2025.", {"2025-12-09", "2025-12-16"}},
        {"It fell in Q1/Q2 2023.", {"2023-33", "2023-34"}},
        {"It ran in 2021, 2022 and 2023.", {"2021", "2022", "2023"}},
        {"Guidance for 2024 and 2025 holds.", {"2024", "2025"}},
        {"It was pushed from late 2024 to early 2025.", {"2024-39~", "2025-37~"}},
        {"It was postponed from May 3 to July 18, then to Dec. 2.",
         {"2024-05-03", "2024-07-18", "2024-12-02"}},
        {"It meets next Wednesday and Thursday.", {"2024-12-04", "2024-12-05"}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_found *found;
        size_t count = find(rows[i].text, "en", &found);
        assert_int_equal(count, rows[i].edtf[2] ? 3 : 2);
        for (size_t k = 0; k < count; k++) {
            dl_buf edtf = {0};
            dl_date_print(&found[k].date, &edtf);
            if (strcmp(edtf.data, rows[i].edtf[k]) != 0)
                fail_msg("%s: %s, not %s", rows[i].text, edtf.data, rows[i].edtf[k]);
            dl_buf_clear(&edtf);
        }
    }
}

static void names_and_numbers_are_no_dates(void **state)
{
    static const char *const texts[] = {
        "Theresa May said no. May said it would. It may rain.",
        "The March on Washington was big. The sun rose at a second glance.",
        "It is on 24/7. Version 3.5 and 2.0.1 shipped. GPT-3.5 cost $2024 or £1,999.",
        "Call 212-555-1234 or (650) 253-0000. It has 2,024 users and 2024 users.",
        "He won 3-2 in the second half. The score was 21-14 at the half.",
        "August Wilson wrote it. April Jones and June Carter sang. Jan Koum left.",
        "Summer Lee and Autumn Reeser. The fall of Rome. The Friday Night Lights show.",
        "Room 2024, 1600 Pennsylvania Ave. Chapter 12, page 1984. He is 20 years old.",
        "Sunday Times reported. Monday.com was down. USA Today said so. #Friday",
        "It was the worst in more than a decade. It grew tenfold in two years.",
        "Sixty minutes in an hour. It came for the second time in a month.",
        "The server MAY expire tokens, and MAY require others. DEC machines.",
        "It was an overnight success with year-end bonuses. pycon_2019 = date(x)",
        "It sold out in less than a week. He built it in under a month. It took 6-8 weeks.",
        "It was the first rise in weeks. The results come fast. They sat in the back half.",
        "A new year has begun. In the new year celebrations he sang. It is under review.",
        "It ships orders in less than a week. The weeks ahead of the vote were calm.",
        "February 151998 and August 320000 are none.",
        "It meets every Tuesday, and on the first Monday of each month.",
        "He made New Year's resolutions. Happy New Year! It was a New Year of work.",
        "Rooms 2001, 2002 are free. Shares came close to it at the close of trading.",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        dl_found *found;
        if (find(texts[i], "en", &found) != 0)
            fail_msg("%s: %s", texts[i], texts[i] + found[0].start);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_date_goes_on_over_a_blank_line),
        cmocka_unit_test(what_is_not_sure_says_why),
        cmocka_unit_test(quarters_halves_and_thirds_have_their_codes),
        cmocka_unit_test(parts_of_a_span_are_no_whole),
        cmocka_unit_test(amounts_are_counted_from_their_day),
        cmocka_unit_test(what_is_promised_ahead),
        cmocka_unit_test(words_before_a_date_tell_its_role),
        cmocka_unit_test(a_range_ends_at_the_next_day_of_that_name),
        cmocka_unit_test(clocks_in_words_and_digits),
        cmocka_unit_test(numeric_dates_keep_both_orders),
        cmocka_unit_test(an_event_told_before_is_counted_from),
        cmocka_unit_test(moving_feasts_fall_where_calendars_say),
        cmocka_unit_test(what_is_announced_lies_ahead),
        cmocka_unit_test(what_is_to_come_is_not_taken_for_past),
        cmocka_unit_test(what_no_verb_tells_is_left_open),
        cmocka_unit_test(what_was_promised_is_counted_from_when_it_was),
        cmocka_unit_test(what_is_due_before_a_span_is_due_before_it_begins),
        cmocka_unit_test(clocks_tell_their_zone_in_many_ways),
        cmocka_unit_test(filings_name_their_periods),
        cmocka_unit_test(dates_in_a_list_share_what_the_last_tells),
        cmocka_unit_test(names_and_numbers_are_no_dates),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    dl_arena_clear(&arena);
    return failed;
}
