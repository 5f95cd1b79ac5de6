/*
 * EDTF under libFuzzer: what is read prints as text that reads as the same value, its bounds are in
 * order, it has words, and going through it stays inside its days.
 */
#include "dateline/language.h"
#include "dateline/steps.h"
#include "fuzz.h"

static void check_print(const dl_date *date)
{
    dl_buf first = {0}, second = {0};
    dl_date again;
    dl_date_print(date, &first);
    hold(dl_date_parse(dl_buf_str(&first), &again, NULL) == 0);
    dl_date_print(&again, &second);
    hold(dl_str_equal(dl_buf_str(&first), dl_buf_str(&second)));
    hold(dl_date_equal(date, &again));
    dl_buf_clear(&first);
    dl_buf_clear(&second);
}

static bool ordered(dl_bound a, dl_bound b)
{
    return a.kind != DL_BOUND_FINITE || b.kind != DL_BOUND_FINITE || a.seconds <= b.seconds;
}

static void check_bounds(const dl_date *date)
{
    dl_bounds bounds = dl_date_bounds(date);
    hold(ordered(bounds.start_earliest, bounds.start_latest));
    hold(ordered(bounds.end_earliest, bounds.end_latest));
    hold(ordered(bounds.start_earliest, bounds.end_latest));
    int64_t first, last;
    if (dl_date_first_day(date, &first) && dl_date_last_day(date, &last) && !date->interval)
        hold(first <= last);
}

static void check_steps(const dl_date *date)
{
    dl_date_steps steps;
    dl_date unit;
    int64_t before = INT64_MIN, first;
    for (int grain = DL_GRAIN_DAY; grain <= DL_GRAIN_YEAR; grain++) {
        before = INT64_MIN;
        if (dl_date_steps_init(&steps, date, (dl_grain)grain, NULL) != 0)
            continue;
        for (int i = 0; i < 40 && dl_date_steps_next(&steps, &unit); i++) {
            hold(dl_date_first_day(&unit, &first) && first > before);
            before = first;
            check_print(&unit);
        }
    }
}

static void check_sums(const dl_date *date)
{
    static const int64_t months[] = {1, -1, 3, 12, -120, 12000};
    dl_date sum;
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (dl_date_add(date, 0, months[i], 0, &sum, NULL) == 0)
            check_print(&sum);
    }
    if (dl_date_add(date, 0, 0, -40, &sum, NULL) == 0)
        check_print(&sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str text = {(const char *)data, size};
    dl_date date, strict;
    dl_error error;
    dl_error_clear(&error);
    unsigned notes;
    if (dl_date_parse_noting(text, &date, &notes, &error) != 0) {
        hold(error.column >= 1 && (size_t)error.column <= size + 1 && error.message[0]);
        hold(dl_date_parse_strict(text, &strict, NULL) != 0);
        return 0;
    }
    hold((dl_date_parse_strict(text, &strict, NULL) == 0) == (notes == 0));
    dl_buf words = {0};
    dl_date_words(&date, &words);
    hold(words.size > 0);
    dl_buf_clear(&words);
    check_print(&date);
    check_bounds(&date);
    check_steps(&date);
    check_sums(&date);
    return 0;
}
