/*
 * Dates as pages and feeds write them, under libFuzzer: a language, a line end, the text. What is
 * read is EDTF that reads as itself, and text with nothing of a date in it is none.
 */
#include "dateline/date.h"
#include "extract/entity.h"
#include "extract/feed_date.h"
#include "extract/label.h"
#include "extract/written_date.h"
#include "fuzz.h"

static void check_date(const dl_date *date, dl_str text)
{
    dl_buf once = {0}, twice = {0};
    dl_date again;
    bool digit = false;
    for (size_t i = 0; i < text.size; i++)
        digit = digit || (text.data[i] >= '0' && text.data[i] <= '9') || (text.data[i] & 0x80);
    hold(digit);
    dl_date_print(date, &once);
    hold(dl_date_parse(dl_buf_str(&once), &again, NULL) == 0);
    dl_date_print(&again, &twice);
    hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
}

static void check_labels(dl_str text)
{
    size_t start = 0, end = 0;
    for (size_t from = 0; dl_label_find(text, from, &start, &end) != DL_LABEL_NONE; from = end)
        hold(start >= from && end > start && end <= text.size);
    dl_label_at_end(text);
}

static void check_entities(dl_str text)
{
    dl_buf decoded = {0};
    dl_entity_decode(text, &decoded);
    hold(dl_str_find(text, DL_STR("&"), 0) < text.size || dl_str_equal(dl_buf_str(&decoded), text));
    dl_buf_clear(&decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_date date;
    dl_str text = fuzz_bytes(data, size), raw;
    dl_str lang = fuzz_take(&text, '\n');
    if (dl_written_date(text, lang, DL_WRITTEN_FIELD, &date))
        check_date(&date, text);
    if (dl_written_date(text, lang, DL_WRITTEN_ANYWHERE, &date))
        check_date(&date, text);
    if (dl_feed_date_parse(text, &date))
        check_date(&date, text);
    if (dl_written_date_in_path(text, &raw, &date)) {
        hold(raw.data >= text.data && raw.data + raw.size <= text.data + text.size);
        check_date(&date, raw);
    }
    check_labels(text);
    check_entities(text);
    return 0;
}
