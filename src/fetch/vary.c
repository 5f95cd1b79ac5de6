/* RFC 9111 §4.1: which stored response answers a request. */
#include <string.h>

#include "fetch/freshness.h"
#include "fetch/header.h"

/* Fields whose members have weights instead of an order, and no case (RFC 9110 §12.5). */
static bool is_unordered(dl_str name)
{
    return dl_str_is_word(name, "Accept-Language") || dl_str_is_word(name, "Accept-Encoding") ||
           dl_str_is_word(name, "Accept-Charset");
}

static size_t count_members(dl_str block, const char *name, const dl_str *like)
{
    dl_header_list list = dl_header_list_of(block, name);
    dl_str member;
    size_t count = 0;
    while (dl_header_list_next(&list, &member))
        count += !like || dl_str_same_letters(member, *like);
    return count;
}

/* The same members as often each, in whatever order. */
static bool same_pile(dl_str a, dl_str b, const char *name, size_t count)
{
    dl_header_list list = dl_header_list_of(a, name);
    dl_str member;
    if (count_members(b, name, NULL) != count)
        return false;
    while (dl_header_list_next(&list, &member))
        if (count_members(a, name, &member) != count_members(b, name, &member))
            return false;
    return true;
}

/* The same members in the same order: what white space and line breaks between them change. */
static bool same_row(dl_str a, dl_str b, const char *name)
{
    dl_header_list in_a = dl_header_list_of(a, name), in_b = dl_header_list_of(b, name);
    dl_str from_a, from_b;
    for (;;) {
        bool more_a = dl_header_list_next(&in_a, &from_a);
        bool more_b = dl_header_list_next(&in_b, &from_b);
        if (more_a != more_b)
            return false;
        if (!more_a)
            return true;
        if (!dl_str_equal(from_a, from_b))
            return false;
    }
}

static bool same_field(dl_str a, dl_str b, dl_str field)
{
    /* The pile is compared in quadratic time; nobody reads more languages than this. */
    static const size_t most = 64;
    char name[128];
    if (field.size >= sizeof name)
        return false;
    memcpy(name, field.data, field.size);
    name[field.size] = '\0';
    if (dl_header_has(a, field) != dl_header_has(b, field))
        return false;
    size_t count = is_unordered(field) ? count_members(a, name, NULL) : 0;
    return count && count <= most ? same_pile(a, b, name, count) : same_row(a, b, name);
}

bool dl_vary_matches(dl_str response, dl_str stored_request, dl_str request)
{
    /* Each is looked for in both requests; nobody varies by more. */
    static const size_t most = 64;
    dl_header_list list = dl_header_list_of(response, "Vary");
    dl_str field;
    for (size_t count = 0; dl_header_list_next(&list, &field); count++)
        if (count == most || dl_str_equal(field, DL_STR("*")) ||
            !same_field(stored_request, request, field))
            return false;
    return true;
}
