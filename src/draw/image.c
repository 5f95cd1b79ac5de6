#include "draw/image.h"

#include <string.h>

#include "base/escape.h"

/* RFC 2083 §3.1; ISO 10918-1 B.1; GIF89a §17; RFC 9649 §2.4. */
static const char png_start[] = "\x89PNG\r\n\x1A\n", jpeg_start[] = "\xFF\xD8\xFF";

static bool starts(dl_str bytes, const char *start, size_t size)
{
    return bytes.size >= size && memcmp(bytes.data, start, size) == 0;
}

static bool is_webp(dl_str bytes)
{
    return bytes.size >= 16 && starts(bytes, "RIFF", 4) && memcmp(bytes.data + 8, "WEBP", 4) == 0;
}

static bool is_gif(dl_str bytes)
{
    return starts(bytes, "GIF87a", 6) || starts(bytes, "GIF89a", 6);
}

bool dl_image_begins(dl_str bytes)
{
    return starts(bytes, png_start, 8) || starts(bytes, jpeg_start, 3) || is_gif(bytes) ||
           is_webp(bytes);
}

/* Two, three or four bytes as a number; the caller has looked that they are there. */
static unsigned big(dl_str bytes, size_t at, size_t count)
{
    unsigned number = 0;
    for (size_t i = 0; i < count; i++)
        number = number << 8 | (unsigned char)bytes.data[at + i];
    return number;
}

static unsigned little(dl_str bytes, size_t at, size_t count)
{
    unsigned number = 0;
    for (size_t i = count; i > 0; i--)
        number = number << 8 | (unsigned char)bytes.data[at + i - 1];
    return number;
}

static bool size_png(dl_str bytes, unsigned *width, unsigned *height)
{
    if (bytes.size < 33 || memcmp(bytes.data + 12, "IHDR", 4) != 0)
        return false;
    *width = big(bytes, 16, 4);
    *height = big(bytes, 20, 4);
    return true;
}

/* The segments up to the frame's header: SOF0 to SOF15 but DHT, JPG and DAC. */
static bool size_jpeg(dl_str bytes, unsigned *width, unsigned *height)
{
    size_t at = 2;
    while (at + 4 <= bytes.size && (unsigned char)bytes.data[at] == 0xFF) {
        unsigned mark = (unsigned char)bytes.data[at + 1];
        if (mark == 0xFF) { /* fill */
            at++;
            continue;
        }
        bool frame = mark >= 0xC0 && mark <= 0xCF && mark != 0xC4 && mark != 0xC8 && mark != 0xCC;
        unsigned length = big(bytes, at + 2, 2);
        if (length < 2 || mark == 0xD9 || mark == 0xDA)
            return false;
        if (frame && at + 9 <= bytes.size) {
            *height = big(bytes, at + 5, 2);
            *width = big(bytes, at + 7, 2);
            return true;
        }
        at += 2 + length;
    }
    return false;
}

static bool size_gif(dl_str bytes, unsigned *width, unsigned *height)
{
    if (bytes.size < 13)
        return false;
    *width = little(bytes, 6, 2);
    *height = little(bytes, 8, 2);
    return true;
}

static bool size_webp(dl_str bytes, unsigned *width, unsigned *height)
{
    if (bytes.size < 30)
        return false;
    if (memcmp(bytes.data + 12, "VP8X", 4) == 0) {
        *width = little(bytes, 24, 3) + 1;
        *height = little(bytes, 27, 3) + 1;
        return true;
    }
    if (memcmp(bytes.data + 12, "VP8L", 4) == 0) {
        unsigned bits = little(bytes, 21, 4);
        *width = (bits & 0x3FFF) + 1;
        *height = (bits >> 14 & 0x3FFF) + 1;
        return (unsigned char)bytes.data[20] == 0x2F;
    }
    if (memcmp(bytes.data + 12, "VP8 ", 4) != 0 || memcmp(bytes.data + 23, "\x9D\x01\x2A", 3) != 0)
        return false;
    *width = little(bytes, 26, 2) & 0x3FFF;
    *height = little(bytes, 28, 2) & 0x3FFF;
    return true;
}

int dl_image_read(dl_str bytes, dl_image *image, dl_error *error)
{
    static const unsigned longest = 20000;
    static const struct {
        const char *type;
        bool (*size)(dl_str bytes, unsigned *width, unsigned *height);
    } formats[] = {{"image/png", size_png},
                   {"image/jpeg", size_jpeg},
                   {"image/gif", size_gif},
                   {"image/webp", size_webp}};
    size_t which = starts(bytes, png_start, 8)    ? 0
                   : starts(bytes, jpeg_start, 3) ? 1
                   : is_gif(bytes)                ? 2
                   : is_webp(bytes)               ? 3
                                                  : 4;
    unsigned width = 0, height = 0;
    if (which == 4)
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "this is no picture that can be shown: PNG, JPEG, GIF or WebP was "
                            "expected (SVG is refused: it is a document that asks for others)");
    if (!formats[which].size(bytes, &width, &height))
        return dl_error_set(error, DL_ERR_SYNTAX, "this %s is damaged: it does not say its size",
                            formats[which].type);
    if (width == 0 || height == 0 || width > longest || height > longest)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "a picture of %u by %u pixels cannot be shown; sides of 1 to %u can",
                            width, height, longest);
    *image = (dl_image){formats[which].type, (int)width, (int)height};
    return 0;
}

/* RFC 4648 §4. */
static void put_base64(dl_str bytes, dl_buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    dl_str rest = bytes;
    while (rest.size > 0) {
        size_t left = rest.size < 3 ? rest.size : 3;
        unsigned three = big(rest, 0, left) << 8 * (3 - left);
        char four[4];
        for (size_t i = 0; i < sizeof four; i++)
            four[i] = i <= left ? digits[three >> (18 - 6 * i) & 63] : '=';
        dl_buf_add(out, (dl_str){four, sizeof four});
        rest = dl_str_slice(rest, left, rest.size);
    }
}

void dl_image_svg(const dl_image *image, dl_str bytes, dl_str alt, dl_buf *out)
{
    dl_buf_printf(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                  "height=\"%d\" role=\"img\" aria-label=\"",
                  image->width, image->height, image->width, image->height);
    dl_escape_html(alt, out);
    dl_buf_printf(out, "\"><image width=\"%d\" height=\"%d\" href=\"data:%s;base64,", image->width,
                  image->height, image->type);
    put_base64(bytes, out);
    dl_buf_puts(out, "\"/></svg>");
}
