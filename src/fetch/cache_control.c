#include "fetch/cache_control.h"

#include <stddef.h>
#include <string.h>

#include "fetch/header.h"

bool dl_delta_seconds_parse(dl_str text, int64_t *seconds)
{
    int64_t sum = 0;
    if (text.size == 0)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        sum = sum * 10 + (text.data[i] - '0');
        if (sum > DL_CC_FOREVER)
            sum = DL_CC_FOREVER;
    }
    *seconds = sum;
    return true;
}

typedef struct directive {
    const char *name;
    size_t at; /* offset in dl_cache_control of what it sets */
} directive;

/* RFC 9111 §5.2.1 and §5.2.2; stale-*: RFC 5861; immutable: RFC 8246. s-maxage and
 * proxy-revalidate are for caches that many share. */
static const directive seconds[] = {
    {"max-age", offsetof(dl_cache_control, max_age_s)},
    {"stale-if-error", offsetof(dl_cache_control, stale_if_error_s)},
    {"stale-while-revalidate", offsetof(dl_cache_control, stale_while_revalidate_s)},
    {"min-fresh", offsetof(dl_cache_control, min_fresh_s)},
    {"max-stale", offsetof(dl_cache_control, max_stale_s)},
};
static const directive flags[] = {
    {"no-store", offsetof(dl_cache_control, no_store)},
    {"no-cache", offsetof(dl_cache_control, no_cache)},
    {"must-revalidate", offsetof(dl_cache_control, must_revalidate)},
    {"must-understand", offsetof(dl_cache_control, must_understand)},
    {"public", offsetof(dl_cache_control, is_public)},
    {"private", offsetof(dl_cache_control, is_private)},
    {"immutable", offsetof(dl_cache_control, immutable)},
    {"only-if-cached", offsetof(dl_cache_control, only_if_cached)},
};

static const directive *directive_named(const directive *table, size_t count, dl_str name)
{
    for (size_t i = 0; i < count; i++)
        if (dl_str_is_word(name, table[i].name))
            return &table[i];
    return NULL;
}

/* The argument may be quoted (§5.2: recipients take both forms). */
static dl_str unquoted(dl_str value)
{
    bool quoted = value.size >= 2 && value.data[0] == '"' && value.data[value.size - 1] == '"';
    return quoted ? dl_str_slice(value, 1, value.size - 1) : value;
}

static int64_t seconds_of(const directive *d, dl_str value)
{
    int64_t number;
    if (!value.data)
        return d->at == offsetof(dl_cache_control, max_stale_s) ? DL_CC_FOREVER : DL_CC_INVALID;
    return dl_delta_seconds_parse(unquoted(value), &number) ? number : DL_CC_INVALID;
}

static void set(dl_cache_control *cc, dl_str member)
{
    dl_str value;
    dl_str name = dl_str_cut(member, '=', &value);
    const directive *d =
        directive_named(seconds, sizeof seconds / sizeof *seconds, dl_str_trim(name));
    if (d) {
        int64_t *at = (int64_t *)(void *)((char *)cc + d->at);
        /* "max-age = 5": no white space belongs there, so the number is not to be trusted */
        bool spaced = dl_str_trim(name).size != name.size;
        if (*at == DL_CC_ABSENT)
            *at = spaced ? DL_CC_INVALID : seconds_of(d, value);
        return;
    }
    d = directive_named(flags, sizeof flags / sizeof *flags, dl_str_trim(name));
    if (d)
        *((bool *)(void *)((char *)cc + d->at)) = true;
}

dl_cache_control dl_cache_control_parse(dl_str block)
{
    dl_cache_control cc = {.max_age_s = DL_CC_ABSENT,
                           .stale_if_error_s = DL_CC_ABSENT,
                           .stale_while_revalidate_s = DL_CC_ABSENT,
                           .min_fresh_s = DL_CC_ABSENT,
                           .max_stale_s = DL_CC_ABSENT};
    dl_header_list list = dl_header_list_of(block, "Cache-Control");
    dl_str member;
    while (dl_header_list_next(&list, &member))
        set(&cc, member);
    return cc;
}
