#include "fetch/guard.h"

#include <stdlib.h>
#include <string.h>

static dl_str without_brackets(dl_str host)
{
    if (host.size >= 2 && host.data[0] == '[' && host.data[host.size - 1] == ']')
        return dl_str_slice(host, 1, host.size - 1);
    return host;
}

static bool read_port(dl_str digits, int *port)
{
    int value = 0;
    if (digits.size == 0 || digits.size > 5)
        return false;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        value = value * 10 + (digits.data[i] - '0');
    }
    *port = value;
    return value > 0 && value < 65536;
}

/* A colon parts host and port, except within an IPv6 address without brackets. */
static bool cut_port(dl_str text, dl_grant *grant)
{
    size_t colon = text.size;
    while (colon > 0 && text.data[colon - 1] != ':' && text.data[colon - 1] != ']')
        colon--;
    bool bracketed = text.size && text.data[0] == '[';
    bool many = dl_str_find(text, DL_STR(":"), 0) + 1 != colon;
    grant->host = text;
    if (colon == 0 || text.data[colon - 1] == ']' || (many && !bracketed))
        return true;
    grant->host = dl_str_slice(text, 0, colon - 1);
    return read_port(dl_str_slice(text, colon, text.size), &grant->port);
}

bool dl_grant_parse(dl_str text, dl_grant *grant)
{
    memset(grant, 0, sizeof *grant);
    text = dl_str_trim(text);
    if (!cut_port(text, grant))
        return false;
    grant->any_below = dl_str_starts(grant->host, DL_STR("*."));
    if (grant->any_below)
        grant->host = dl_str_slice(grant->host, 2, grant->host.size);
    grant->host = without_brackets(grant->host);
    if (grant->host.size && grant->host.data[grant->host.size - 1] == '.')
        grant->host.size--;
    return grant->host.size > 0 && !memchr(grant->host.data, '*', grant->host.size);
}

bool dl_grant_covers(const dl_grant *grant, dl_str host)
{
    dl_address a, b;
    host = without_brackets(host);
    if (host.size && host.data[host.size - 1] == '.')
        host.size--;
    if (dl_address_parse(host, &a))
        return !grant->any_below && dl_address_parse(grant->host, &b) && dl_address_equal(&a, &b);
    if (!grant->any_below)
        return dl_str_same_letters(grant->host, host);
    if (host.size <= grant->host.size + 1)
        return false;
    dl_str tail = dl_str_slice(host, host.size - grant->host.size, host.size);
    return host.data[host.size - grant->host.size - 1] == '.' &&
           dl_str_same_letters(grant->host, tail);
}

static bool is_localhost(dl_str host)
{
    return dl_str_is_word(host, "localhost");
}

/* Whether a grant of private_hosts stands for this host: the address itself, or localhost where a
 * loopback address is granted. */
static bool private_covers(const dl_grant *grant, dl_str host)
{
    dl_address address;
    if (dl_grant_covers(grant, host))
        return true;
    return is_localhost(host) && dl_address_parse(grant->host, &address) &&
           dl_address_classify(&address) == DL_ADDRESS_LOOPBACK;
}

static bool is_web_port(int port)
{
    return port == 80 || port == 443;
}

static bool grants_port(const dl_grant *grant, int port)
{
    return grant->port == 0 ? is_web_port(port) : grant->port == port;
}

typedef struct standing {
    bool host; /* the host is granted, on some port */
    bool port; /* and on this one, wherever its address is */
} standing;

static standing standing_of(const dl_fetch_options *options, const dl_url *url)
{
    standing is = {.host = options->any_host, .port = options->any_host && is_web_port(url->port)};
    dl_grant grant;
    for (size_t i = 0; i < options->host_count; i++) {
        if (!dl_grant_parse(options->hosts[i], &grant) || !dl_grant_covers(&grant, url->host))
            continue;
        is.host = true;
        is.port = is.port || grants_port(&grant, url->port);
    }
    for (size_t i = 0; i < options->private_count; i++)
        if (dl_grant_parse(options->private_hosts[i], &grant) && private_covers(&grant, url->host))
            is.host = true;
    return is;
}

