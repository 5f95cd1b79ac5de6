/*
 * Zones, rules and spans of time under libFuzzer: one text as each of them. Offsets are a clock's,
 * and the same moment a year on has one too.
 */
#include "dateline/zone.h"
#include "base/duration.h"
#include "date/zone_rule.h"
#include "dateline/language.h"
#include "fuzz.h"

static void check_rule(dl_str text)
{
    static const int64_t moments[] = {0, 1732700000, -2208988800, 253402300799, 1711846800};
    zone_rule rule;
    if (!zone_rule_read(text, &rule))
        return;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        int32_t offset = zone_rule_offset(&rule, moments[i]);
        hold(offset == rule.standard || (rule.changes && offset == rule.summer));
    }
}

static void check_zone(dl_str word)
{
    dl_zone zone;
    dl_date date;
    dl_error error = {0};
    if (dl_zone_find(word, &zone, &error) != 0) {
        hold(error.message[0]);
        return;
    }
    hold(zone.name[0] || (zone.minutes > -24 * 60 && zone.minutes < 24 * 60));
    hold(dl_date_parse(DL_STR("2024-07-15T08:30"), &date, NULL) == 0);
    if (dl_date_in_zone(&date, word, &error) == 0) {
        dl_buf text = {0};
        dl_date again;
        dl_date_print(&date, &text);
        hold(dl_date_parse(dl_buf_str(&text), &again, NULL) == 0);
        hold(dl_date_equal(&date, &again));
        dl_buf_clear(&text);
    }
    dl_zone_out_of_season(word, 1721032200);
}

/* A pattern of a translator's in the place of one of English's, told of dates. */
static void check_language(dl_str text, size_t row)
{
    static const char *const dates[] = {"2024-02~", "2024-21", "1984?/2004-06~", "2004-XX-25"};
    dl_date_language *language = dl_language_new();
    dl_language_row replaced = dl_language_at(dl_language_english(), row);
    dl_error error = {0};
    hold(language);
    if (replaced.key && dl_language_set(language, dl_str_of(replaced.key), text, &error) != 0)
        hold(error.message[0]);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        dl_date date;
        dl_buf words = {0};
        hold(dl_date_parse(dl_str_of(dates[i]), &date, NULL) == 0);
        dl_date_words_in(&date, language, &words);
        hold(words.size < 1 << 20);
        dl_buf_clear(&words);
    }
    dl_language_free(language);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str text = fuzz_bytes(data, size);
    double seconds;
    if (dl_duration_parse(text, &seconds))
        hold(seconds > 0);
    check_rule(text);
    check_zone(text);
    if (size > 0 && size < 300)
        check_language(dl_str_slice(text, 1, size), data[0]);
    return 0;
}
