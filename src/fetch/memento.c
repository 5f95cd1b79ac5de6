/*
 * A page as an archive had it. Wayback: /web/DIGITSid_/URL leads to the capture nearest to the
 * digits, in the bytes that were archived, the archived headers as X-Archive-Orig-NAME. Other
 * archives: a TimeGate asked with Accept-Datetime (RFC 7089 §4), whose answer carries
 * Memento-Datetime. An archived redirect or error comes with Memento-Datetime too: that is what
 * was there, and not a failure of the archive.
 */
#include <stdio.h>

#include "extract/link.h"
#include "fetch/archive.h"
#include "fetch/header.h"
#include "fetch/weblink.h"

int64_t dl_archive_delay_ms(const dl_source_options *options)
{
    static const int64_t fifteen_a_minute_ms = 4000;
    bool other = options->base.size || options->timegate.size || options->timemap.size;
    return other ? 0 : fifteen_a_minute_ms;
}

dl_str dl_archive_base(const dl_source_options *options)
{
    dl_str base = options->base.size ? options->base : DL_STR("https://web.archive.org");
    while (base.size && base.data[base.size - 1] == '/')
        base.size--;
    return base;
}

void dl_archive_address(dl_str base, dl_str timestamp, dl_str original, dl_buf *out)
{
    dl_buf_add(out, base);
    dl_buf_puts(out, "/web/");
    dl_buf_add(out, timestamp);
    dl_buf_puts(out, "id_/");
    dl_buf_add(out, original);
}

dl_str dl_archive_original(dl_str memento)
{
    static const char *const schemes[] = {"http://", "https://", "http:/", "https:/"};
    size_t query = dl_str_find(memento, DL_STR("?"), 0);
    size_t best = 0;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t at = dl_str_find(memento, dl_str_of(schemes[i]), 1);
        if (at < query && (best == 0 || at < best))
            best = at;
    }
    return best ? dl_str_slice(memento, best, memento.size) : (dl_str){"", 0};
}

dl_str dl_archive_digits(dl_str memento)
{
    size_t original = memento.size - dl_archive_original(memento).size;
    dl_str before = dl_str_slice(memento, 0, original);
    while (before.size) {
        dl_str segment = dl_str_cut(before, '/', &before);
        size_t digits = 0;
        while (digits < segment.size && segment.data[digits] >= '0' && segment.data[digits] <= '9')
            digits++;
        if (digits >= 8 && digits <= 14)
            return dl_str_slice(segment, 0, digits);
    }
    return (dl_str){"", 0};
}

void dl_memento_headers(dl_str headers, dl_buf *out)
{
    static const char prefix[] = "X-Archive-Orig-";
    static const size_t size = sizeof prefix - 1;
    dl_str line;
    while (dl_header_next(&headers, &line))
        if (line.size > size && dl_str_starts_word(line, prefix))
            dl_buf_add(out, dl_str_slice(line, size, line.size));
}

/* The middle of what date can mean, so that the archive's nearest is near to all of it. */
static bool middle_of(const dl_date *date, dl_date *moment)
{
    dl_bounds bounds = dl_date_bounds(date);
    bool from = bounds.start_earliest.kind == DL_BOUND_FINITE;
    bool to = bounds.end_latest.kind == DL_BOUND_FINITE;
    int64_t first = bounds.start_earliest.seconds, last = bounds.end_latest.seconds;
    if (!from && !to)
        return false;
    int64_t seconds = !to ? first : !from ? last - 1 : first + (last - first) / 2;
    static const int64_t year_10000 = 253402300800, year_1 = -62135596800;
    if (seconds >= year_10000 || seconds < year_1)
        return false;
    *moment = dl_date_of_utc(seconds * 1000000);
    return true;
}

/* RFC 7089 §2.1.1: the date format of RFC 9110 §5.6.7. */
static void put_http_date(const dl_date *moment, dl_buf *out)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const dl_date_part *p = &moment->start;
    int64_t day = dl_days_from_civil(p->year, p->month, p->day);
    dl_buf_printf(out, "%s, %02d %s %04lld %02d:%02d:%02d GMT", days[dl_weekday(day)], p->day,
                  months[p->month - 1], (long long)p->year, p->hour, p->minute, p->second);
}

static void put_digits(const dl_date *moment, dl_buf *out)
{
    const dl_date_part *p = &moment->start;
    dl_buf_printf(out, "%04lld%02d%02d%02d%02d%02d", (long long)p->year, p->month, p->day, p->hour,
                  p->minute, p->second);
}

/* Of several captures of a TimeGate, only one that was asked the same is an answer. */
static bool was_asked(const dl_snapshot *snapshot, dl_str header)
{
    dl_str sent = dl_header_value(snapshot->request, "Accept-Datetime");
    return sent.size == 0 || dl_str_ends(header, sent);
}

static int ask_timegate(source *s, dl_str url, const dl_date *moment, dl_snapshot *snapshot,
                        dl_fetch_from *from, dl_error *error)
{
    dl_buf text = {0};
    dl_buf_puts(&text, "Accept-Datetime: ");
    put_http_date(moment, &text);
    dl_str header = source_take(s, &text);
    dl_buf_add(&text, s->options->timegate);
    dl_buf_add(&text, url);
    dl_ask ask = {.url = source_take(s, &text),
                  .mode = s->options->mode,
                  .headers = &header,
                  .header_count = 1,
                  .for_programs = true};
    int rc = source_end(s, error);
    if (!rc)
        rc = dl_fetch_ask(s->fetch, &ask, s->arena, snapshot, from, error);
    if (!rc && !was_asked(snapshot, header)) {
        ask.mode = DL_FETCH_REFRESH;
        rc = dl_fetch_ask(s->fetch, &ask, s->arena, snapshot, from, error);
        if (!rc && !was_asked(snapshot, header)) /* offline, the older answer is given again */
            rc = dl_error_set(error, DL_ERR_NET_OFFLINE,
                              "what %.200s had on that date is not captured", url.data);
    }
    return rc;
}

