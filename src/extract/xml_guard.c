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

bool xml_is_crowded(dl_str text)
{
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

bool xml_declares_much(dl_str text)
{
    size_t count = 0, at = 0;
    while (at < text.size) {
        const char *begin = memchr(text.data + at, '<', text.size - at);
        int attributes;
        if (!begin)
            return false;
        size_t from = (size_t)(begin - text.data);
        at = pass_tag(text, from, &attributes);
        if (from + 2 >= text.size || begin[1] != '!' || !strchr("EAN", begin[2]) || !begin[2])
            continue; /* ELEMENT, ENTITY, ATTLIST and NOTATION */
        if (++count > XML_MOST_DECLARATIONS || (begin[2] == 'A' && at - from > XML_LONGEST_LIST))
            return true;
    }
    return false;
}
