/*
 * What a cache may do, under libFuzzer: two bytes of status and of age, a response's block, a NUL,
 * a request's. What RFC 9111 forbids is never done, whatever the fields say.
 */
#include <string.h>

#include "fetch/cache_control.h"
#include "fetch/freshness.h"
#include "fuzz.h"

static const int64_t now_us = INT64_C(1732700000000000);

static void check_seconds(int64_t seconds)
{
    hold(seconds >= DL_CC_INVALID && seconds <= DL_CC_FOREVER);
}

static dl_cache_control check_fields(dl_str block)
{
    dl_cache_control cc = dl_cache_control_parse(block);
    check_seconds(cc.max_age_s);
    check_seconds(cc.stale_if_error_s);
    check_seconds(cc.stale_while_revalidate_s);
    check_seconds(cc.min_fresh_s);
    check_seconds(cc.max_stale_s);
    return cc;
}

static void check_freshness(const dl_stored *stored, dl_str request)
{
    dl_cache_control theirs = check_fields(stored->headers), ours = check_fields(request);
    dl_freshness plain = dl_freshness_of(stored, now_us);
    dl_freshness asked = dl_freshness_for(stored, request, now_us);
    hold(plain.age_us >= 0 && plain.why && asked.why);
    hold(plain.fresh == (plain.lifetime_us > plain.age_us));
    hold(!plain.may_reuse || plain.fresh);
    /* §5.2.2.3: who understands the status, as must-understand asks, takes no-store for nothing */
    if ((theirs.no_store && !theirs.must_understand) || theirs.no_cache)
        hold(!plain.may_reuse && !asked.may_reuse);
    if (ours.no_store || ours.no_cache)
        hold(!asked.may_reuse);
    if (!dl_vary_matches(stored->headers, stored->request, request))
        hold(!asked.may_reuse && !asked.needs_validation);
    if (asked.may_reuse && !asked.fresh)
        hold(ours.max_stale_s >= 0 && !theirs.must_revalidate);
    if (stored->max_lifetime_us)
        hold(plain.lifetime_us <= stored->max_lifetime_us);
}

static void check_numbers(dl_str text)
{
    int64_t seconds;
    if (dl_delta_seconds_parse(text, &seconds))
        hold(seconds >= 0 && seconds <= DL_CC_FOREVER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 206, 301, 302, 304, 404, 500, 599};
    if (size < 2)
        return 0;
    dl_str rest = fuzz_bytes(data + 2, size - 2);
    dl_str headers = fuzz_take(&rest, '\0');
    int64_t ago_us = (int64_t)data[1] * data[1] * 60000000;
    dl_stored stored = {.status = statuses[data[0] % 8],
                        .headers = headers,
                        .request = data[0] & 8 ? rest : DL_STR("GET / HTTP/1.1\r\nAccept: a\r\n"),
                        .asked_at_us = now_us - ago_us - (data[0] & 16) * 100000,
                        .answered_at_us = now_us - ago_us,
                        .max_lifetime_us = data[0] & 32 ? DL_FRESH_MAX_US : 0};
    check_freshness(&stored, rest);
    check_numbers(headers);
    dl_not_modified_confirms(headers, rest);
    dl_request_has_it(rest, &stored);
    return 0;
}