static bool is_denied(const dl_fetch_options *options, const dl_url *url)
{
    dl_grant denied;
    for (size_t i = 0; i < options->denied_count; i++) {
        if (!dl_grant_parse(options->denied_hosts[i], &denied) ||
            !dl_grant_covers(&denied, url->host))
            continue;
        if (denied.port == 0 || denied.port == url->port)
            return true;
    }
    return false;
}

static int refuse_denied(const dl_url *url, dl_error *error)
{
    int rc = dl_error_set(error, DL_ERR_PERMISSION,
                          "there is no permission to reach %.*s: it is denied by --deny-net",
                          DL_STR_ARG(url->host));
    dl_error_at(error, url->text.data, 0, 0);
    return rc;
}

static int refuse_port(const dl_url *url, dl_error *error)
{
    int rc =
        dl_error_set(error, DL_ERR_PERMISSION,
                     "there is no permission to reach port %d of %.*s (80 and 443 are "
                     "allowed): allow it with --allow-net=%.*s:%d; a notebook asks for it, with "
                     "its port, under net:",
                     url->port, DL_STR_ARG(url->host), DL_STR_ARG(url->host), url->port);
    dl_error_at(error, url->text.data, 0, 0);
    return rc;
}

/* Whether a person granted this address, which is not public. */
static bool private_granted(const dl_fetch_options *options, const dl_url *url,
                            const dl_address *address)
{
    dl_grant grant;
    char text[DL_ADDRESS_TEXT];
    if (options->any_private)
        return true;
    dl_address_print(address, text);
    for (size_t i = 0; i < options->private_count; i++) {
        if (!dl_grant_parse(options->private_hosts[i], &grant))
            continue;
        if (grant.port != 0 && grant.port != url->port)
            continue;
        if (dl_grant_covers(&grant, dl_str_of(text)))
            return true;
        /* localhost is ::1 and 127.0.0.1 alike: who grants one means the machine */
        dl_address named;
        if (is_localhost(url->host) && dl_address_parse(grant.host, &named) &&
            dl_address_classify(&named) == DL_ADDRESS_LOOPBACK &&
            dl_address_classify(address) == DL_ADDRESS_LOOPBACK)
            return true;
    }
    return options->ask && options->ask(options->ask_user, url->host, text, url->port);
}

static int refuse_address(const dl_url *url, const dl_address *address, dl_error *error)
{
    char text[DL_ADDRESS_TEXT];
    dl_address_print(address, text);
    int rc = dl_error_set(error, DL_ERR_PERMISSION,
                          "%.*s is at %s, %s, which a notebook may not reach: allow it with "
                          "--allow-private=%s",
                          DL_STR_ARG(url->host), text,
                          dl_address_words(dl_address_classify(address)), text);
    dl_error_at(error, url->text.data, 0, 0);
    return rc;
}

int dl_guard_url(const dl_fetch_options *options, const dl_url *url, dl_error *error)
{
    dl_address literal;
    if (is_denied(options, url))
        return refuse_denied(url, error);
    if (dl_address_parse(url->host, &literal) &&
        dl_address_classify(&literal) != DL_ADDRESS_PUBLIC &&
        !private_granted(options, url, &literal))
        return refuse_address(url, &literal, error); /* for its address, whatever its port is */
    standing is = standing_of(options, url);
    if (!is.host) {
        dl_buf origin = {0};
        dl_url_print_origin(url, &origin);
        int rc = dl_error_set(error, DL_ERR_PERMISSION,
                              "there is no permission to reach %.200s: a notebook asks for it "
                              "under net:, and --allow-net=%.200s grants it",
                              origin.data ? origin.data : "it", origin.data ? origin.data : "HOST");
        dl_error_at(error, url->text.data, 0, 0);
        dl_buf_clear(&origin);
        return rc;
    }
    /* another port may yet belong to a private address that is granted: dl_guard_address knows */
    bool may_be_private = options->any_private || options->private_count > 0 || options->ask;
    return is.port || may_be_private ? 0 : refuse_port(url, error);
}

int dl_guard_address(const dl_fetch_options *options, const dl_url *url, const dl_address *address,
                     dl_error *error)
{
    if (dl_address_classify(address) == DL_ADDRESS_PUBLIC)
        return standing_of(options, url).port ? 0 : refuse_port(url, error);
    return private_granted(options, url, address) ? 0 : refuse_address(url, address, error);
}
