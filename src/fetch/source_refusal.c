/* What a service's refusal means, and when to ask again. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/source.h"

/* Reasons longer than this are pages, not reasons. */
enum { LONGEST_REASON = 200 };

static const struct {
    int status;
    const char *words;
} meanings[] = {{400, "the request is not understood"},
                {401, "it wants a right that was not given"},
                {403, "it does not allow this"},
                {404, "there is nothing there, or it is private"},
                {410, "it is gone"},
                {429, "too many requests"},
                {451, "it is withheld for legal reasons"},
                {500, "the service failed"},
                {501, "it cannot answer in this form"},
                {502, "the service's gateway failed"},
                {503, "the service is not available now"},
                {504, "the service did not answer its gateway in time"}};

static const char *meaning_of(int status)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].status == status)
            return meanings[i].words;
    return status < 500 ? "it refuses" : "the service failed";
}

/* The service's own sentence, where JSON services put one; views of json. */
static dl_str reason_of(const json_t *json)
{
    static const char *const names[] = {"message", "error_description", "error", "reason"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        dl_str text = source_string(json, names[i]);
        if (text.size)
            return source_cut(text, LONGEST_REASON);
    }
    return (dl_str){"", 0};
}

/* A line of plain text, where that is all that came. */
static dl_str line_of(const dl_snapshot *snapshot)
{
    dl_str type = dl_header_value(snapshot->headers, "Content-Type");
    dl_str rest, body = dl_str_trim(snapshot->body);
    bool plain = dl_str_starts(type, DL_STR("text/plain"));
    return plain ? source_cut(dl_str_trim(dl_str_cut(body, '\n', &rest)), LONGEST_REASON)
                 : (dl_str){"", 0};
}

static bool number_of(dl_str text, double *value)
{
    char digits[32];
    if (text.size == 0 || text.size >= sizeof digits)
        return false;
    memcpy(digits, text.data, text.size);
    digits[text.size] = '\0';
    char *end;
    *value = strtod(digits, &end);
    return end != digits && isfinite(*value) && *value >= 0;
}

/* GitHub tells the moment in Unix time, Reddit the seconds that are left; Retry-After (RFC 9110
 * §10.2.3) seconds or a date. */
static void hint_when(const dl_snapshot *snapshot, dl_error *error)
{
    static const double year_2001 = 1e9;
    dl_str after = dl_header_value(snapshot->headers, "Retry-After");
    dl_str reset = dl_header_value(snapshot->headers, "X-RateLimit-Reset");
    double seconds;
    dl_date date;
    dl_buf words = {0};
    bool left = number_of(after.size ? after : reset, &seconds);
    bool moment = left ? !after.size && seconds >= year_2001 && source_unix_date(seconds, &date)
                       : source_read_date(after, &date);
    dl_buf_puts(&words, "ask again ");
    if (moment) {
        dl_buf_puts(&words, "after ");
        dl_date_print(&date, &words);
    } else if (left && seconds < year_2001) {
        dl_buf_printf(&words, "after %.0f seconds", seconds);
    } else {
        dl_buf_puts(&words, "later");
    }
    if (!words.failed)
        dl_error_hint(error, "%s, with --refresh", words.data);
    dl_buf_clear(&words);
}

int source_refused(const source *s, const dl_snapshot *snapshot, dl_error *error)
{
    int status = snapshot->status;
    bool used_up =
        dl_str_equal(dl_header_value(snapshot->headers, "X-RateLimit-Remaining"), DL_STR("0"));
    bool later = dl_header_value(snapshot->headers, "Retry-After").size > 0;
    json_t *json = json_loadb(snapshot->body.data ? snapshot->body.data : "", snapshot->body.size,
                              JSON_DISABLE_EOF_CHECK, NULL);
    dl_str reason = json ? reason_of(json) : line_of(snapshot);
    bool limited = status == 429 || (status == 403 && (used_up || later));
    dl_error_set(error, DL_ERR_NET, "%s answers %d: %s%s%.*s", s->service, status,
                 limited ? "its limit of requests is used up" : meaning_of(status),
                 reason.size ? ": " : "", DL_STR_ARG(reason));
    if (limited || status == 503)
        hint_when(snapshot, error);
    dl_error_at(error, snapshot->url.data, 0, 0);
    json_decref(json);
    return DL_ERR_NET;
}
