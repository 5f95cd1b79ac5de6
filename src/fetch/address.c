#include "fetch/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

typedef struct range {
    unsigned char bytes[16];
    int bits;
    dl_address_kind kind;
} range;

/* IANA's IPv4 special-purpose registry (RFC 6890 and its updates) */
static const range ranges_v4[] = {
    {{0}, 8, DL_ADDRESS_UNSPECIFIED},          /* this host, RFC 1122: 0.0.0.0 is local */
    {{10}, 8, DL_ADDRESS_PRIVATE},             /* RFC 1918 */
    {{100, 64}, 10, DL_ADDRESS_PRIVATE},       /* carrier's NAT, RFC 6598 */
    {{127}, 8, DL_ADDRESS_LOOPBACK},           /* RFC 1122 */
    {{169, 254}, 16, DL_ADDRESS_LINK_LOCAL},   /* RFC 3927, and clouds' metadata */
    {{172, 16}, 12, DL_ADDRESS_PRIVATE},       /* RFC 1918 */
    {{192, 0, 0}, 24, DL_ADDRESS_RESERVED},    /* RFC 6890 */
    {{192, 0, 2}, 24, DL_ADDRESS_RESERVED},    /* documentation, RFC 5737 */
    {{192, 88, 99}, 24, DL_ADDRESS_RESERVED},  /* 6to4 relays, RFC 7526 */
    {{192, 168}, 16, DL_ADDRESS_PRIVATE},      /* RFC 1918 */
    {{198, 18}, 15, DL_ADDRESS_PRIVATE},       /* benchmarks, RFC 2544 */
    {{198, 51, 100}, 24, DL_ADDRESS_RESERVED}, /* documentation */
    {{203, 0, 113}, 24, DL_ADDRESS_RESERVED},  /* documentation */
    {{224}, 4, DL_ADDRESS_MULTICAST},          /* RFC 5771 */
    {{240}, 4, DL_ADDRESS_RESERVED},           /* RFC 1112, and broadcast */
};

/* IANA's IPv6 special-purpose registry within 2000::/3; all outside of that is not public. */
static const range ranges_v6[] = {
    {{0x20, 0x01, 0x0d, 0xb8}, 32, DL_ADDRESS_RESERVED}, /* documentation, RFC 3849 */
    {{0x20, 0x01, 0x00}, 23, DL_ADDRESS_RESERVED},       /* RFC 2928: Teredo, ORCHID and others */
    {{0x3f, 0xff, 0x00}, 20, DL_ADDRESS_RESERVED},       /* documentation, RFC 9637 */
    {{0x20}, 3, DL_ADDRESS_PUBLIC},                      /* RFC 4291 §2.4 */
    {{0xfc}, 7, DL_ADDRESS_PRIVATE},                     /* unique local, RFC 4193 */
    {{0xfe, 0x80}, 10, DL_ADDRESS_LINK_LOCAL},           /* RFC 4291 §2.5.6 */
    {{0xfe, 0xc0}, 10, DL_ADDRESS_PRIVATE},              /* site-local, RFC 3879 */
    {{0xff}, 8, DL_ADDRESS_MULTICAST},                   /* RFC 4291 §2.7 */
};

/* IPv6 prefixes with an IPv4 address inside, at a byte offset. */
static const struct {
    unsigned char bytes[16];
    int bits;
    int at;
} carriers[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12}, /* mapped, RFC 4291 §2.5.5.2 */
    {{0x00, 0x64, 0xff, 0x9b}, 96, 12},                   /* NAT64, RFC 6052 */
    {{0x20, 0x02}, 16, 2},                                /* 6to4, RFC 3056 */
};

static bool within(const unsigned char *bytes, const unsigned char *prefix, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    if (memcmp(bytes, prefix, (size_t)whole) != 0)
        return false;
    unsigned mask = 0xFFU << (8 - rest);
    return rest == 0 || ((bytes[whole] ^ prefix[whole]) & mask & 0xFF) == 0;
}

