/*
 * Header blocks under libFuzzer: a stored response's, a NUL, a 304's or a request's. Lines and list
 * members are parts of the block; what a 304 freshens once is fresh; dates print as they are read.
 */

#include "fetch/header.h"
#include "fetch/http_date.h"
#include "fetch/retry.h"
#include "fetch/secret.h"
#include "fetch/weblink.h"
#include "fuzz.h"

static const int64_t now_us = INT64_C(1732700000000000);

static bool is_part(dl_str whole, dl_str part)
{
    return part.size == 0 ||
           (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_date(dl_str text)
{
    int64_t us, again;
    dl_buf printed = {0};
    if (!dl_http_date_parse(text, now_us, &us))
        return;
    dl_http_date_print(us, &printed);
    hold(dl_http_date_parse(dl_buf_str(&printed), now_us, &again) && again == us);
    dl_buf_clear(&printed);
}

static void check_lines(dl_str block)
{
    dl_str rest = block, line;
    size_t bytes = 0;
    while (dl_header_next(&rest, &line)) {
        hold(is_part(block, line) && dl_str_trim(line).size > 0);
        dl_str name = dl_header_name(line);
        hold(is_part(line, name));
        hold(name.size == 0 || dl_header_has(block, name));
        if (dl_str_is_word(name, "Date") || dl_str_is_word(name, "Expires"))
            check_date(dl_str_trim(dl_str_slice(line, name.size + 1, line.size)));
        dl_header_is_secret(line);
        bytes += line.size;
    }
    hold(bytes <= block.size);
}

static void check_list(dl_str block, const char *name)
{
    dl_header_list list = dl_header_list_of(block, name);
    dl_str member;
    size_t bytes = 0;
    while (dl_header_list_next(&list, &member)) {
        hold(member.size > 0 && is_part(block, member));
        hold(dl_str_trim(member).size == member.size);
        bytes += member.size;
    }
    hold(bytes <= block.size);
}

static void check_links(dl_str block)
{
    static const char *const names[] = {"rel", "type", "datetime"};
    dl_str rest = dl_header_value(block, "Link");
    dl_weblink link;
    hold(is_part(block, dl_weblink_in_headers(block, "next")));
    while (dl_weblink_next(&rest, &link)) {
        dl_buf value = {0};
        hold(is_part(block, link.target) && is_part(block, link.params));
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            dl_weblink_param(&link, names[i], &value);
        hold(value.size <= 3 * link.params.size);
        dl_weblink_has_rel(&link, "next");
        dl_buf_clear(&value);
    }
}

static void check_update(dl_str stored, dl_str update)
{
    dl_buf once = {0}, twice = {0}, served = {0}, safe = {0}, again = {0};
    dl_header_freshen(stored, update, &once);
    dl_header_freshen(dl_buf_str(&once), update, &twice);
    hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    dl_header_serve(stored, 77, &served);
    hold(!dl_header_has(dl_buf_str(&served), DL_STR("Connection")));
    hold(dl_str_equal(dl_header_value(dl_buf_str(&served), "Age"), DL_STR("77")));
    dl_header_without_secrets(stored, &safe);
    dl_header_without_secrets(dl_buf_str(&safe), &again);
    hold(dl_str_equal(dl_buf_str(&safe), dl_buf_str(&again)));
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
    dl_buf_clear(&served);
    dl_buf_clear(&safe);
    dl_buf_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str rest = fuzz_bytes(data, size);
    dl_str stored = fuzz_take(&rest, '\0');
    check_lines(stored);
    check_list(stored, "Vary");
    check_links(stored);
    check_date(stored);
    check_update(stored, rest);
    int64_t wait = dl_retry_after_us(stored, now_us);
    hold(wait >= -1 && wait <= DL_RETRY_MAX_WAIT_US);
    dl_retry retry = dl_retry_after_try(1, DL_OUTCOME_ANSWERED, 503, stored, now_us, 1000000, 7);
    /* what an archive kept is no wish of the archive's own */
    bool kept = dl_header_value(stored, "Memento-Datetime").size > 0;
    hold(retry.wait_us >= 0 && retry.host_waits == !kept);
    return 0;
}
