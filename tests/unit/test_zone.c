/* Zones: offsets against the C library's own reading of the same tables; words for zones. */
#include "support.h"

#include "date/zone.h"
#include "date/zone_rule.h"
#include "dateline/date.h"
#include "dateline/zone.h"

/* --- rules --- */

typedef struct rule_case {
    const char *rule, *moment; /* UTC */
    int minutes;
} rule_case;

static int64_t moment_of(const char *text)
{
    dl_date date;
    assert_int_equal(dl_date_parse(dl_str_of(text), &date, NULL), 0);
    return dl_date_bounds(&date).start_earliest.seconds;
}

static void a_rule_holds_for_every_year(void **state)
{
    static const rule_case cases[] = {
        {"EST5EDT,M3.2.0,M11.1.0", "2040-07-01T16:00Z", -240},
        {"EST5EDT,M3.2.0,M11.1.0", "2040-03-11T06:59Z", -300},
        {"EST5EDT,M3.2.0,M11.1.0", "2040-03-11T07:00Z", -240},
        {"EST5EDT,M3.2.0,M11.1.0", "2040-11-04T05:59Z", -240},
        {"EST5EDT,M3.2.0,M11.1.0", "2040-11-04T06:00Z", -300},
        /* Dublin: winter is the "summer" time that sets clocks back */
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2050-07-01T00:00Z", 60},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2050-01-01T00:00Z", 0},
        /* Sydney: summer time begins in October and ends in April */
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2045-01-15T00:00Z", 660},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2045-12-31T23:59Z", 660},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2045-07-15T00:00Z", 600},
        /* Nuuk: changed on the evening before the last Sunday; Gaza: Saturday, told as 50 hours
         * after a Thursday */
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T00:59Z", -120},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2050-03-27T01:00Z", -60},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2050-03-26T00:00Z", 180},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2050-03-25T23:59Z", 120},
        {"<+0545>-5:45", "2100-01-01T00:00Z", 345},
        /* RFC 9636 §3.3.2: summer time all the year */
        {"XXX3EDT4,0/0,J365/23", "2030-01-01T00:00Z", -240},
        {"XXX3EDT4,0/0,J365/23", "2030-12-31T23:59Z", -240},
        {"XXX3EDT4,0/0,J365/23", "2032-07-01T00:00Z", -240},
        {"ABC0DEF,J60/0,300/0", "2032-02-29T23:59Z", 0},
        {"ABC0DEF,J60/0,300/0", "2032-03-01T00:00Z", 60},
        {"ABC0DEF,59/0,300/0", "2032-02-29T00:00Z", 60}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zone_rule rule;
        if (!zone_rule_read(dl_str_of(cases[i].rule), &rule))
            fail_msg("%s is not read", cases[i].rule);
        int minutes = zone_rule_offset(&rule, moment_of(cases[i].moment)) / 60;
        if (minutes != cases[i].minutes)
            fail_msg("%s at %s: %d", cases[i].rule, cases[i].moment, minutes);
    }
}

static void what_is_no_rule_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "EST",
                                        "5",
                                        "ES5",
                                        "<EST5",
                                        "EST5EDT",
                                        "EST5EDT,M3.2.0",
                                        "EST5EDT,M13.2.0,M11.1.0",
                                        "EST5EDT,M3.6.0,M11.1.0",
                                        "EST5EDT,M3.2.7,M11.1.0",
                                        "EST5EDT,J0,J365",
                                        "EST5EDT,M3.2.0,366",
                                        "EST168",
                                        "EST5:60",
                                        "EST5EDT,M3.2.0,M11.1.0x",
                                        "EST99999999999",
                                        ":America/New_York"};
    (void)state;
    zone_rule rule;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (zone_rule_read(dl_str_of(texts[i]), &rule))
            fail_msg("'%s' is read", texts[i]);
    }
    assert_false(zone_rule_read((dl_str){"EST5\0", 5}, &rule));
}

/* --- against the C library --- */

/* Seconds east of UTC as localtime has them. */
static int64_t library_offset(int64_t utc)
{
    time_t at = (time_t)utc;
    struct tm shown;
    assert_non_null(localtime_r(&at, &shown));
    int64_t day =
        dl_days_from_civil((int64_t)shown.tm_year + 1900, shown.tm_mon + 1, shown.tm_mday);
    return day * 86400 + shown.tm_hour * 3600 + shown.tm_min * 60 + shown.tm_sec - utc;
}

/* The offset of the first moment at which clocks show `local`; of the time before when none does,
 * since clocks were set forward over it. */
static int64_t library_local_offset(int64_t local)
{
    int64_t before = library_offset(local - 2 * 86400), after = library_offset(local + 2 * 86400);
    int64_t larger = before > after ? before : after, smaller = before > after ? after : before;
    if (library_offset(local - larger) == larger)
        return larger;
    return library_offset(local - smaller) == smaller ? smaller : before;
}

