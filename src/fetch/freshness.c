#include "fetch/freshness.h"

#include <string.h>

#include "fetch/cache_control.h"
#include "fetch/header.h"
#include "fetch/http_date.h"

enum { SECOND_US = 1000000 };

/* Of a field that should be there once, the first line counts (RFC 9111 §4.2.1). */
static bool has_date(dl_str block, const char *name, int64_t now_us, int64_t *us)
{
    return dl_http_date_parse(dl_header_value(block, name), now_us, us);
}

/* When the server made the answer; where it does not say so, when it came (RFC 9110 §6.6.1). */
static int64_t made_at(const dl_stored *s)
{
    int64_t us;
    return has_date(s->headers, "Date", s->answered_at_us, &us) ? us : s->answered_at_us;
}

/* §5.1: the first member of a list, and nothing for what is no number. */
static int64_t age_told(dl_str block)
{
    dl_header_list list = dl_header_list_of(block, "Age");
    dl_str member;
    int64_t seconds = 0;
    if (dl_header_list_next(&list, &member) && dl_delta_seconds_parse(member, &seconds))
        return seconds * SECOND_US;
    return 0;
}

int64_t dl_age_us(const dl_stored *s, int64_t now_us)
{
    int64_t delay = s->answered_at_us - s->asked_at_us;
    int64_t apparent = s->answered_at_us - made_at(s);
    int64_t corrected = age_told(s->headers) + (delay > 0 && s->asked_at_us ? delay : 0);
    int64_t initial = apparent > corrected ? apparent : corrected;
    /* a clock that was set back makes nothing younger */
    int64_t resident = now_us > s->answered_at_us ? now_us - s->answered_at_us : 0;
    return (initial > 0 ? initial : 0) + resident;
}

/* --- lifetime ------------------------------------------------------------------------------- */

/* RFC 9110 §15.1 and RFC 9111 §4.2.2; 206 too, but parts are not put together here. */
static bool is_cacheable_by_heuristic(int status)
{
    static const int statuses[] = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i] == status)
            return true;
    return false;
}

/* The statuses that this cache knows the meaning of, as must-understand asks (§5.2.2.3). */
static bool is_understood(int status)
{
    static const int statuses[] = {302, 303, 307, 400, 401, 403, 406, 407, 408, 409,
                                   411, 412, 413, 415, 416, 417, 421, 422, 425, 426,
                                   428, 429, 431, 451, 500, 502, 503, 504, 505, 511};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i] == status)
            return true;
    return is_cacheable_by_heuristic(status);
}

/* Of the time since the last change a tenth, and never more than a day. */
static int64_t heuristic_lifetime(const dl_stored *s, const dl_cache_control *cc)
{
    static const int64_t share = 10, most_us = 24 * 3600 * INT64_C(1000000);
    int64_t modified;
    if ((!is_cacheable_by_heuristic(s->status) && !cc->is_public) ||
        !has_date(s->headers, "Last-Modified", s->answered_at_us, &modified) ||
        modified >= made_at(s))
        return 0;
    int64_t lifetime = (made_at(s) - modified) / share;
    return lifetime < most_us ? lifetime : most_us;
}

static int64_t lifetime_of(const dl_stored *s, const dl_cache_control *cc, const char **why)
{
    int64_t expires;
    if (cc->max_age_s != DL_CC_ABSENT) {
        *why = "max-age";
        return cc->max_age_s == DL_CC_INVALID ? 0 : cc->max_age_s * SECOND_US; /* §4.2.1: stale */
    }
    if (dl_header_has(s->headers, DL_STR("Expires"))) {
        *why = "expires";
        bool is_date = has_date(s->headers, "Expires", s->answered_at_us, &expires);
        return is_date && expires > made_at(s) ? expires - made_at(s) : 0; /* §5.3 */
    }
    int64_t lifetime = heuristic_lifetime(s, cc);
    *why = lifetime ? "heuristic" : "none";
    return lifetime;
}

/* --- the answer ------------------------------------------------------------------------------- */

/* When the response stops being fresh, plus so many seconds. */
static int64_t until(const dl_freshness *f, int64_t now_us, int64_t more_s)
{
    return now_us - f->age_us + f->lifetime_us + more_s * SECOND_US;
}

/* What forbids to take the response for the server's word at all. §3: an interim answer, a part,
 * a 304 of nobody; no-store, unless must-understand takes it back (§5.2.2.3). */
static const char *forbidden(const dl_stored *s, const dl_cache_control *cc)
{
    if (s->status < 200 || s->status == 206 || s->status == 304 ||
        (cc->must_understand && !is_understood(s->status)))
        return "status";
    return cc->no_store && !cc->must_understand ? "no-store" : NULL;
}

