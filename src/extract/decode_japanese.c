/* The encodings of Japanese (Encoding Standard §12). All three share index jis0208, which the C
 * library has as the code page 932, with the additions of NEC and IBM that the web uses. */
#include <string.h>

#include "extract/decode.h"

enum { KATAKANA = 0xFF61 - 0xA1 };

/* A row and a cell of jis0208, counted from 0, as code page 932 writes them. */
static uint32_t jis0208(dl_decoding *d, int row, int cell)
{
    int lead = row / 2 + (row < 62 ? 0x81 : 0xC1);
    int trail = row % 2 ? cell + 0x9F : cell + (cell < 63 ? 0x40 : 0x41);
    if (lead > 0xFC)
        return DL_NO_CODE;
    return dl_decode_pair(d, (unsigned char)lead, (unsigned char)trail);
}

void dl_decode_shift_jis(dl_decoding *d)
{
    for (size_t at = 0; at < d->bytes.size;) {
        int lead = dl_decode_byte(d, at), trail = dl_decode_byte(d, at + 1);
        if (lead <= 0x80 || dl_decode_within(lead, 0xA1, 0xDF)) {
            dl_decode_put(d, (uint32_t)(lead <= 0x80 ? lead : lead + KATAKANA));
            at++;
            continue;
        }
        if (!dl_decode_within(lead, 0x81, 0xFC) || lead == 0xA0) {
            dl_decode_bad(d);
            at++;
            continue;
        }
        uint32_t code = DL_NO_CODE;
        if (dl_decode_within(trail, 0x40, 0x7E) || dl_decode_within(trail, 0x80, 0xFC)) {
            int row_start = lead - (lead < 0xA0 ? 0x81 : 0xC1);
            int pointer = row_start * 188 + trail - (trail < 0x7F ? 0x40 : 0x41);
            code = dl_decode_within(pointer, 8836, 10715) /* rows for users' own: private use */
                       ? (uint32_t)(0xE000 - 8836 + pointer)
                       : dl_decode_pair(d, (unsigned char)lead, (unsigned char)trail);
        }
        if (code == DL_NO_CODE) {
            at += dl_decode_bad_pair(d, trail);
            continue;
        }
        dl_decode_put(d, code);
        at += 2;
    }
}

/* Three bytes, 0x8F first: index jis0212, which iconv knows as EUC-JP has it. How many were taken.
 */
static size_t jis0212(dl_decoding *d, iconv_t euc, size_t at)
{
    int second = dl_decode_byte(d, at + 1), third = dl_decode_byte(d, at + 2);
    dl_decoding other = *d;
    other.converter = euc;
    const unsigned char sequence[3] = {0x8F, (unsigned char)second, (unsigned char)third};
    uint32_t code =
        dl_decode_within(third, 0xA1, 0xFE) ? dl_decode_ask(&other, sequence, 3) : DL_NO_CODE;
    /* rows for users' own have no character in the standard */
    if (code == DL_NO_CODE || dl_decode_within((int)code, 0xE000, 0xF8FF)) {
        dl_decode_bad(d);
        return third < 0x80 ? 2 : 3;
    }
    dl_decode_put(d, code);
    return 3;
}

static void euc_jp(dl_decoding *d, iconv_t euc)
{
    for (size_t at = 0; at < d->bytes.size;) {
        int lead = dl_decode_byte(d, at), trail = dl_decode_byte(d, at + 1);
        uint32_t code = DL_NO_CODE;
        if (lead < 0x80) {
            dl_decode_put(d, (uint32_t)lead);
            at++;
            continue;
        }
        if (lead != 0x8E && lead != 0x8F && !dl_decode_within(lead, 0xA1, 0xFE)) {
            dl_decode_bad(d);
            at++;
            continue;
        }
        if (lead == 0x8F && dl_decode_within(trail, 0xA1, 0xFE)) {
            at += jis0212(d, euc, at);
            continue;
        }
        if (lead == 0x8E && dl_decode_within(trail, 0xA1, 0xDF))
            code = (uint32_t)(trail + KATAKANA);
        else if (lead >= 0xA1 && dl_decode_within(trail, 0xA1, 0xFE))
            code = jis0208(d, lead - 0xA1, trail - 0xA1);
        if (code == DL_NO_CODE) {
            at += dl_decode_bad_pair(d, trail);
            continue;
        }
        dl_decode_put(d, code);
        at += 2;
    }
}

void dl_decode_euc_jp(dl_decoding *d)
{
    iconv_t euc = iconv_open("UTF-32LE", "EUC-JP");
    euc_jp(d, euc);
    if ((intptr_t)euc != -1)
        iconv_close(euc);
}

typedef enum jis_set { ASCII, ROMAN, KANA, KANJI } jis_set;

/* §12.2.1: the three bytes of a known escape sequence; false for any other. */
static bool escape(const dl_decoding *d, size_t at, jis_set *set)
{
    static const struct {
        const char *bytes;
        jis_set set;
    } known[] = {{"\x1B(B", ASCII},
                 {"\x1B(J", ROMAN},
                 {"\x1B(I", KANA},
                 {"\x1B$@", KANJI},
                 {"\x1B$B", KANJI}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (at + 3 <= d->bytes.size && memcmp(d->bytes.data + at, known[i].bytes, 3) == 0) {
            *set = known[i].set;
            return true;
        }
    }
    return false;
}

static size_t kanji(dl_decoding *d, size_t at)
{
    int lead = dl_decode_byte(d, at), trail = dl_decode_byte(d, at + 1);
    uint32_t code = DL_NO_CODE;
    if (!dl_decode_within(lead, 0x21, 0x7E)) {
        dl_decode_bad(d);
        return 1;
    }
    if (dl_decode_within(trail, 0x21, 0x7E))
        code = jis0208(d, lead - 0x21, trail - 0x21);
    if (code == DL_NO_CODE)
        dl_decode_bad(d);
    else
        dl_decode_put(d, code);
    return trail < 0 || trail == 0x1B ? 1 : 2; /* an escape is read for itself */
}

static void single(dl_decoding *d, jis_set set, int byte)
{
    if (set == KANA && dl_decode_within(byte, 0x21, 0x5F))
        dl_decode_put(d, (uint32_t)(byte + 0x80 + KATAKANA));
    else if (set == KANA || byte >= 0x80 || byte == 0x0E || byte == 0x0F || byte == 0x1B)
        dl_decode_bad(d);
    else if (set == ROMAN && (byte == 0x5C || byte == 0x7E))
        dl_decode_put(d, byte == 0x5C ? 0xA5 : 0x203E);
    else
        dl_decode_put(d, (uint32_t)byte);
}

void dl_decode_iso_2022_jp(dl_decoding *d)
{
    jis_set set = ASCII;
    bool empty = false; /* an escape was read, and nothing since */
    for (size_t at = 0; at < d->bytes.size;) {
        int byte = dl_decode_byte(d, at);
        if (byte == 0x1B && escape(d, at, &set)) {
            if (empty) /* one behind the other hides text from filters (§12.2.1) */
                dl_decode_bad(d);
            empty = true;
            at += 3;
            continue;
        }
        empty = false;
        if (set == KANJI && byte != 0x1B) {
            at += kanji(d, at);
        } else {
            single(d, set, byte);
            at++;
        }
    }
}