static void set_library_zone(const char *name)
{
    setenv("TZ", name, 1);
    tzset();
}

/* Zones of every kind: southern summers, Ireland's negative one, halves and quarters of an hour, no
 * summer time, changes in the night before, a day that was left out. */
static const char *const zone_names[] = {"America/New_York",   "America/Los_Angeles",
                                         "America/St_Johns",   "America/Phoenix",
                                         "America/Sao_Paulo",  "America/Santiago",
                                         "America/Nuuk",       "America/Havana",
                                         "Europe/London",      "Europe/Dublin",
                                         "Europe/Berlin",      "Europe/Moscow",
                                         "Africa/Casablanca",  "Africa/Cairo",
                                         "Africa/Lagos",       "Asia/Kolkata",
                                         "Asia/Kathmandu",     "Asia/Tehran",
                                         "Asia/Jerusalem",     "Asia/Gaza",
                                         "Asia/Shanghai",      "Asia/Tokyo",
                                         "Australia/Sydney",   "Australia/Lord_Howe",
                                         "Australia/Adelaide", "Australia/Eucla",
                                         "Pacific/Auckland",   "Pacific/Chatham",
                                         "Pacific/Apia",       "Pacific/Kiritimati",
                                         "Antarctica/Troll",   "Atlantic/Azores",
                                         "Etc/GMT+5",          "Etc/UTC",
                                         "America/Asuncion",   "Europe/Lisbon"};

static void offsets_are_those_of_the_c_library(void **state)
{
    (void)state;
    if (access("/usr/share/zoneinfo/America/New_York", R_OK) != 0)
        skip();
    uint64_t seed = random_seed() | 1;
    const char *held = getenv("TZ");
    int checked = 0;
    for (size_t i = 0; i < sizeof zone_names / sizeof *zone_names; i++) {
        int16_t minutes;
        char path[128];
        snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone_names[i]);
        if (access(path, R_OK) != 0)
            continue;
        set_library_zone(zone_names[i]);
        for (int n = 0; n < 600; n++) {
            int64_t year = 1972 + random_below(&seed, n % 2 ? 66 : 500);
            int64_t local = dl_days_from_civil(year, 1 + random_below(&seed, 12), 1) * 86400 +
                            random_below(&seed, 31 * 86400);
            int64_t wanted = library_local_offset(local);
            assert_true(zone_offset(zone_names[i], local, &minutes));
            if (minutes != wanted / 60)
                fail_msg("%s at %lld: %d, the C library says %lld", zone_names[i], (long long)local,
                         minutes, (long long)wanted / 60);
            checked++;
        }
    }
    print_message("# zones: %d local times in %zu zones\n", checked,
                  sizeof zone_names / sizeof *zone_names);
    if (held)
        set_library_zone(held);
    else
        unsetenv("TZ");
    assert_true(checked > 0);
}

/* The hours about each change, where the two readings of a clock differ. */
static void hours_about_a_change_are_those_of_the_c_library(void **state)
{
    (void)state;
    static const char *const names[] = {"America/New_York", "Europe/Dublin", "Australia/Lord_Howe",
                                        "America/Nuuk",     "Asia/Gaza",     "Pacific/Chatham"};
    if (access("/usr/share/zoneinfo/America/New_York", R_OK) != 0)
        skip();
    int changes = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        set_library_zone(names[i]);
        for (int64_t year = 2036; year < 2080; year += 7) {
            int64_t from = dl_days_from_civil(year, 1, 1) * 86400;
            for (int64_t at = from; at < from + 366LL * 86400; at += 6 * 3600) {
                if (library_offset(at) == library_offset(at + 6 * 3600))
                    continue;
                changes++;
                int64_t local = at + library_offset(at);
                for (int64_t shown = local - 3 * 3600; shown < local + 12 * 3600; shown += 600) {
                    int16_t minutes;
                    assert_true(zone_offset(names[i], shown, &minutes));
                    if (minutes != library_local_offset(shown) / 60)
                        fail_msg("%s at %lld: %d", names[i], (long long)shown, minutes);
                }
            }
        }
    }
    unsetenv("TZ");
    print_message("# zones: %d changes of clocks past 2036\n", changes);
    assert_true(changes > 40);
}

/* --- words --- */

