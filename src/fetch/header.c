#include "fetch/header.h"

#include <stdlib.h>
#include <strings.h>

bool dl_header_next(dl_str *block, dl_str *line)
{
    while (block->size) {
        size_t end = 0;
        /* what goes on with no line before it is one of its own */
        while (block->size && (block->data[0] == ' ' || block->data[0] == '\t'))
            *block = dl_str_slice(*block, 1, block->size);
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

void dl_header_put(dl_str line, dl_buf *out)
{
    dl_buf_add(out, line);
    if (!dl_str_ends(line, DL_STR("\n")))
        dl_buf_puts(out, "\r\n");
}

static dl_str value_of(dl_str line)
{
    return dl_str_trim(dl_str_slice(line, dl_header_name(line).size + 1, line.size));
}

dl_str dl_header_value(dl_str block, const char *name)
{
    dl_str line;
    while (dl_header_next(&block, &line))
        if (dl_str_is_word(dl_header_name(line), name))
            return value_of(line);
    return (dl_str){"", 0};
}

bool dl_header_has(dl_str block, dl_str name)
{
    dl_str line;
    while (dl_header_next(&block, &line)) {
        dl_str key = dl_header_name(line);
        if (dl_str_same_letters(key, name))
            return true;
    }
    return false;
}

/* --- lists ---------------------------------------------------------------------------------- */

dl_header_list dl_header_list_of(dl_str block, const char *name)
{
    return (dl_header_list){.block = block, .name = dl_str_of(name), .value = {"", 0}};
}

/* Where the member ends: at a comma that is not quoted. */
static size_t member_end(dl_str value)
{
    bool quoted = false;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            return i;
    }
    return value.size;
}

bool dl_header_list_next(dl_header_list *list, dl_str *member)
{
    for (;;) {
        while (list->value.size) {
            size_t end = member_end(list->value);
            *member = dl_str_trim(dl_str_slice(list->value, 0, end));
            list->value = dl_str_slice(list->value, end + 1, list->value.size);
            if (member->size)
                return true;
        }
        dl_str line;
        if (!dl_header_next(&list->block, &line))
            return false;
        dl_str name = dl_header_name(line);
        if (dl_str_same_letters(name, list->name))
            list->value = value_of(line);
    }
}

/* --- what a cache keeps of them ----------------------------------------------------------------
 */

/* What Connection names: read once a block, since each line is held against it. */
typedef struct connection {
    dl_str names[32]; /* more is nobody's; what goes past it is kept, as any field is */
    size_t count;
} connection;

static connection connection_of(dl_str block)
{
    connection found = {.count = 0};
    dl_header_list list = dl_header_list_of(block, "Connection");
    while (found.count < sizeof found.names / sizeof *found.names &&
           dl_header_list_next(&list, &found.names[found.count]))
        found.count++;
    return found;
}

/* RFC 9111 §3.1: fields that were for one connection, or for a proxy; those that Connection names
 * too. */
static bool is_for_connection(const connection *on, dl_str name)
{
    static const char *const names[] = {"Connection",
                                        "Keep-Alive",
                                        "Proxy-Connection",
                                        "Proxy-Authenticate",
                                        "Proxy-Authentication-Info",
                                        "Proxy-Authorization",
                                        "TE",
                                        "Trailer",
                                        "Transfer-Encoding",
                                        "Upgrade",
                                        NULL};
    if (dl_str_among(name, names))
        return true;
    for (size_t i = 0; i < on->count; i++)
        if (dl_str_same_letters(on->names[i], name))
            return true;
    return false;
}

/* RFC 9111 §3.2: fields that say how the stored body is to be read. A 304 sends none of it, and
 * what it says of them is about a body that it might have sent. */
static bool stays(const connection *on, dl_str name)
{
    static const char *const names[] = {"Content-Encoding", "Content-Length", "Content-Range",
                                        NULL};
    return dl_str_among(name, names) || is_for_connection(on, name);
}

static int compare_names(const void *one, const void *other)
{
    const dl_str *a = one, *b = other;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return strncasecmp(a->data, b->data, a->size);
}

/* The names of a block, sorted, so that each line of another is not held against every one. NULL
 * where memory runs out. */
static dl_str *names_of(dl_str block, size_t *count)
{
    dl_str line;
    size_t lines = 1;
    for (size_t i = 0; i < block.size; i++)
        lines += block.data[i] == '\n';
    dl_str *names = malloc(lines * sizeof *names);
    *count = 0;
    while (names && dl_header_next(&block, &line))
        names[(*count)++] = dl_header_name(line);
    if (names)
        qsort(names, *count, sizeof *names, compare_names);
    return names;
}

void dl_header_freshen(dl_str stored, dl_str update, dl_buf *out)
{
    const connection on = connection_of(update);
    size_t count;
    dl_str line, rest = stored, *names = names_of(update, &count);
    out->failed = out->failed || !names;
    while (names && dl_header_next(&rest, &line)) {
        dl_str name = dl_header_name(line);
        if (name.size == 0 || stays(&on, name) ||
            !bsearch(&name, names, count, sizeof *names, compare_names))
            dl_header_put(line, out);
    }
    free(names);
    rest = update;
    while (dl_header_next(&rest, &line)) {
        dl_str name = dl_header_name(line);
        if (name.size && !stays(&on, name))
            dl_header_put(line, out);
    }
    dl_buf_puts(out, "\r\n");
}

void dl_header_serve(dl_str stored, int64_t age_s, dl_buf *out)
{
    const connection on = connection_of(stored);
    dl_str line, rest = stored;
    while (dl_header_next(&rest, &line)) {
        dl_str name = dl_header_name(line);
        if (!is_for_connection(&on, name) && !dl_str_is_word(name, "Age"))
            dl_header_put(line, out);
    }
    dl_buf_printf(out, "Age: %lld\r\n\r\n", (long long)age_s);
}
