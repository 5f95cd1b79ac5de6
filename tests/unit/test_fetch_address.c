/* Which addresses are public. The table is IANA's special-purpose registries, with the first and
 * last address of a range and its neighbours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <string.h>

#include "fetch/address.h"

static const struct {
    const char *text;
    dl_address_kind kind;
} table[] = {
    {"0.0.0.0", DL_ADDRESS_UNSPECIFIED},
    {"0.255.255.255", DL_ADDRESS_UNSPECIFIED},
    {"1.0.0.0", DL_ADDRESS_PUBLIC},
    {"9.255.255.255", DL_ADDRESS_PUBLIC},
    {"10.0.0.0", DL_ADDRESS_PRIVATE},
    {"10.255.255.255", DL_ADDRESS_PRIVATE},
    {"11.0.0.0", DL_ADDRESS_PUBLIC},
    {"100.63.255.255", DL_ADDRESS_PUBLIC},
    {"100.64.0.0", DL_ADDRESS_PRIVATE},
    {"100.127.255.255", DL_ADDRESS_PRIVATE},
    {"100.128.0.0", DL_ADDRESS_PUBLIC},
    {"126.255.255.255", DL_ADDRESS_PUBLIC},
    {"127.0.0.0", DL_ADDRESS_LOOPBACK},
    {"127.0.0.1", DL_ADDRESS_LOOPBACK},
    {"127.255.255.255", DL_ADDRESS_LOOPBACK},
    {"128.0.0.0", DL_ADDRESS_PUBLIC},
    {"169.253.255.255", DL_ADDRESS_PUBLIC},
    {"169.254.0.0", DL_ADDRESS_LINK_LOCAL},
    {"169.254.169.254", DL_ADDRESS_LINK_LOCAL},
    {"169.255.0.0", DL_ADDRESS_PUBLIC},
    {"172.15.255.255", DL_ADDRESS_PUBLIC},
    {"172.16.0.0", DL_ADDRESS_PRIVATE},
    {"172.31.255.255", DL_ADDRESS_PRIVATE},
    {"172.32.0.0", DL_ADDRESS_PUBLIC},
    {"191.255.255.255", DL_ADDRESS_PUBLIC},
    {"192.0.0.192", DL_ADDRESS_RESERVED},
    {"192.0.1.0", DL_ADDRESS_PUBLIC},
    {"192.0.2.1", DL_ADDRESS_RESERVED},
    {"192.0.3.0", DL_ADDRESS_PUBLIC},
    {"192.88.99.1", DL_ADDRESS_RESERVED},
    {"192.167.255.255", DL_ADDRESS_PUBLIC},
    {"192.168.0.0", DL_ADDRESS_PRIVATE},
    {"192.168.255.255", DL_ADDRESS_PRIVATE},
    {"192.169.0.0", DL_ADDRESS_PUBLIC},
    {"198.17.255.255", DL_ADDRESS_PUBLIC},
    {"198.18.0.0", DL_ADDRESS_PRIVATE},
    {"198.19.255.255", DL_ADDRESS_PRIVATE},
    {"198.20.0.0", DL_ADDRESS_PUBLIC},
    {"198.51.100.7", DL_ADDRESS_RESERVED},
    {"203.0.113.7", DL_ADDRESS_RESERVED},
    {"223.255.255.255", DL_ADDRESS_PUBLIC},
    {"224.0.0.1", DL_ADDRESS_MULTICAST},
    {"239.255.255.255", DL_ADDRESS_MULTICAST},
    {"240.0.0.0", DL_ADDRESS_RESERVED},
    {"255.255.255.255", DL_ADDRESS_RESERVED},
    {"8.8.8.8", DL_ADDRESS_PUBLIC},

    {"::", DL_ADDRESS_UNSPECIFIED},
    {"::1", DL_ADDRESS_LOOPBACK},
    {"::2", DL_ADDRESS_RESERVED},
    {"::127.0.0.1", DL_ADDRESS_RESERVED}, /* IPv4-compatible, RFC 4291 §2.5.5.1 */
    {"::ffff:127.0.0.1", DL_ADDRESS_LOOPBACK},
    {"::ffff:7f00:1", DL_ADDRESS_LOOPBACK},
    {"::ffff:10.1.2.3", DL_ADDRESS_PRIVATE},
    {"::ffff:8.8.8.8", DL_ADDRESS_PUBLIC},
    {"64:ff9b::7f00:1", DL_ADDRESS_LOOPBACK},
    {"64:ff9b::a9fe:a9fe", DL_ADDRESS_LINK_LOCAL},
    {"64:ff9b::808:808", DL_ADDRESS_PUBLIC},
    {"64:ff9b:1::1", DL_ADDRESS_RESERVED}, /* local NAT64, RFC 8215 */
    {"100::1", DL_ADDRESS_RESERVED},       /* discard, RFC 6666 */
    {"2001::1", DL_ADDRESS_RESERVED},      /* Teredo */
    {"2001:1ff:ffff::1", DL_ADDRESS_RESERVED},
    {"2001:200::1", DL_ADDRESS_PUBLIC},
    {"2001:4860:4860::8888", DL_ADDRESS_PUBLIC},
    {"2001:db8::1", DL_ADDRESS_RESERVED},
    {"2001:db9::1", DL_ADDRESS_PUBLIC},
    {"2002:7f00:1::", DL_ADDRESS_LOOPBACK}, /* 6to4 of 127.0.0.1 */
    {"2002:a00:1::", DL_ADDRESS_PRIVATE},
    {"2002:808:808::", DL_ADDRESS_PUBLIC},
    {"3fff:0fff::1", DL_ADDRESS_RESERVED},
    {"4000::1", DL_ADDRESS_RESERVED},
    {"fbff::1", DL_ADDRESS_RESERVED},
    {"fc00::1", DL_ADDRESS_PRIVATE},
    {"fdff:ffff::1", DL_ADDRESS_PRIVATE},
    {"fe80::1", DL_ADDRESS_LINK_LOCAL},
    {"febf::1", DL_ADDRESS_LINK_LOCAL},
    {"fec0::1", DL_ADDRESS_PRIVATE},
    {"ff02::1", DL_ADDRESS_MULTICAST},
};

