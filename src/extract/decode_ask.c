#include <string.h>

#include "base/utf8.h"
#include "extract/decode.h"

enum { REPLACEMENT = 0xFFFD };

typedef struct patch {
    uint16_t pair, code;
} patch;

/* Pairs of the standard's index that the C library's table lacks or has for another character
 * (the symbols of Big5 before its extension by Hong Kong, and its unified duplicates). */
static const patch big5[] = {
    {0x8E69, 0x7BB8}, {0x8E6F, 0x7C06}, {0x8E7E, 0x7CCE}, {0x8EAB, 0x7DD2}, {0x8EB4, 0x7E1D},
    {0x8ECD, 0x8005}, {0x8ED0, 0x8028}, {0x8F57, 0x83C1}, {0x8F69, 0x84A8}, {0x8F6E, 0x840F},
    {0x8FCB, 0x89A6}, {0x8FCC, 0x89A9}, {0x8FFE, 0x8D77}, {0x906D, 0x90FD}, {0x907A, 0x92B9},
    {0x90DC, 0x975C}, {0x90F1, 0x97FF}, {0x91BF, 0x9F16}, {0x9244, 0x8503}, {0x92AF, 0x5159},
    {0x92B0, 0x515B}, {0x92B1, 0x515D}, {0x92B2, 0x515E}, {0x92C8, 0x936E}, {0x92D1, 0x7479},
    {0x9447, 0x6D67}, {0x94CA, 0x799B}, {0x95D9, 0x9097}, {0x9644, 0x975D}, {0x96ED, 0x701E},
    {0x96FC, 0x5B28}, {0x9B76, 0x7201}, {0x9B78, 0x77D7}, {0x9B7B, 0x7E87}, {0x9BC6, 0x99D6},
    {0x9BDE, 0x91D4}, {0x9BEC, 0x60DE}, {0x9BF6, 0x6FB6}, {0x9C42, 0x8F36}, {0x9C53, 0x4FBB},
    {0x9C62, 0x71DF}, {0x9C68, 0x9104}, {0x9C6B, 0x9DF0}, {0x9C77, 0x83CF}, {0x9CBC, 0x5C10},
    {0x9CBD, 0x79E3}, {0x9CD0, 0x5A67}, {0x9D57, 0x8F0B}, {0x9D5A, 0x7B51}, {0x9DC4, 0x62D0},
    {0x9EA9, 0x6062}, {0x9EEF, 0x75F9}, {0x9EFD, 0x6C4A}, {0x9F60, 0x9B2E}, {0x9F66, 0x9F17},
    {0x9FCB, 0x50ED}, {0x9FD8, 0x5F0C}, {0xA063, 0x880F}, {0xA077, 0x62CE}, {0xA0D5, 0x7468},
    {0xA0DF, 0x7162}, {0xA0E4, 0x7250}, {0xA145, 0x2027}, {0xA14E, 0xFE51}, {0xA15A, 0x2574},
    {0xA1C2, 0x00AF}, {0xA1C3, 0xFFE3}, {0xA1C5, 0x02CD}, {0xA1E3, 0xFF5E}, {0xA1F2, 0x2295},
    {0xA1F3, 0x2299}, {0xA1FE, 0xFF0F}, {0xA240, 0xFF3C}, {0xA241, 0x2215}, {0xA242, 0xFE68},
    {0xA244, 0xFFE5}, {0xA246, 0xFFE0}, {0xA247, 0xFFE1}, {0xA2CC, 0x5341}, {0xA2CE, 0x5345},
    {0xA3E0, 0x2421}, {0xA3E1, 0x20AC}, {0xC6CF, 0x5EF4}, {0xC6D3, 0x65E0}, {0xC6D5, 0x7676},
    {0xC6D7, 0x96B6}, {0xC6DE, 0x3003}, {0xC6DF, 0x4EDD}, {0xFA5F, 0x5029}, {0xFA66, 0x507D},
    {0xFABD, 0x5305}, {0xFAC5, 0x5344}, {0xFAD5, 0x537F}, {0xFB48, 0x5605}, {0xFBB8, 0x5A77},
    {0xFBF3, 0x5E75}, {0xFBF9, 0x5ED0}, {0xFC4F, 0x5F58}, {0xFC6C, 0x60A4}, {0xFCB9, 0x6490},
    {0xFCE2, 0x6674}, {0xFCF1, 0x675E}, {0xFDB7, 0x6C9C}, {0xFDB8, 0x6E1D}, {0xFDBB, 0x6E2F},
    {0xFDF1, 0x716E}, {0xFE52, 0x732A}, {0xFE6F, 0x745C}, {0xFEAA, 0x74E9}, {0xFEDD, 0x7809},
};

