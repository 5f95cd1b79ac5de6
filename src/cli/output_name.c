#include "cli/output_name.h"

#include <string.h>

#include "base/utf8.h"

enum { MOST_BYTES = 120 };

bool output_name_varies(const char *pattern)
{
    return strchr(pattern, '{') != NULL;
}

/* Names that Windows takes for devices, whatever follows a ".". */
static bool is_device(dl_str name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul", "com", "lpt"};
    dl_str rest, stem = dl_str_cut(name, '.', &rest);
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        size_t size = strlen(devices[i]);
        bool same = dl_str_starts_word(stem, devices[i]);
        bool numbered = i >= 4 && stem.size == size + 1;
        if (same && (i < 4 ? stem.size == size : numbered))
            return true;
    }
    return false;
}

static bool stays(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '.' || byte == '_' || byte >= 0x80;
}

/* Cuts at a character's start. */
static dl_str cut_to(dl_str text, size_t most)
{
    size_t size = text.size < most ? text.size : most;
    while (size > 0 && size < text.size && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size--;
    return dl_str_slice(text, 0, size);
}

static void put_safe(dl_str value, dl_buf *out)
{
    size_t start = out->size;
    value = cut_to(value, MOST_BYTES);
    bool valid = dl_utf8_valid(value);
    for (size_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        bool dash = !stays(byte) || (!valid && byte >= 0x80) || (byte == '.' && out->size == start);
        bool again = dash && (out->size == start || out->data[out->size - 1] == '-');
        if (!again)
            dl_buf_putc(out, dash ? '-' : (char)byte);
    }
    while (out->size > start && out->data[out->size - 1] == '-')
        dl_buf_truncate(out, out->size - 1);
    if (out->size == start)
        dl_buf_puts(out, "untitled");
    else if (is_device(dl_str_slice(dl_buf_str(out), start, out->size)))
        dl_buf_puts(out, "_");
}

int output_name_make(const char *pattern, const output_field *fields, size_t count, dl_buf *name,
                     dl_error *error)
{
    for (const char *at = pattern; *at; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        if (!end) {
            dl_buf_putc(name, *at);
            continue;
        }
        dl_str wanted = {at + 1, (size_t)(end - at - 1)};
        size_t i = 0;
        while (i < count && !dl_str_equal(fields[i].name, wanted))
            i++;
        if (i == count)
            return dl_error_set(error, DL_ERR_USAGE,
                                "-o %s: there is no {%.*s}; {name} is the notebook's, and each "
                                "parameter has its own",
                                pattern, DL_STR_ARG(wanted));
        put_safe(fields[i].value, name);
        at = end;
    }
    return dl_buf_ok(name, error);
}