dl_freshness dl_freshness_of(const dl_stored *s, int64_t now_us)
{
    dl_cache_control cc = dl_cache_control_parse(s->headers);
    dl_freshness f = {.age_us = dl_age_us(s, now_us),
                      .usable_on_error_until_us = INT64_MIN,
                      .usable_while_asking_until_us = INT64_MIN};
    f.lifetime_us = lifetime_of(s, &cc, &f.why);
    if (s->max_lifetime_us && f.lifetime_us > s->max_lifetime_us)
        f.lifetime_us = s->max_lifetime_us;
    f.fresh = f.lifetime_us > f.age_us; /* §4.2 */

    const char *no = forbidden(s, &cc);
    if (no) {
        f.why = no;
        return f;
    }
    if (cc.no_cache)
        f.why = "no-cache";
    f.may_reuse = f.fresh && !cc.no_cache;
    f.needs_validation = !f.may_reuse;
    /* an error does not stand in for another */
    if (cc.no_cache || dl_status_is_error(s->status))
        return f;
    f.usable_on_error_until_us = until(&f, now_us, 0);
    if (!cc.must_revalidate && cc.stale_if_error_s > 0)
        f.usable_on_error_until_us = until(&f, now_us, cc.stale_if_error_s);
    if (!cc.must_revalidate && cc.stale_while_revalidate_s > 0)
        f.usable_while_asking_until_us = until(&f, now_us, cc.stale_while_revalidate_s);
    return f;
}

/* §5.2.1: whether the request takes what there is. */
static bool is_good_enough(const dl_freshness *f, const dl_cache_control *response,
                           const dl_cache_control *request)
{
    int64_t left_us = f->lifetime_us - f->age_us;
    if (request->no_cache || request->no_store || request->max_age_s == DL_CC_INVALID ||
        request->min_fresh_s == DL_CC_INVALID)
        return false;
    /* "max-age=0" of a person who presses reload: immutable is for that (RFC 8246) */
    bool too_old = request->max_age_s >= 0 && f->age_us > request->max_age_s * SECOND_US;
    if (too_old && !(response->immutable && f->fresh))
        return false;
    if (request->min_fresh_s >= 0 && left_us < request->min_fresh_s * SECOND_US)
        return false;
    if (f->fresh)
        return true;
    return request->max_stale_s >= 0 && !response->must_revalidate &&
           -left_us <= request->max_stale_s * SECOND_US;
}

dl_freshness dl_freshness_for(const dl_stored *s, dl_str request, int64_t now_us)
{
    dl_freshness f = dl_freshness_of(s, now_us);
    if (!dl_vary_matches(s->headers, s->request, request)) {
        f.may_reuse = f.needs_validation = false;
        f.usable_on_error_until_us = f.usable_while_asking_until_us = INT64_MIN;
        f.why = "vary";
        return f;
    }
    dl_cache_control wish = dl_cache_control_parse(request);
    dl_cache_control given = dl_cache_control_parse(s->headers);
    if (forbidden(s, &given) || given.no_cache)
        return f;
    bool takes = is_good_enough(&f, &given, &wish);
    if (takes != f.may_reuse)
        f.why = "request";
    f.may_reuse = takes;
    f.needs_validation = !takes;
    if (wish.stale_if_error_s > 0 && !given.must_revalidate) {
        int64_t wished = until(&f, now_us, wish.stale_if_error_s);
        if (wished > f.usable_on_error_until_us)
            f.usable_on_error_until_us = wished;
    }
    return f;
}

bool dl_status_is_error(int status)
{
    return status == 500 || status == 502 || status == 503 || status == 504; /* RFC 5861 §4 */
}

/* --- validators ------------------------------------------------------------------------------- */

static dl_str opaque_tag(dl_str etag)
{
    return dl_str_starts(etag, DL_STR("W/")) ? dl_str_slice(etag, 2, etag.size) : etag;
}

/* RFC 9110 §8.8.3.2, the weak comparison: nginx sends W/"x" with a compressed 200 and "x" with the
 * 304 for it, and no part of a body is ever asked for. */
static bool same_tag(dl_str a, dl_str b)
{
    return dl_str_equal(opaque_tag(a), opaque_tag(b));
}

bool dl_not_modified_confirms(dl_str stored, dl_str not_modified)
{
    dl_str was = dl_header_value(stored, "ETag"), is = dl_header_value(not_modified, "ETag");
    if (was.size && is.size)
        return same_tag(was, is);
    was = dl_header_value(stored, "Last-Modified");
    is = dl_header_value(not_modified, "Last-Modified");
    if (was.size && is.size) {
        int64_t then = 0, now = 0;
        bool dates = dl_http_date_parse(was, 0, &then) && dl_http_date_parse(is, 0, &now);
        return dates ? then == now : dl_str_equal(was, is);
    }
    /* It names nothing: our request named one response, and it says yes to that. */
    return true;
}

bool dl_request_has_it(dl_str request, const dl_stored *stored)
{
    dl_str etag = dl_header_value(stored->headers, "ETag"), member;
    if (dl_header_has(request, DL_STR("If-None-Match"))) { /* goes before the date: §13.2.2 */
        dl_header_list list = dl_header_list_of(request, "If-None-Match");
        while (dl_header_list_next(&list, &member))
            if (dl_str_equal(member, DL_STR("*")) || (etag.size && same_tag(member, etag)))
                return true;
        return false;
    }
    int64_t since, modified;
    if (!has_date(request, "If-Modified-Since", stored->answered_at_us, &since))
        return false;
    /* §4.3.2: without Last-Modified its Date stands for it, and without that its arrival */
    if (!has_date(stored->headers, "Last-Modified", stored->answered_at_us, &modified))
        modified = made_at(stored);
    return modified <= since;
}
