#include "fetch/url.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longer ones are refused by servers, and are data in disguise. */
static const size_t longest_url = 8192;

/* What stands before the first colon, where that is a scheme (RFC 3986 §3.1); else empty. */
static dl_str scheme_of(dl_str text)
{
    size_t at = 0;
    while (at < text.size) {
        char c = text.data[at];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && !(other && at > 0))
            break;
        at++;
    }
    return dl_str_slice(text, 0, at < text.size && text.data[at] == ':' ? at : 0);
}

static bool is_scheme(dl_str scheme, const char *name)
{
    return scheme.size == strlen(name) && strncasecmp(scheme.data, name, scheme.size) == 0;
}

bool dl_url_is_remote(dl_str text)
{
    dl_str scheme = scheme_of(text);
    return scheme.size > 0 && !is_scheme(scheme, "file");
}

static int refused_text(dl_str text, const char *why, dl_error *error)
{
    int rc = dl_error_set(error, DL_ERR_USAGE, "%.*s%s is no URL that can be fetched: %s",
                          (int)(text.size < 100 ? text.size : 100), text.data,
                          text.size > 100 ? "..." : "", why);
    dl_error_hint(error, "a URL looks like https://example.org/page");
    return rc;
}

/* Asked of the text as well as of what curl makes of it: curl refuses some schemes as no URLs. */
static int check_scheme(dl_str scheme, dl_error *error)
{
    if (scheme.size == 0 || is_scheme(scheme, "http") || is_scheme(scheme, "https"))
        return 0;
    int rc = dl_error_set(error, DL_ERR_PERMISSION,
                          "the scheme %.*s is not allowed; only http and https are fetched",
                          (int)(scheme.size < 40 ? scheme.size : 40), scheme.data);
    if (memchr(scheme.data, '.', scheme.size))
        dl_error_hint(error, "a host and port are written as http://host:port/");
    return rc;
}

static int check_text(dl_str text, dl_error *error)
{
    if (text.size == 0)
        return dl_error_set(error, DL_ERR_USAGE, "a URL was expected, and there is none");
    if (text.size > longest_url)
        return refused_text(text, "it is too long", error);
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
            return refused_text(text, "it has control characters in it", error);
    return check_scheme(scheme_of(text), error);
}

static dl_str part(CURLU *handle, CURLUPart what, unsigned flags, dl_arena *arena)
{
    char *value = NULL;
    dl_str copy = {"", 0};
    if (curl_url_get(handle, what, &value, flags) == CURLUE_OK)
        copy = dl_arena_copy(arena, dl_str_of(value));
    curl_free(value);
    return copy;
}

static dl_str lower_part(CURLU *handle, CURLUPart what, dl_arena *arena)
{
    char *value = NULL;
    dl_str copy = {"", 0};
    if (curl_url_get(handle, what, &value, 0) == CURLUE_OK) {
        for (char *c = value; *c; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c - 'A' + 'a');
        copy = dl_arena_copy(arena, dl_str_of(value));
    }
    curl_free(value);
    return copy;
}

static bool is_ascii(dl_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

static int check_parts(CURLU *handle, dl_arena *arena, dl_url *url, dl_error *error)
{
    int rc = check_scheme(url->scheme, error);
    if (rc)
        return rc;
    if (part(handle, CURLUPART_USER, 0, arena).size ||
        part(handle, CURLUPART_PASSWORD, 0, arena).size)
        return dl_error_set(error, DL_ERR_PERMISSION,
                            "a URL with a user name or password is not allowed: it would be "
                            "captured and shown");
    if (!is_ascii(url->host)) {
        rc = dl_error_set(error, DL_ERR_PERMISSION,
                          "the host %.*s has characters beyond ASCII, which is not allowed",
                          DL_STR_ARG(url->host));
        dl_error_hint(error, "write its ASCII form, which begins with xn--");
        return rc;
    }
    return 0;
}

static int take_parts(CURLU *handle, dl_str asked, dl_arena *arena, dl_url *url, dl_error *error)
{
    curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0);
    url->scheme = lower_part(handle, CURLUPART_SCHEME, arena);
    url->host = lower_part(handle, CURLUPART_HOST, arena);
    dl_str port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT, arena);
    int rc = check_parts(handle, arena, url, error);
    if (rc)
        return rc;
    if (url->host.size > 1 && url->host.data[url->host.size - 1] == '.')
        url->host.size--;
    if (url->host.size == 0)
        return refused_text(asked, "it names no host", error);
    /* the same host is the same source, however it is spelt */
    char *host = strndup(url->host.data, url->host.size);
    CURLUcode code = host ? curl_url_set(handle, CURLUPART_HOST, host, 0) : CURLUE_OUT_OF_MEMORY;
    free(host);
    if (code != CURLUE_OK)
        return refused_text(asked, curl_url_strerror(code), error);
    url->port = (int)strtol(port.data, NULL, 10);
    url->text = part(handle, CURLUPART_URL, CURLU_NO_DEFAULT_PORT, arena);
    if (url->text.size == 0 || !url->host.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    return 0;
}

static int read_url(const dl_url *base, dl_str text, dl_arena *arena, dl_url *url, dl_error *error)
{
    memset(url, 0, sizeof *url);
    text = dl_str_trim(text);
    int rc = check_text(text, error);
    if (rc)
        return rc;
    dl_str asked = dl_arena_copy(arena, text);
    CURLU *handle = curl_url();
    if (!handle || !asked.data) {
        curl_url_cleanup(handle);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    }
    CURLUcode code = CURLUE_OK;
    if (base)
        code = curl_url_set(handle, CURLUPART_URL, base->text.data, 0);
    if (code == CURLUE_OK)
        code = curl_url_set(handle, CURLUPART_URL, asked.data,
                            CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
    rc = code == CURLUE_OK ? take_parts(handle, asked, arena, url, error)
                           : refused_text(asked, curl_url_strerror(code), error);
    curl_url_cleanup(handle);
    return rc;
}

int dl_url_parse(dl_str text, dl_arena *arena, dl_url *url, dl_error *error)
{
    return read_url(NULL, text, arena, url, error);
}

int dl_url_join(const dl_url *base, dl_str location, dl_arena *arena, dl_url *url, dl_error *error)
{
    return read_url(base, location, arena, url, error);
}

void dl_url_print_origin(const dl_url *url, dl_buf *out)
{
    dl_buf_add(out, url->host);
    if (url->port != 80 && url->port != 443)
        dl_buf_printf(out, ":%d", url->port);
}
