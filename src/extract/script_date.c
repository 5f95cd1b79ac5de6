/* Publication dates that content systems leave in scripts: 'publishdate': '2019-10-19'. */
#include <string.h>
#include <strings.h>

#include "extract/metadata.h"

/* Names and values past this are something else; so many a script are an archive's list. */
enum { LONGEST_NAME = 32, LONGEST_VALUE = 40, MOST = 4 };

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static bool has(const char *name, const char *part)
{
    return strstr(name, part) != NULL;
}

/* datePublished, publish_date, publishedAt, cmsPublishingDate; not unpublishDate. */
static bool tells_publication(dl_str name)
{
    char lower[LONGEST_NAME + 1];
    size_t used = 0;
    if (name.size > LONGEST_NAME)
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (c != '_' && c != '-')
            lower[used++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    lower[used] = '\0';
    bool moment =
        has(lower, "date") || has(lower, "time") ||
        (used > 2 && (!strcmp(lower + used - 2, "at") || !strcmp(lower + used - 2, "on")));
    return moment && !has(lower, "unpub") && !has(lower, "republ") && !has(lower, "modif") &&
           !has(lower, "updat") && !has(lower, "end") && !has(lower, "publisher");
}

/* The value after the name: quotes, a colon or equals sign, quotes. */
static dl_str value_after(dl_str script, size_t at)
{
    size_t marks = 0;
    while (at < script.size && marks < 8 && dl_one_of(script.data[at], "\\\"' \t:=,")) {
        at++;
        marks++;
    }
    size_t end = at;
    while (end < script.size && end - at < LONGEST_VALUE &&
           !dl_one_of(script.data[end], "\"'\\;<>{}[]\n"))
        end++;
    return marks ? dl_str_slice(script, at, end) : (dl_str){"", 0};
}

static bool begins_date(dl_str value)
{
    int digits = 0;
    for (size_t i = 0; i < value.size && i < 10; i++)
        digits += value.data[i] >= '0' && value.data[i] <= '9';
    return digits >= 5 && value.data[0] >= '0' && value.data[0] <= '9';
}

void dl_script_collect(dl_str script, dl_claims *claims)
{
    static const char *const words[] = {"ublish", "ublicat"};
    int found = 0;
    for (size_t w = 0; script.size && w < sizeof words / sizeof *words; w++) {
        const char *hit = strstr(script.data, words[w]);
        while (hit && found < MOST) {
            size_t at = (size_t)(hit - script.data), start = at, end = at;
            while (start > 0 && at - start < LONGEST_NAME && is_name_byte(script.data[start - 1]))
                start--;
            while (end < script.size && end - at < LONGEST_NAME && is_name_byte(script.data[end]))
                end++;
            dl_str name = dl_str_slice(script, start, end);
            dl_str value = value_after(script, end);
            if (name.size && tells_publication(name) && begins_date(value)) {
                dl_claim_add(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_SCRIPT, value, "script",
                             name);
                found++;
            }
            hit = strstr(script.data + end, words[w]);
        }
    }
}
