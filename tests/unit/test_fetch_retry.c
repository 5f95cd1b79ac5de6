#include "support.h"

#include <curl/curl.h>

#include "dateline/error.h"
#include "fetch/retry.h"

static const int64_t second = 1000000;
/* 2026-01-01T00:00:00Z */
static const int64_t now = INT64_C(1767225600) * 1000000;

static void only_what_a_moment_can_change_is_tried_again(void **state)
{
    static const struct {
        int kind, code;
        bool worth;
    } errors[] = {
        {DL_ERR_NET_UNREACHABLE, CURLE_COULDNT_CONNECT, true},
        {DL_ERR_NET, CURLE_RECV_ERROR, true},
        {DL_ERR_NET, CURLE_SEND_ERROR, true},
        {DL_ERR_NET, CURLE_GOT_NOTHING, true},
        {DL_ERR_NET, CURLE_PARTIAL_FILE, true},
        {DL_ERR_NET_TIMEOUT, CURLE_OPERATION_TIMEDOUT, true},
        {DL_ERR_NET_UNREACHABLE, CURLE_COULDNT_RESOLVE_HOST, false},
        {DL_ERR_NET_TLS, CURLE_PEER_FAILED_VERIFICATION, false},
        {DL_ERR_NET, CURLE_BAD_CONTENT_ENCODING, false},
        {DL_ERR_NET, CURLE_WEIRD_SERVER_REPLY, false},
        {DL_ERR_LIMIT_SIZE, CURLE_WRITE_ERROR, false},
        {DL_ERR_PERMISSION, CURLE_COULDNT_CONNECT, false},
        {DL_ERR_INTERRUPTED, CURLE_ABORTED_BY_CALLBACK, false},
        {DL_ERR_USAGE, CURLE_URL_MALFORMAT, false},
        {DL_ERR_STORE, 0, false},
    };
    static const int worth[] = {408, 429, 502, 503, 504};
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        dl_outcome outcome = dl_outcome_of_error(errors[i].kind, errors[i].code);
        if (dl_retry_worth(outcome, 0) != errors[i].worth)
            fail_msg("%s, curl %d", dl_kind_word(errors[i].kind), errors[i].code);
    }
    for (int status = 100; status < 600; status++) {
        bool expected = false;
        for (size_t i = 0; i < sizeof worth / sizeof *worth; i++)
            expected |= worth[i] == status;
        assert_int_equal(dl_retry_worth(DL_OUTCOME_ANSWERED, status), expected);
    }
}

static void a_retry_after_is_seconds_or_a_date(void **state)
{
    static const struct {
        const char *value;
        int64_t wait_s; /* -1: nonsense */
    } cases[] = {
        {"120", 120},
        {"0", 0},
        {"86401", 86400},
        {"99999999999999999999999", 86400},
        {"Thu, 01 Jan 2026 00:01:00 GMT", 60},
        {"Thursday, 01-Jan-26 00:01:00 GMT", 60},
        {"Thu Jan  1 00:01:00 2026", 60},
        {"Wed, 31 Dec 2025 23:59:00 GMT", 0},
        {"Fri, 01 Jan 2100 00:00:00 GMT", 86400},
        {"-5", -1},
        {"1.5", -1},
        {"soon", -1},
        {"", -1},
        {"1 minute", -1},
        {"2026-01-01T00:01:00Z", -1},
    };
    char block[256];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(block, sizeof block, "HTTP/1.1 503 x\r\nRetry-After: %s\r\n\r\n", cases[i].value);
        int64_t wait = dl_retry_after_us(dl_str_of(block), now);
        int64_t expected = cases[i].wait_s < 0 ? -1 : cases[i].wait_s * second;
        if (wait != expected)
            fail_msg("%s: %lld", cases[i].value, (long long)wait);
    }
    assert_int_equal(dl_retry_after_us(DL_STR("HTTP/1.1 503 x\r\n\r\n"), now), -1);
}

static void back_off_doubles_with_full_jitter_up_to_a_minute(void **state)
{
    static const int64_t most_s[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    uint64_t seed = random_seed() | 1;
    (void)state;
    for (int tries = 1; tries <= 9; tries++) {
        int64_t least = INT64_MAX, most = 0;
        for (int i = 0; i < 1000; i++) {
            uint64_t bits = (uint64_t)random_next(&seed) << 32 | random_next(&seed);
            int64_t wait = dl_backoff_us(tries, bits);
            assert_int_equal(wait, dl_backoff_us(tries, bits));
            assert_true(wait >= 0 && wait <= most_s[tries - 1] * second);
            least = wait < least ? wait : least;
            most = wait > most ? wait : most;
        }
        assert_true(least < most_s[tries - 1] * second / 10);
        assert_true(most > most_s[tries - 1] * second * 9 / 10);
    }
    assert_int_equal(dl_backoff_us(1000000, UINT64_MAX) <= 60 * second, true);
}

static void there_are_three_tries_and_a_server_s_wait_is_kept(void **state)
{
    static const char limited[] = "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\n\r\n";
    dl_str block = DL_STR(limited);
    const int64_t most = 60 * second;
    (void)state;
    dl_retry r = dl_retry_after_try(1, DL_OUTCOME_ANSWERED, 429, block, now, most, 500000);
    assert_true(r.again && r.host_waits);
    assert_int_equal(r.wait_us, 7 * second + 500000);
    r = dl_retry_after_try(3, DL_OUTCOME_ANSWERED, 429, block, now, most, 0);
    assert_true(!r.again && r.host_waits);
    r = dl_retry_after_try(1, DL_OUTCOME_ANSWERED, 429, block, now, 5 * second, 0);
    assert_true(!r.again && r.host_waits);
    assert_int_equal(r.wait_us, 7 * second);
    r = dl_retry_after_try(2, DL_OUTCOME_RESET, 0, DL_STR(""), now, most, 1);
    assert_true(r.again && !r.host_waits);
    assert_int_equal(r.wait_us, 1);
    r = dl_retry_after_try(1, DL_OUTCOME_ANSWERED, 404, block, now, most, 0);
    assert_true(!r.again && !r.host_waits);
    r = dl_retry_after_try(1, DL_OUTCOME_TLS, 0, DL_STR(""), now, most, 0);
    assert_false(r.again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_a_moment_can_change_is_tried_again),
        cmocka_unit_test(a_retry_after_is_seconds_or_a_date),
        cmocka_unit_test(back_off_doubles_with_full_jitter_up_to_a_minute),
        cmocka_unit_test(there_are_three_tries_and_a_server_s_wait_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
