#include "fetch/host.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* RFC 1035 §2.3.4 */
enum { LONGEST_NAME = 253, LONGEST_LABEL = 63 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int digit_value(char c)
{
    if (is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* One part of an IPv4 address, in C's notations; at most 32 bits. */
static bool read_part(dl_str part, uint64_t *value)
{
    int base = 10;
    size_t at = 0;
    if (part.size >= 2 && part.data[0] == '0' && part.data[1] == 'x') {
        base = 16;
        at = 2;
    } else if (part.size >= 2 && part.data[0] == '0') {
        base = 8;
        at = 1;
    }
    *value = 0;
    for (; at < part.size; at++) {
        int digit = digit_value(part.data[at]);
        if (digit >= base)
            return false;
        *value = *value * (unsigned)base + (unsigned)digit;
        if (*value > UINT32_MAX)
            return false;
    }
    return part.size > 0;
}

static bool all_digits(dl_str text, int base)
{
    for (size_t i = 0; i < text.size; i++)
        if (digit_value(text.data[i]) >= base)
            return false;
    return true;
}

/* What a browser takes for an address, well-formed or not: WHATWG URL §3.6, "ends in a number". */
static bool ends_in_number(dl_str name)
{
    size_t start = name.size;
    while (start > 0 && name.data[start - 1] != '.')
        start--;
    dl_str last = dl_str_slice(name, start, name.size);
    bool hex = dl_str_starts(last, DL_STR("0x"));
    return last.size > 0 &&
           (hex ? all_digits(dl_str_slice(last, 2, last.size), 16) : all_digits(last, 10));
}

/* WHATWG URL §3.6, the IPv4 parser: the last part fills what the others leave. */
static bool read_v4(dl_str name, char text[DL_HOST_TEXT])
{
    uint64_t sum = 0;
    dl_str rest = name;
    for (int count = 0; rest.data; count++) {
        uint64_t value;
        dl_str part = dl_str_cut(rest, '.', &rest);
        int bits = rest.data ? 8 : 32 - 8 * count;
        if (count == 4 || !read_part(part, &value) || value >> bits != 0)
            return false;
        sum = sum << bits | value;
    }
    snprintf(text, DL_HOST_TEXT, "%u.%u.%u.%u", (unsigned)(sum >> 24), (unsigned)(sum >> 16 & 255),
             (unsigned)(sum >> 8 & 255), (unsigned)(sum & 255));
    return true;
}

static bool read_v6(dl_str host, char text[DL_HOST_TEXT])
{
    char literal[INET6_ADDRSTRLEN] = "", canonical[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    dl_str inside = dl_str_slice(host, 1, host.size - 1);
    if (inside.size >= sizeof literal)
        return false;
    memcpy(literal, inside.data, inside.size);
    if (inet_pton(AF_INET6, literal, bytes) != 1 ||
        !inet_ntop(AF_INET6, bytes, canonical, sizeof canonical))
        return false;
    snprintf(text, DL_HOST_TEXT, "[%s]", canonical);
    return true;
}

/* Letters, digits, "-", and the "_" of some hosts that exist; browsers take more, registries none.
 */
static const char *check_name(dl_str name)
{
    size_t label = 0;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool plain = (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_';
        if (!plain && c != '.')
            return "its host has a character that no host name has";
        if (c == '.' && label == 0)
            return "its host has two dots in a row, or begins with one";
        label = c == '.' ? 0 : label + 1;
        if (label > LONGEST_LABEL)
            return "its host name is too long";
    }
    return label ? NULL : "its host has two dots in a row, or begins with one";
}

const char *dl_host_read(dl_str host, char text[DL_HOST_TEXT])
{
    text[0] = '\0';
    if (host.size == 0)
        return "it names no host";
    if (host.data[0] == '[')
        return host.data[host.size - 1] == ']' && read_v6(host, text)
                   ? NULL
                   : "its host is no IPv6 address";
    if (host.size > 1 && host.data[host.size - 1] == '.')
        host.size--;
    if (host.size > LONGEST_NAME)
        return "its host name is too long";
    for (size_t i = 0; i < host.size; i++) {
        char c = host.data[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    text[host.size] = '\0';
    dl_str name = {text, host.size};
    if (ends_in_number(name)) {
        char address[DL_HOST_TEXT];
        if (!read_v4(name, address))
            return "its host ends in a number and is no IPv4 address";
        memcpy(text, address, sizeof address);
        return NULL;
    }
    return check_name(name);
}
