#include "dateline/str.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

dl_str dl_str_of(const char *text)
{
    return text ? (dl_str){text, strlen(text)} : (dl_str){"", 0};
}

bool dl_one_of(int byte, const char *bytes)
{
    return byte > 0 && byte < 0x80 && strchr(bytes, byte);
}

size_t dl_str_first_of(dl_str text, size_t from, const char *bytes)
{
    while (from < text.size && !dl_one_of(text.data[from], bytes))
        from++;
    return from;
}

bool dl_str_equal(dl_str a, dl_str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool dl_str_same_letters(dl_str a, dl_str b)
{
    return a.size == b.size && (a.size == 0 || strncasecmp(a.data, b.data, a.size) == 0);
}

int dl_str_compare(dl_str a, dl_str b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

bool dl_str_is_word(dl_str text, const char *word)
{
    return dl_str_same_letters(text, dl_str_of(word));
}

bool dl_str_starts_word(dl_str text, const char *word)
{
    return dl_str_is_word(dl_str_slice(text, 0, strlen(word)), word);
}

bool dl_str_ends_word(dl_str text, const char *word)
{
    size_t size = strlen(word);
    return text.size >= size &&
           dl_str_is_word(dl_str_slice(text, text.size - size, text.size), word);
}

bool dl_str_among(dl_str word, const char *const *list)
{
    while (*list && !dl_str_is_word(word, *list))
        list++;
    return *list;
}

bool dl_str_starts(dl_str text, dl_str prefix)
{
    return text.size >= prefix.size &&
           (prefix.size == 0 || memcmp(text.data, prefix.data, prefix.size) == 0);
}

bool dl_str_ends(dl_str text, dl_str suffix)
{
    return text.size >= suffix.size &&
           (suffix.size == 0 ||
            memcmp(text.data + (text.size - suffix.size), suffix.data, suffix.size) == 0);
}

size_t dl_str_find(dl_str text, dl_str needle, size_t from)
{
    if (needle.size == 0)
        return from < text.size ? from : text.size;
    while (from + needle.size <= text.size) {
        const char *hit =
            memchr(text.data + from, needle.data[0], text.size - from - needle.size + 1);
        if (!hit)
            break;
        if (memcmp(hit, needle.data, needle.size) == 0)
            return (size_t)(hit - text.data);
        from = (size_t)(hit - text.data) + 1;
    }
    return text.size;
}

dl_str dl_str_slice(dl_str text, size_t from, size_t to)
{
    if (to > text.size)
        to = text.size;
    if (from > to)
        from = to;
    return (dl_str){text.data ? text.data + from : "", to - from};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

dl_str dl_str_trim(dl_str text)
{
    size_t from = 0, to = text.size;
    while (from < to && is_space(text.data[from]))
        from++;
    while (to > from && is_space(text.data[to - 1]))
        to--;
    return dl_str_slice(text, from, to);
}

dl_str dl_str_cut(dl_str text, char separator, dl_str *rest)
{
    const char *hit = text.size ? memchr(text.data, separator, text.size) : NULL;
    if (!hit) {
        *rest = (dl_str){NULL, 0};
        return text;
    }
    size_t at = (size_t)(hit - text.data);
    *rest = (dl_str){hit + 1, text.size - at - 1};
    return (dl_str){text.data, at};
}

enum { NEAREST_MAX = 40 }; /* longer words are no misspelt names */

/* Edit distance with transpositions of neighbours (optimal string alignment). */
static size_t edit_distance(dl_str a, dl_str b)
{
    size_t rows[3][NEAREST_MAX + 1];
    for (size_t j = 0; j <= b.size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t best = above[j - 1] + (a.data[i - 1] != b.data[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            bool swapped =
                i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1];
            if (swapped && twice[j - 2] + 1 < best)
                best = twice[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a.size % 3][b.size];
}

const char *dl_str_nearest(dl_str word, const char *const *candidates, size_t count)
{
    if (word.size == 0 || word.size > NEAREST_MAX)
        return NULL;
    const char *nearest = NULL;
    size_t nearest_distance = word.size / 3 + 2; /* one slip in a short word, more in a long */
    for (size_t i = 0; i < count; i++) {
        dl_str candidate = dl_str_of(candidates[i]);
        if (candidate.size > NEAREST_MAX)
            continue;
        size_t distance = edit_distance(word, candidate);
        if (distance < nearest_distance && distance < candidate.size) {
            nearest = candidates[i];
            nearest_distance = distance;
        }
    }
    return nearest;
}

const char *dl_str_joint(size_t at, size_t count)
{
    if (at == 0)
        return "";
    return at + 1 == count ? " or " : ", ";
}

dl_proposal dl_str_propose(const char *const *words, size_t count, const char *otherwise)
{
    dl_proposal made = {""};
    int at = 0, size = (int)sizeof made.text;
    if (count == 0 || !words[0])
        snprintf(made.text, sizeof made.text, "%s", otherwise ? otherwise : "");
    else
        at = snprintf(made.text, sizeof made.text, "do you mean ");
    for (size_t i = 0; at > 0 && at < size && i < count; i++)
        at += snprintf(made.text + at, (size_t)(size - at), "%s'%.44s'", dl_str_joint(i, count),
                       words[i]);
    if (at > 0 && at < size)
        snprintf(made.text + at, (size_t)(size - at), "?");
    return made;
}
