#include "timeline/json_place.h"

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t skip_space(dl_str text, size_t at)
{
    while (at < text.size && is_space(text.data[at]))
        at++;
    return at;
}

/* Past the string that begins at at. */
static size_t skip_string(dl_str text, size_t at)
{
    for (at++; at < text.size && text.data[at] != '"'; at++)
        at += text.data[at] == '\\';
    return at < text.size ? at + 1 : text.size;
}

/* Past the value: brackets are counted, what is between them is not looked at. */
static size_t skip_value(dl_str text, size_t at)
{
    size_t depth = 0;
    while (at < text.size) {
        char byte = text.data[at];
        if (depth == 0 && (byte == ',' || byte == '}' || byte == ']'))
            return at;
        if (byte == '"') {
            at = skip_string(text, at);
            continue;
        }
        depth += byte == '{' || byte == '[';
        depth -= byte == '}' || byte == ']';
        at++;
    }
    return text.size;
}

size_t json_place_root(dl_str text)
{
    return skip_space(text, 0);
}

size_t json_place_member(dl_str text, size_t object, dl_str key)
{
    size_t at = object;
    if (at >= text.size || text.data[at] != '{')
        return text.size;
    while (at < text.size && text.data[at] != '}') {
        at = skip_space(text, at + 1);
        if (at >= text.size || text.data[at] != '"')
            return text.size;
        size_t end = skip_string(text, at);
        bool found = dl_str_equal(dl_str_slice(text, at + 1, end - 1), key);
        at = skip_space(text, skip_space(text, end) + 1);
        if (found)
            return at;
        at = skip_value(text, at);
    }
    return text.size;
}

size_t json_place_item(dl_str text, size_t array, size_t index)
{
    size_t at = array;
    if (at >= text.size || text.data[at] != '[')
        return text.size;
    for (size_t i = 0; at < text.size && text.data[at] != ']' && i <= index; i++) {
        at = skip_space(text, at + 1);
        if (i == index)
            return at;
        at = skip_value(text, at);
    }
    return text.size;
}

size_t json_place_next(dl_str text, size_t item)
{
    size_t end = skip_value(text, item);
    bool more = end < text.size && text.data[end] == ',';
    return more ? skip_space(text, end + 1) : text.size;
}

void json_place_line(dl_str text, size_t at, int *line, int *column)
{
    size_t start = 0;
    *line = 1;
    for (size_t i = 0; i < at && i < text.size; i++) {
        if (text.data[i] != '\n')
            continue;
        ++*line;
        start = i + 1;
    }
    *column = (int)(at - start) + 1;
}
