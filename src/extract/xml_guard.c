#include "extract/xml_guard.h"

#include <string.h>

/* Behind the tag that begins at at; *attributes: how many it has. */
static size_t pass_tag(dl_str text, size_t at, int *attributes)
{
    char quote = '\0';
    *attributes = 0;
    for (at++; at < text.size && text.data[at] != '<'; at++) {
        char c = text.data[at];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            break;
        *attributes += !quote && c == '=';
    }
    return at;
}

/* Most feeds have fewer signs in all, and are done with here. */
static bool has_more(dl_str text, char sign, size_t most)
{
    size_t count = 0;
    const char *at = text.data, *end = text.data + text.size;
    while (at < end && (at = memchr(at, sign, (size_t)(end - at))) != NULL) {
        if (++count > most)
            return true;
        at++;
    }
    return false;
}

/* Whether some tag has too many. Only "=" outside of quotes counts; a tag ends where it must, at
 * the next "<" or ">", so that what is no tag misleads it no further. */
static bool is_crowded(dl_str text)
{
    if (!has_more(text, '=', XML_MOST_ATTRIBUTES))
        return false;
    for (size_t at = 0; at < text.size;) {
        const char *begin = memchr(text.data + at, '<', text.size - at);
        int attributes;
        if (!begin)
            return false;
        at = pass_tag(text, (size_t)(begin - text.data), &attributes);
        if (attributes > XML_MOST_ATTRIBUTES)
            return true;
    }
    return false;
}

static bool declares_much(dl_str text)
{
    size_t count = 0;
    for (size_t at = 0; (at = dl_str_find(text, DL_STR("<!"), at)) + 2 < text.size; at++) {
        char kind = text.data[at + 2];
        int attributes;
        if (kind != 'E' && kind != 'A' && kind != 'N')
            continue; /* ELEMENT, ENTITY, ATTLIST and NOTATION */
        if (++count > XML_MOST_DECLARATIONS ||
            (kind == 'A' && pass_tag(text, at, &attributes) - at > XML_LONGEST_LIST))
            return true;
    }
    return false;
}

bool xml_is_excessive(dl_str text)
{
    return is_crowded(text) || declares_much(text);
}