static int ask_wayback(source *s, dl_str url, const dl_date *moment, dl_snapshot *snapshot,
                       dl_fetch_from *from, dl_error *error)
{
    dl_buf text = {0}, digits = {0};
    put_digits(moment, &digits);
    dl_archive_address(dl_archive_base(s->options), dl_buf_str(&digits), url, &text);
    s->failed = s->failed || digits.failed;
    dl_buf_clear(&digits);
    dl_ask ask = {.url = source_take(s, &text),
                  .mode = s->options->mode,
                  .for_programs = true,
                  .min_delay_ms = dl_archive_delay_ms(s->options)};
    int rc = source_end(s, error);
    return rc ? rc : dl_fetch_ask(s->fetch, &ask, s->arena, snapshot, from, error);
}

/* What is left of an address without what archives add to it or take away: the scheme, slashes
 * after it, www., the scheme's own port, slashes at its end. *rest: what follows the host. */
static dl_str bare_host(dl_str url, dl_str *rest)
{
    size_t colon = dl_str_find(url, DL_STR(":"), 0);
    url = dl_str_slice(url, colon + 1, url.size);
    while (url.size && url.data[0] == '/')
        url = dl_str_slice(url, 1, url.size);
    if (dl_str_starts(url, DL_STR("www.")))
        url = dl_str_slice(url, 4, url.size);
    while (url.size && url.data[url.size - 1] == '/')
        url.size--;
    dl_str host = dl_str_slice(url, 0, dl_str_find(url, DL_STR("/"), 0));
    *rest = dl_str_slice(url, host.size, url.size);
    if (dl_str_ends(host, DL_STR(":80")))
        host.size -= 3;
    else if (dl_str_ends(host, DL_STR(":443")))
        host.size -= 4;
    return host;
}

static bool same_page(dl_str a, dl_str b)
{
    dl_str rest_a, rest_b;
    dl_str host_a = bare_host(a, &rest_a), host_b = bare_host(b, &rest_b);
    return dl_str_same_letters(host_a, host_b) && dl_str_equal(rest_a, rest_b);
}

/* Where the archived page led: another original than the one asked. */
static void find_move(source *s, const dl_snapshot *snapshot, dl_memento *memento)
{
    dl_str last = dl_archive_original(snapshot->final_url);
    if (last.size && !same_page(last, memento->original))
        memento->moved = source_copy(s, last);
    if (memento->moved.size || snapshot->status < 300 || snapshot->status > 399)
        return;
    /* an archived redirect that leads nowhere in the archive is not followed */
    dl_str location = dl_header_value(snapshot->headers, "X-Archive-Orig-Location");
    if (location.size == 0)
        location = dl_header_value(snapshot->headers, "Location");
    memento->moved = source_copy(s, location);
}

static void date_it(source *s, const dl_snapshot *snapshot, dl_memento *memento)
{
    dl_str told = dl_header_value(snapshot->headers, "Memento-Datetime");
    memento->has_at = source_read_date(told, &memento->at);
    if (!memento->has_at)
        memento->has_at = source_digits_date(dl_archive_digits(snapshot->final_url), &memento->at);
    if (memento->has_at)
        memento->distance = dl_date_distance(&memento->asked, &memento->at);
    dl_str original = dl_weblink_in_headers(snapshot->headers, "original");
    if (memento->moved.size == 0 && original.size && !same_page(original, memento->original))
        memento->moved = source_copy(s, original);
}

/* Without Memento-Datetime an error is the archive's own. */
static int refuse(const source *s, dl_str url, const dl_snapshot *snapshot, dl_error *error)
{
    if (snapshot->status != 404)
        return source_refused(s, snapshot, error);
    int rc = dl_error_set(error, DL_ERR_NET, "the archive has no capture of %.300s", url.data);
    dl_error_hint(error, "fetch.history(url) lists what it has");
    dl_error_at(error, snapshot->url.data, 0, 0);
    return rc;
}

int dl_source_at(dl_fetch *fetch, dl_str url, const dl_date *date, const dl_source_options *options,
                 dl_arena *arena, dl_memento *memento, dl_snapshot *snapshot, dl_fetch_from *from,
                 dl_error *error)
{
    source s;
    dl_records none;
    dl_date moment;
    source_begin(&s, fetch, options, arena, &none, "the archive", 1);
    url = source_copy(&s, dl_str_trim(url));
    if (!dl_link_is_web(url))
        return dl_error_set(error, DL_ERR_USAGE, "an archive knows pages by their http address");
    if (!middle_of(date, &moment))
        return dl_error_set(error, DL_ERR_USAGE,
                            "an archive is asked for a day, and this date "
                            "is open or unknown on both sides");
    int rc = options->timegate.size ? ask_timegate(&s, url, &moment, snapshot, from, error)
                                    : ask_wayback(&s, url, &moment, snapshot, from, error);
    if (rc)
        return rc;
    bool archived = dl_header_value(snapshot->headers, "Memento-Datetime").size > 0;
    if (!archived && snapshot->status >= 400)
        return refuse(&s, url, snapshot, error);
    *memento =
        (dl_memento){.is = true, .original = url, .asked = *date, .status = snapshot->status};
    memento->moved = (dl_str){"", 0};
    find_move(&s, snapshot, memento);
    date_it(&s, snapshot, memento);
    if (!archived && !memento->has_at)
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "the archive answered with what is no capture: "
                            "neither its header nor its address has a date");
    snapshot->origin = DL_STR("memento");
    return source_end(&s, error);
}
