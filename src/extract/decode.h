/*
 * The decoders of the WHATWG Encoding Standard: which bytes make a character, what is an error,
 * and where reading goes on after one (an ASCII byte behind a bad lead byte is never eaten, so
 * that markup survives). iconv is asked for the character of one sequence at a time alone: its own
 * ideas of errors, of state and of composing never show.
 */
#ifndef EXTRACT_DECODE_H
#define EXTRACT_DECODE_H

#include <iconv.h>
#include <stdint.h>

#include "extract/encoding.h"

typedef struct dl_decoding {
    const dl_encoding *encoding;
    dl_str bytes;
    dl_buf *out;
    size_t replaced;   /* U+FFFD put for what could not be read */
    iconv_t converter; /* to UTF-32LE; only where the encoding names one */
    uint32_t *known;   /* of pairs, by lead and trail: code + 1; 0 where not yet asked */
} dl_decoding;

enum { DL_NO_CODE = 0 };

/* The character of a sequence by iconv; DL_NO_CODE when it has none. */
uint32_t dl_decode_ask(const dl_decoding *d, const unsigned char *sequence, size_t size);
/* The same for two bytes, with what the standard's index has otherwise; remembered. */
uint32_t dl_decode_pair(dl_decoding *d, unsigned char lead, unsigned char trail);

void dl_decode_put(dl_decoding *d, uint32_t code);
void dl_decode_bad(dl_decoding *d); /* one U+FFFD */
/* A pair without a character: one error. What it takes: an ASCII trail is read again by itself. */
size_t dl_decode_bad_pair(dl_decoding *d, int trail);

/* The byte there; -1 past the end. */
static inline int dl_decode_byte(const dl_decoding *d, size_t at)
{
    return at < d->bytes.size ? (unsigned char)d->bytes.data[at] : -1;
}

static inline bool dl_decode_within(int byte, int low, int high)
{
    return byte >= low && byte <= high;
}

void dl_decode_utf8(dl_decoding *d);
void dl_decode_utf16(dl_decoding *d, bool big_endian);
void dl_decode_single(dl_decoding *d);
void dl_decode_gb18030(dl_decoding *d);
void dl_decode_big5(dl_decoding *d);
void dl_decode_euc_kr(dl_decoding *d);
void dl_decode_shift_jis(dl_decoding *d);
void dl_decode_euc_jp(dl_decoding *d);
void dl_decode_iso_2022_jp(dl_decoding *d);

#endif
