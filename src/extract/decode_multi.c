/* The encodings of Chinese and Korean (Encoding Standard §10, §11, §13). */
#include <string.h>

#include "extract/decode.h"

static size_t pair(dl_decoding *d, int lead, int trail)
{
    uint32_t code =
        trail < 0 ? DL_NO_CODE : dl_decode_pair(d, (unsigned char)lead, (unsigned char)trail);
    if (code == DL_NO_CODE)
        return dl_decode_bad_pair(d, trail);
    dl_decode_put(d, code);
    return 2;
}

/* §10.2.1, bytes: a pointer past the last range, or between the last of the BMP and the first past
 * it, has no character. */
static uint32_t four_bytes(const dl_decoding *d, const unsigned char *b)
{
    uint32_t pointer =
        ((b[0] - 0x81U) * 10 + b[1] - 0x30U) * 1260 + (b[2] - 0x81U) * 10 + b[3] - 0x30U;
    if ((pointer > 39419 && pointer < 189000) || pointer > 1237575)
        return DL_NO_CODE;
    if (pointer == 7457)
        return 0xE7C7;
    if (pointer >= 189000)
        return 0x10000 + pointer - 189000;
    return dl_decode_ask(d, b, 4);
}

/* The third and fourth byte of a sequence of four; how many bytes were taken. */
static size_t gb18030_four(dl_decoding *d, size_t at, int lead, int second)
{
    int third = dl_decode_byte(d, at + 2), fourth = dl_decode_byte(d, at + 3);
    if (third < 0 || (dl_decode_within(third, 0x81, 0xFE) && fourth < 0)) {
        dl_decode_bad(d); /* cut at the end of all: one error */
        return d->bytes.size - at;
    }
    if (!dl_decode_within(third, 0x81, 0xFE) || !dl_decode_within(fourth, 0x30, 0x39)) {
        dl_decode_bad(d);
        return 1; /* what came behind the lead is read again */
    }
    const unsigned char sequence[4] = {(unsigned char)lead, (unsigned char)second,
                                       (unsigned char)third, (unsigned char)fourth};
    uint32_t code = four_bytes(d, sequence);
    if (code == DL_NO_CODE)
        dl_decode_bad(d);
    else
        dl_decode_put(d, code);
    return 4;
}

void dl_decode_gb18030(dl_decoding *d)
{
    for (size_t at = 0; at < d->bytes.size;) {
        int lead = dl_decode_byte(d, at), next = dl_decode_byte(d, at + 1);
        if (lead < 0x80) {
            dl_decode_put(d, (uint32_t)lead);
            at++;
        } else if (lead == 0x80) {
            dl_decode_put(d, 0x20AC);
            at++;
        } else if (lead == 0xFF) {
            dl_decode_bad(d);
            at++;
        } else if (dl_decode_within(next, 0x30, 0x39)) {
            at += gb18030_four(d, at, lead, next);
        } else if (dl_decode_within(next, 0x40, 0x7E) || dl_decode_within(next, 0x80, 0xFE)) {
            at += pair(d, lead, next);
        } else {
            at += dl_decode_bad_pair(d, next);
        }
    }
}

/* §11.1: four pairs are a letter and a mark. */
static uint32_t big5_mark(int lead, int trail, uint32_t *letter)
{
    if (lead != 0x88)
        return DL_NO_CODE;
    *letter = trail == 0x62 || trail == 0x64 ? 0xCA : 0xEA;
    return trail == 0x62 || trail == 0xA3 ? 0x0304 : trail == 0x64 || trail == 0xA5 ? 0x030C : 0;
}

void dl_decode_big5(dl_decoding *d)
{
    for (size_t at = 0; at < d->bytes.size;) {
        int lead = dl_decode_byte(d, at), trail = dl_decode_byte(d, at + 1);
        uint32_t letter, mark;
        if (lead < 0x80) {
            dl_decode_put(d, (uint32_t)lead);
            at++;
        } else if (!dl_decode_within(lead, 0x81, 0xFE)) {
            dl_decode_bad(d);
            at++;
        } else if (!dl_decode_within(trail, 0x40, 0x7E) && !dl_decode_within(trail, 0xA1, 0xFE)) {
            at += dl_decode_bad_pair(d, trail);
        } else if ((mark = big5_mark(lead, trail, &letter)) != DL_NO_CODE) {
            dl_decode_put(d, letter);
            dl_decode_put(d, mark);
            at += 2;
        } else {
            at += pair(d, lead, trail);
        }
    }
}

void dl_decode_euc_kr(dl_decoding *d)
{
    for (size_t at = 0; at < d->bytes.size;) {
        int lead = dl_decode_byte(d, at), trail = dl_decode_byte(d, at + 1);
        if (lead < 0x80) {
            dl_decode_put(d, (uint32_t)lead);
            at++;
        } else if (!dl_decode_within(lead, 0x81, 0xFE)) {
            dl_decode_bad(d);
            at++;
        } else if (!dl_decode_within(trail, 0x41, 0xFE)) {
            at += dl_decode_bad_pair(d, trail);
        } else {
            at += pair(d, lead, trail);
        }
    }
}
