/*
 * The encodings of the WHATWG Encoding Standard (§4.2): labels as servers and pages write them,
 * the name each stands for, and how bytes in it become UTF-8. Labels never go to iconv directly:
 * iconv knows other names and lets some labels mean another encoding than browsers do.
 */
#ifndef EXTRACT_ENCODING_H
#define EXTRACT_ENCODING_H

#include "dateline/str.h"

typedef enum dl_decoder {
    DL_DECODE_UTF8,
    DL_DECODE_UTF16LE,
    DL_DECODE_UTF16BE,
    DL_DECODE_ICONV,        /* the standard's decoder over the index that iconv has */
    DL_DECODE_WINDOWS_1252, /* by our own table: the common fallback must not load a module */
    DL_DECODE_REPLACEMENT,  /* encodings that are unsafe to read: one U+FFFD (§14.1) */
    DL_DECODE_USER_DEFINED  /* upper half to U+F780 and on (§14.5) */
} dl_decoder;

typedef struct dl_encoding {
    const char *name; /* lower case, as the standard's table has it */
    dl_decoder decoder;
    const char *iconv;  /* NULL unless DL_DECODE_ICONV */
    const char *labels; /* each with a space before and after it */
} dl_encoding;

/* The encoding of a label (§4.2: trimmed, ASCII case-insensitive); NULL for no label. */
const dl_encoding *dl_encoding_of_label(dl_str label);

/* Whether each byte is a character by itself, so that hardly anything in it can be ill-formed. */
bool dl_encoding_is_single(const dl_encoding *encoding);

/* Appends bytes as UTF-8, as the standard decodes them. Ill-formed sequences become U+FFFD; fails
 * only for memory, or where the system's iconv lacks the encoding, and then bytes are read as
 * windows-1252 instead. Returns the encoding that was used. */
const dl_encoding *dl_encoding_decode(const dl_encoding *encoding, dl_str bytes, dl_buf *out);
/* The same; *replaced is how many sequences became U+FFFD. */
const dl_encoding *dl_encoding_decode_counting(const dl_encoding *encoding, dl_str bytes,
                                               dl_buf *out, size_t *replaced);

#endif
