/*
 * Prose under libFuzzer: a byte of options, then any bytes, and what must hold of the dates found
 * in them: in order, on characters' borders, each a date that prints as text that reads as itself.
 */
#include "dateline/find.h"
#include "base/utf8.h"
#include "fuzz.h"

static bool on_border(dl_str text, size_t at)
{
    return at >= text.size || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

static void check_date(const dl_date *date)
{
    dl_buf text = {0};
    dl_date again;
    dl_date_print(date, &text);
    hold(dl_date_parse(dl_buf_str(&text), &again, NULL) == 0);
    hold(dl_date_equal(date, &again));
    dl_buf_clear(&text);
}

static void check_found(dl_str text, const dl_found *found, size_t count)
{
    bool valid = dl_utf8_valid(text);
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        hold(found[i].start >= last && found[i].start < found[i].end);
        hold(found[i].end <= text.size);
        hold(!valid || (on_border(text, found[i].start) && on_border(text, found[i].end)));
        hold(!found[i].sure || (found[i].has_date && !found[i].why));
        hold(found[i].has_date || found[i].why);
        hold(dl_role_word(found[i].role));
        if (found[i].has_date)
            check_date(&found[i].date);
        for (size_t r = 0; r < found[i].reading_count; r++)
            check_date(&found[i].readings[r]);
        last = found[i].end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const langs[] = {"en", "en-GB", "de", ""};
    dl_arena arena;
    dl_date published;
    dl_found *found;
    size_t count;
    if (size == 0)
        return 0;
    dl_find_options options = {.lang = dl_str_of(langs[data[0] % 4]),
                               .lean = (dl_lean)(data[0] / 4 % 3),
                               .timezone = DL_STR("America/New_York")};
    hold(dl_date_parse(DL_STR("2024-11-27T12:10"), &published, NULL) == 0);
    options.published = data[0] & 64 ? NULL : &published;
    dl_arena_init(&arena);
    dl_str text = fuzz_bytes(data + 1, size - 1);
    if (dl_date_find(text, &options, &arena, &found, &count, NULL) == 0)
        check_found(text, found, count);
    dl_arena_clear(&arena);
    return 0;
}
