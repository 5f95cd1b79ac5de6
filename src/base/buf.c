#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/str.h"

/* What a buffer that failed is seen as: empty, with bytes behind that no empty literal has, as a
 * compiler may put a literal where a constant of the same bytes is. */
static const char failed_view[] = "\0failed";

void dl_buf_init(dl_buf *buf)
{
    memset(buf, 0, sizeof *buf);
}

void dl_buf_clear(dl_buf *buf)
{
    if (!buf)
        return;
    free(buf->data);
    dl_buf_init(buf);
}

/* Room for `more` bytes and the final NUL. */
static bool reserve(dl_buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (more > SIZE_MAX - buf->size - 1) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->size + more + 1;
    if (buf->data && need <= buf->capacity)
        return true;
    size_t capacity = buf->capacity ? buf->capacity : 64;
    while (capacity < need)
        capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
    char *data = realloc(buf->data, capacity);
    if (!data) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

void dl_buf_append(dl_buf *buf, const char *data, size_t size)
{
    dl_buf_heed(buf, (dl_str){data, size});
    if (!reserve(buf, size))
        return;
    if (size)
        memcpy(buf->data + buf->size, data, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

void dl_buf_add(dl_buf *buf, dl_str text)
{
    dl_buf_append(buf, text.data, text.size);
}

void dl_buf_puts(dl_buf *buf, const char *text)
{
    dl_buf_append(buf, text, strlen(text));
}

void dl_buf_putc(dl_buf *buf, char byte)
{
    dl_buf_append(buf, &byte, 1);
}

void dl_buf_printf(dl_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0)
        buf->failed = true;
    else if (reserve(buf, (size_t)length)) {
        vsnprintf(buf->data + buf->size, (size_t)length + 1, format, again);
        buf->size += (size_t)length;
    }
    va_end(again);
    va_end(args);
}

void dl_buf_truncate(dl_buf *buf, size_t size)
{
    if (size >= buf->size)
        return;
    buf->size = size;
    buf->data[size] = '\0';
}

dl_str dl_buf_str(const dl_buf *buf)
{
    return buf->failed ? (dl_str){failed_view, 0} : (dl_str){buf->data ? buf->data : "", buf->size};
}

bool dl_str_failed(dl_str text)
{
    return text.data == failed_view;
}

void dl_buf_heed(dl_buf *buf, dl_str text)
{
    buf->failed = buf->failed || dl_str_failed(text);
}

int dl_buf_ok(const dl_buf *buf, dl_error *error)
{
    return buf->failed ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out") : 0;
}

char *dl_buf_take(dl_buf *buf, size_t *size)
{
    if (!buf->data)
        dl_buf_append(buf, "", 0);
    char *data = buf->failed ? NULL : buf->data;
    if (size)
        *size = buf->size;
    if (!data)
        free(buf->data);
    dl_buf_init(buf);
    return data;
}