static dl_address of_v4(const unsigned char *bytes)
{
    dl_address address = {.v6 = false};
    memcpy(address.bytes, bytes, 4);
    return address;
}

static dl_address of_v6(const unsigned char *bytes)
{
    dl_address address = {.v6 = true};
    if (within(bytes, carriers[0].bytes, carriers[0].bits))
        return of_v4(bytes + carriers[0].at);
    memcpy(address.bytes, bytes, 16);
    return address;
}

bool dl_address_of(const struct sockaddr *socket, dl_address *address)
{
    if (socket->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, socket, sizeof v4);
        *address = of_v4((const unsigned char *)&v4.sin_addr);
        return true;
    }
    if (socket->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, socket, sizeof v6);
        *address = of_v6((const unsigned char *)&v6.sin6_addr);
        return true;
    }
    return false;
}

bool dl_address_parse(dl_str text, dl_address *address)
{
    char literal[DL_ADDRESS_TEXT];
    unsigned char bytes[16];
    if (text.size >= 2 && text.data[0] == '[' && text.data[text.size - 1] == ']')
        text = dl_str_slice(text, 1, text.size - 1);
    text = dl_str_slice(text, 0, dl_str_find(text, DL_STR("%"), 0));
    if (text.size == 0 || text.size >= sizeof literal)
        return false;
    memcpy(literal, text.data, text.size);
    literal[text.size] = '\0';
    if (inet_pton(AF_INET, literal, bytes) == 1) {
        *address = of_v4(bytes);
        return true;
    }
    if (inet_pton(AF_INET6, literal, bytes) == 1) {
        *address = of_v6(bytes);
        return true;
    }
    return false;
}

bool dl_address_equal(const dl_address *a, const dl_address *b)
{
    return a->v6 == b->v6 && memcmp(a->bytes, b->bytes, a->v6 ? 16 : 4) == 0;
}

static dl_address_kind classify_v4(const unsigned char *bytes)
{
    for (size_t i = 0; i < sizeof ranges_v4 / sizeof *ranges_v4; i++)
        if (within(bytes, ranges_v4[i].bytes, ranges_v4[i].bits))
            return ranges_v4[i].kind;
    return DL_ADDRESS_PUBLIC;
}

dl_address_kind dl_address_classify(const dl_address *address)
{
    static const unsigned char zero[16] = {0};
    const unsigned char *bytes = address->bytes;
    if (!address->v6)
        return classify_v4(bytes);
    if (memcmp(bytes, zero, 15) == 0 && bytes[15] <= 1)
        return bytes[15] ? DL_ADDRESS_LOOPBACK : DL_ADDRESS_UNSPECIFIED;
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
        if (within(bytes, carriers[i].bytes, carriers[i].bits))
            return classify_v4(bytes + carriers[i].at);
    for (size_t i = 0; i < sizeof ranges_v6 / sizeof *ranges_v6; i++)
        if (within(bytes, ranges_v6[i].bytes, ranges_v6[i].bits))
            return ranges_v6[i].kind;
    return DL_ADDRESS_RESERVED;
}

void dl_address_print(const dl_address *address, char text[DL_ADDRESS_TEXT])
{
    if (!inet_ntop(address->v6 ? AF_INET6 : AF_INET, address->bytes, text, DL_ADDRESS_TEXT))
        text[0] = '\0';
}

const char *dl_address_words(dl_address_kind kind)
{
    switch (kind) {
    case DL_ADDRESS_PUBLIC:
        return "a public address";
    case DL_ADDRESS_LOOPBACK:
        return "a loopback address";
    case DL_ADDRESS_PRIVATE:
        return "a private address";
    case DL_ADDRESS_LINK_LOCAL:
        return "a link-local address";
    case DL_ADDRESS_UNSPECIFIED:
        return "an address of this machine";
    case DL_ADDRESS_MULTICAST:
        return "a multicast address";
    case DL_ADDRESS_RESERVED:
        break;
    }
    return "a reserved address";
}