static void words_that_mean_one_zone_are_known(void **state)
{
    static const struct {
        const char *word, *zone;
        int minutes;
    } cases[] = {{"Eastern", "America/New_York", 0},
                 {"eastern time", "America/New_York", 0},
                 {"Eastern Daylight Time", "America/New_York", 0},
                 {"ET", "America/New_York", 0},
                 {"PT", "America/Los_Angeles", 0},
                 {"Beijing time", "Asia/Shanghai", 0},
                 {"EST", "", -300},
                 {"EDT", "", -240},
                 {"CET", "", 60},
                 {"JST", "", 540},
                 {"GMT", "", 0},
                 {"UTC", "", 0},
                 {"NST", "", -210},
                 {"AEST", "", 600},
                 {"Europe/Berlin", "Europe/Berlin", 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_zone zone;
        dl_error error;
        if (dl_zone_find(dl_str_of(cases[i].word), &zone, &error) != 0)
            fail_msg("%s: %s", cases[i].word, error.message);
        assert_string_equal(zone.name, cases[i].zone);
        assert_int_equal(zone.minutes, cases[i].minutes);
    }
}

static void words_that_mean_several_zones_are_refused_with_what_to_write(void **state)
{
    static const char *const cases[][2] = {{"IST", "Asia/Kolkata"},
                                           {"CST", "America/Chicago"},
                                           {"BST", "Europe/London"},
                                           {"AST", "America/Halifax"},
                                           {"China Standard", "no time zone"},
                                           {"Nowhere/City", "no time zone"},
                                           {"", "no time zone"},
                                           {"../../etc/passwd", "no time zone"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_zone zone;
        dl_error error;
        dl_error_clear(&error);
        assert_int_equal(dl_zone_find(dl_str_of(cases[i][0]), &zone, &error), DL_ERR_SYNTAX);
        if (!strstr(error.message, cases[i][1]) && !strstr(error.hint, cases[i][1]))
            fail_msg("%s: %s (%s)", cases[i][0], error.message, error.hint);
    }
    char huge[5000];
    memset(huge, 'E', sizeof huge);
    dl_zone zone;
    assert_int_equal(dl_zone_find((dl_str){huge, sizeof huge}, &zone, NULL), DL_ERR_SYNTAX);
    assert_int_equal(dl_zone_find((dl_str){"EST\0x", 5}, &zone, NULL), DL_ERR_SYNTAX);
}

static void winter_time_in_july_is_noted(void **state)
{
    (void)state;
    int64_t july = dl_days_from_civil(2024, 7, 1) * 86400;
    int64_t january = dl_days_from_civil(2024, 1, 10) * 86400;
    assert_true(dl_zone_out_of_season(DL_STR("EST"), july));
    assert_false(dl_zone_out_of_season(DL_STR("EST"), january));
    assert_true(dl_zone_out_of_season(DL_STR("PDT"), january));
    assert_true(dl_zone_out_of_season(DL_STR("cest"), january));
    assert_false(dl_zone_out_of_season(DL_STR("MST"), july)); /* Arizona keeps it */
    assert_false(dl_zone_out_of_season(DL_STR("Eastern"), july));
    assert_false(dl_zone_out_of_season(DL_STR("JST"), july));
}

static void zones_in_brackets_may_be_words(void **state)
{
    static const char *const cases[][2] = {
        {"2024-11-26T08:30[Eastern]", "2024-11-26T08:30-05:00[America/New_York]"},
        {"2040-07-01T12:00[America/New_York]", "2040-07-01T12:00-04:00[America/New_York]"},
        {"2040-07-01T12:00[JST]", "2040-07-01T12:00+09:00"},
        {"2024-07-01T12:00[PDT]", "2024-07-01T12:00-07:00"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_date date;
        dl_error error;
        dl_buf out = {0};
        if (dl_date_parse(dl_str_of(cases[i][0]), &date, &error) != 0)
            fail_msg("%s: %s", cases[i][0], error.message);
        dl_date_print(&date, &out);
        assert_string_equal(out.data, cases[i][1]);
        dl_buf_clear(&out);
    }
    static const char *const bad[][2] = {{"2024-11-26T08:30[BST]", "Europe/London"},
                                         {"2024-11-26T08:30[CST]", "America/Chicago"},
                                         {"2024-11-26T08:30+02:00[JST]", "not that of"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dl_date date;
        dl_error error;
        assert_int_equal(dl_date_parse(dl_str_of(bad[i][0]), &date, &error), DL_ERR_SYNTAX);
        if (!strstr(error.message, bad[i][1]))
            fail_msg("%s: %s", bad[i][0], error.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_holds_for_every_year),
        cmocka_unit_test(what_is_no_rule_is_refused),
        cmocka_unit_test(offsets_are_those_of_the_c_library),
        cmocka_unit_test(hours_about_a_change_are_those_of_the_c_library),
        cmocka_unit_test(words_that_mean_one_zone_are_known),
        cmocka_unit_test(words_that_mean_several_zones_are_refused_with_what_to_write),
        cmocka_unit_test(winter_time_in_july_is_noted),
        cmocka_unit_test(zones_in_brackets_may_be_words)};
    return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
