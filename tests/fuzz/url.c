/*
 * URLs and the guard under libFuzzer: an address, a line end, what it redirects to. What is taken
 * has one spelling, which curl reads as the same host; no host that is an address outside of the
 * public ones gets past a guard that grants all hosts.
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

#include "fetch/guard.h"
#include "fetch/host.h"
#include "fuzz.h"

static bool is_public_v4(const unsigned char *ip)
{
    return !(ip[0] == 0 || ip[0] == 10 || ip[0] == 127 || ip[0] >= 224 ||
             (ip[0] == 100 && (ip[1] & 0xC0) == 64) || (ip[0] == 169 && ip[1] == 254) ||
             (ip[0] == 172 && (ip[1] & 0xF0) == 16) || (ip[0] == 192 && ip[1] == 168) ||
             (ip[0] == 198 && (ip[1] & 0xFE) == 18));
}

/* Told again here, from the registries and not from our tables. An address within one of IPv6
 * (mapped, NAT64, 6to4) is judged as what it is. */
static bool is_public(const char *host)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char nat64[12] = {0, 0x64, 0xFF, 0x9B};
    unsigned char ip[16];
    if (inet_pton(AF_INET, host, ip) == 1)
        return is_public_v4(ip);
    if (inet_pton(AF_INET6, host, ip) != 1)
        return true; /* a name: its addresses are looked at when they are known */
    if (memcmp(ip, mapped, 12) == 0 || memcmp(ip, nat64, 12) == 0)
        return is_public_v4(ip + 12);
    if (ip[0] == 0x20 && ip[1] == 0x02)
        return is_public_v4(ip + 2);
    return (ip[0] & 0xE0) == 0x20;
}

/* What curl would connect to. */
static void check_curl(const dl_url *url)
{
    CURLU *handle = curl_url();
    char *host = NULL;
    hold(handle && curl_url_set(handle, CURLUPART_URL, url->text.data, 0) == CURLUE_OK);
    hold(curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK);
    hold(dl_str_equal(dl_str_of(host), url->host));
    curl_free(host);
    curl_url_cleanup(handle);
}

static void check_guard(const dl_url *url)
{
    dl_fetch_options options = dl_fetch_defaults();
    char host[DL_HOST_TEXT];
    dl_error error = {0};
    options.any_host = true;
    dl_str bare = url->host;
    if (bare.size > 1 && bare.data[0] == '[')
        bare = dl_str_slice(bare, 1, bare.size - 1);
    hold(bare.size < sizeof host);
    memcpy(host, bare.data, bare.size);
    host[bare.size] = '\0';
    int rc = dl_guard_url(&options, url, &error);
    hold(rc == 0 || (rc == DL_ERR_PERMISSION && error.message[0]));
    if (!is_public(host))
        hold(rc == DL_ERR_PERMISSION);
    /* what the system would still take for an address is one in its own spelling */
    unsigned char strict[4];
    if (inet_addr(host) != (in_addr_t)-1)
        hold(inet_pton(AF_INET, host, strict) == 1);
}

static void check_url(const dl_url *url, dl_arena *arena)
{
    dl_url again;
    char host[DL_HOST_TEXT];
    hold(dl_str_equal(url->scheme, DL_STR("http")) || dl_str_equal(url->scheme, DL_STR("https")));
    hold(url->host.size > 0 && url->port >= 0 && url->port < 65536);
    for (size_t i = 0; i < url->text.size; i++)
        hold((unsigned char)url->text.data[i] > ' ' && (unsigned char)url->text.data[i] < 0x7F);
    hold(dl_host_read(url->host, host) == NULL && dl_str_equal(dl_str_of(host), url->host));
    hold(dl_url_parse(url->text, arena, &again, NULL) == 0);
    hold(dl_str_equal(again.text, url->text) && dl_str_equal(again.host, url->host));
    hold(again.port == url->port);
    check_curl(url);
    check_guard(url);
}

static void check_grant(dl_str text)
{
    dl_grant grant;
    dl_address address;
    char printed[DL_ADDRESS_TEXT];
    if (dl_grant_parse(text, &grant)) {
        hold(grant.host.size > 0 && grant.port >= 0 && grant.port < 65536);
        hold(!dl_grant_covers(&grant, DL_STR("")));
    }
    if (dl_address_parse(text, &address)) {
        dl_address again;
        dl_address_print(&address, printed);
        hold(dl_address_parse(dl_str_of(printed), &again) && dl_address_equal(&address, &again));
        hold(is_public(printed) || dl_address_classify(&address) != DL_ADDRESS_PUBLIC);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str location = fuzz_bytes(data, size);
    dl_str text = fuzz_take(&location, '\n');
    dl_arena arena;
    dl_url url, target;
    dl_error error = {0};
    dl_arena_init(&arena);
    int rc = dl_url_parse(text, &arena, &url, &error);
    hold(rc == 0 || ((rc == DL_ERR_USAGE || rc == DL_ERR_PERMISSION) && error.message[0]));
    if (rc == 0) {
        check_url(&url, &arena);
        if (dl_url_join(&url, location, &arena, &target, &error) == 0)
            check_url(&target, &arena);
    }
    check_grant(text);
    dl_arena_clear(&arena);
    return 0;
}