/* A user's area and what later editions moved out of it: the index keeps it as it was. */
static const patch gb18030[] = {
    {0xA3A0, 0x3000}, {0xFE51, 0xE816}, {0xFE52, 0xE817}, {0xFE53, 0xE818},
    {0xFE6C, 0xE831}, {0xFE76, 0xE83B}, {0xFE91, 0xE855},
};

static uint32_t patched(const dl_decoding *d, unsigned pair)
{
    const bool is_big5 = strcmp(d->encoding->name, "big5") == 0;
    const bool is_gb = strncmp(d->encoding->name, "gb", 2) == 0;
    const patch *patches = is_big5 ? big5 : gb18030;
    size_t count = is_big5 ? sizeof big5 / sizeof *big5
                   : is_gb ? sizeof gb18030 / sizeof *gb18030
                           : 0;
    if (is_big5 && pair >= 0xA3C0 && pair <= 0xA3DF) /* pictures of the control characters */
        return 0x2400 + pair - 0xA3C0;
    for (size_t i = 0; i < count; i++)
        if (patches[i].pair == pair)
            return patches[i].code;
    return DL_NO_CODE;
}

void dl_decode_put(dl_decoding *d, uint32_t code)
{
    if (code < 0x80)
        dl_buf_putc(d->out, (char)code);
    else
        dl_utf8_put(d->out, code);
}

void dl_decode_bad(dl_decoding *d)
{
    d->replaced++;
    dl_utf8_put(d->out, REPLACEMENT);
}

/* One character out of one sequence; what iconv holds back until it knows more (combining marks in
 * the Vietnamese and Hebrew pages) is flushed out of it. */
uint32_t dl_decode_ask(const dl_decoding *d, const unsigned char *sequence, size_t size)
{
    unsigned char code[16] = {0};
    char in[8], *from = in, *to = (char *)code;
    size_t left = size, room = sizeof code;
    memcpy(in, sequence, size);
    iconv(d->converter, NULL, NULL, NULL, NULL);
    if (iconv(d->converter, &from, &left, &to, &room) == (size_t)-1 || left > 0)
        return DL_NO_CODE;
    iconv(d->converter, NULL, NULL, &to, &room);
    if (sizeof code - room != 4)
        return DL_NO_CODE;
    return (uint32_t)code[0] | (uint32_t)code[1] << 8 | (uint32_t)code[2] << 16 |
           (uint32_t)code[3] << 24;
}

uint32_t dl_decode_pair(dl_decoding *d, unsigned char lead, unsigned char trail)
{
    const unsigned char sequence[2] = {lead, trail};
    uint32_t *known = &d->known[(size_t)(lead & 0x7F) << 8 | trail];
    if (*known == 0) {
        uint32_t code = patched(d, (unsigned)lead << 8 | trail);
        *known = (code ? code : dl_decode_ask(d, sequence, 2)) + 1;
    }
    return *known - 1;
}

size_t dl_decode_bad_pair(dl_decoding *d, int trail)
{
    dl_decode_bad(d);
    return trail < 0x80 ? 1 : 2;
}
