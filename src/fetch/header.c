#include "fetch/header.h"

#include <string.h>
#include <strings.h>

bool dl_header_next(dl_str *block, dl_str *line)
{
    while (block->size) {
        size_t end = 0;
        /* RFC 9112 §5.2: a line that begins with white space goes on with the one before */
        do
            end = dl_str_find(*block, DL_STR("\n"), end) + 1;
        while (end < block->size && (block->data[end] == ' ' || block->data[end] == '\t'));
        *line = dl_str_slice(*block, 0, end);
        *block = dl_str_slice(*block, end, block->size);
        if (dl_str_trim(*line).size)
            return true;
    }
    return false;
}

dl_str dl_header_name(dl_str line)
{
    size_t colon = dl_str_find(line, DL_STR(":"), 0);
    return colon < line.size ? dl_str_slice(line, 0, colon) : (dl_str){"", 0};
}

dl_str dl_header_value(dl_str block, const char *name)
{
    dl_str line;
    while (dl_header_next(&block, &line)) {
        dl_str key = dl_header_name(line);
        if (key.size == strlen(name) && strncasecmp(key.data, name, key.size) == 0)
            return dl_str_trim(dl_str_slice(line, key.size + 1, line.size));
    }
    return (dl_str){"", 0};
}

/* RFC 9111 §3.2: fields that belong to the message, and not to what is stored. */
static bool stays(dl_str name)
{
    static const char *const names[] = {"Content-Encoding", "Content-Length", "Content-Range",
                                        "Connection",       "Keep-Alive",     "Transfer-Encoding",
                                        "Trailer"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.size == strlen(names[i]) && strncasecmp(name.data, names[i], name.size) == 0)
            return true;
    return false;
}

static bool is_in(dl_str block, dl_str name)
{
    dl_str line;
    while (dl_header_next(&block, &line)) {
        dl_str key = dl_header_name(line);
        if (key.size == name.size && strncasecmp(key.data, name.data, name.size) == 0)
            return true;
    }
    return false;
}

void dl_header_freshen(dl_str stored, dl_str update, dl_buf *out)
{
    dl_str line, rest = stored;
    while (dl_header_next(&rest, &line)) {
        dl_str name = dl_header_name(line);
        if (name.size == 0 || stays(name) || !is_in(update, name))
            dl_buf_add(out, line);
    }
    rest = update;
    while (dl_header_next(&rest, &line)) {
        dl_str name = dl_header_name(line);
        if (name.size && !stays(name))
            dl_buf_add(out, line);
    }
    dl_buf_puts(out, "\r\n");
}