static void addresses_are_of_the_kind_their_registry_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        dl_address address;
        assert_true(dl_address_parse(dl_str_of(table[i].text), &address));
        if (dl_address_classify(&address) != table[i].kind)
            fail_msg("%s is said to be %s", table[i].text,
                     dl_address_words(dl_address_classify(&address)));
    }
}

static void a_socket_address_is_classified_as_its_text_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
        struct sockaddr_in v4 = {.sin_family = AF_INET};
        struct sockaddr_storage socket = {0};
        dl_address address;
        if (inet_pton(AF_INET, table[i].text, &v4.sin_addr) == 1) {
            memcpy(&socket, &v4, sizeof v4);
        } else {
            assert_int_equal(inet_pton(AF_INET6, table[i].text, &v6.sin6_addr), 1);
            memcpy(&socket, &v6, sizeof v6);
        }
        assert_true(dl_address_of((const struct sockaddr *)&socket, &address));
        assert_int_equal(dl_address_classify(&address), table[i].kind);
    }
}

static void what_is_no_ip_address_is_none(void **state)
{
    static const char *const texts[] = {"",           "localhost", "127.1",     "0x7f.0.0.1",
                                        "0177.0.0.1", "1.2.3.4.5", "1.2.3.256", ":::"};
    struct sockaddr local = {.sa_family = AF_UNIX};
    dl_address address;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(dl_address_parse(dl_str_of(texts[i]), &address));
    assert_false(dl_address_of(&local, &address));
}

static void a_mapped_address_equals_what_it_maps(void **state)
{
    dl_address a, b;
    char text[DL_ADDRESS_TEXT];
    (void)state;
    assert_true(dl_address_parse(DL_STR("[::ffff:192.0.2.7]"), &a));
    assert_true(dl_address_parse(DL_STR("192.0.2.7"), &b));
    assert_true(dl_address_equal(&a, &b));
    dl_address_print(&a, text);
    assert_string_equal(text, "192.0.2.7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_of_the_kind_their_registry_says),
        cmocka_unit_test(a_socket_address_is_classified_as_its_text_is),
        cmocka_unit_test(what_is_no_ip_address_is_none),
        cmocka_unit_test(a_mapped_address_equals_what_it_maps),
    };
    return cmocka_run_group_tests_name("fetch: addresses", tests, NULL, NULL);
}
