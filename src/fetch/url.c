#include "fetch/url.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/host.h"

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

bool dl_url_is_remote(dl_str text)
{
    dl_str scheme = scheme_of(text);
    return scheme.size > 0 && !dl_str_is_word(scheme, "file");
}

static int refused_text(dl_str text, const char *why, dl_error *error)
{
    int rc = dl_error_set(
        error, DL_ERR_USAGE, "%.*s%s is no web address (URL) that can be fetched: %s",
        (int)(text.size < 100 ? text.size : 100), text.data, text.size > 100 ? "..." : "", why);
    dl_error_hint(error, "a URL looks like https://example.org/page");
    return rc;
}

static int refused_by_curl(dl_str text, CURLUcode code, dl_error *error)
{
    if (code == CURLUE_OUT_OF_MEMORY)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    return refused_text(text, curl_url_strerror(code), error);
}

/* Asked of the text as well as of what curl makes of it: curl refuses some schemes as no URLs. */
static int check_scheme(dl_str scheme, dl_error *error)
{
    if (scheme.size == 0 || dl_str_is_word(scheme, "http") || dl_str_is_word(scheme, "https"))
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

/* Without data where memory ran out. */
static dl_str part(CURLU *handle, CURLUPart what, unsigned flags, dl_arena *arena)
{
    char *value = NULL;
    dl_str copy = {"", 0};
    CURLUcode code = curl_url_get(handle, what, &value, flags);
    if (code == CURLUE_OUT_OF_MEMORY)
        copy.data = NULL;
    if (code == CURLUE_OK)
        copy = dl_arena_copy(arena, dl_str_of(value));
    curl_free(value);
    return copy;
}

static dl_str lower_part(CURLU *handle, CURLUPart what, dl_arena *arena)
{
    char *value = NULL;
    dl_str copy = {"", 0};
    CURLUcode code = curl_url_get(handle, what, &value, 0);
    if (code == CURLUE_OUT_OF_MEMORY)
        copy.data = NULL;
    if (code == CURLUE_OK) {
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
    dl_str user = part(handle, CURLUPART_USER, 0, arena);
    dl_str password = part(handle, CURLUPART_PASSWORD, 0, arena);
    dl_str zone = part(handle, CURLUPART_ZONEID, 0, arena);
    if (!user.data || !password.data || !zone.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    if (user.size || password.size)
        return dl_error_set(error, DL_ERR_PERMISSION,
                            "a URL with a user name or password is not allowed: it would be "
                            "captured and shown");
    if (zone.size)
        return dl_error_set(error, DL_ERR_PERMISSION,
                            "an address with a zone is not allowed: it means another place on "
                            "another machine");
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
    char host[DL_HOST_TEXT];
    url->scheme = lower_part(handle, CURLUPART_SCHEME, arena);
    url->host = part(handle, CURLUPART_HOST, 0, arena);
    dl_str port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT, arena);
    if (!url->scheme.data || !url->host.data || !port.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    int rc = check_parts(handle, arena, url, error);
    if (rc)
        return rc;
    const char *why = dl_host_read(url->host, host);
    if (why)
        return refused_text(asked, why, error);
    /* the same host is the same source, however it is spelt; an "@" with nothing before it too */
    curl_url_set(handle, CURLUPART_USER, NULL, 0);
    curl_url_set(handle, CURLUPART_PASSWORD, NULL, 0);
    CURLUcode code = curl_url_set(handle, CURLUPART_HOST, host, 0);
    if (code != CURLUE_OK)
        return refused_by_curl(asked, code, error);
    url->host = dl_arena_copy(arena, dl_str_of(host));
    url->port = (int)strtol(port.data, NULL, 10);
    url->text = part(handle, CURLUPART_URL, CURLU_NO_DEFAULT_PORT, arena);
    if (url->text.size == 0 || !url->host.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    return 0;
}

/* --- what browsers and curl read differently ----------------------------------------------------
 */

/* The end of the authority, "/" after it included; 0 where a relative reference has none. Text has
 * no backslashes and no fragment. */
static size_t authority_end(dl_str text)
{
    dl_str scheme = scheme_of(text);
    size_t at = scheme.size ? scheme.size + 1 : 0;
    if (scheme.size == 0 && !dl_str_starts(text, DL_STR("//")))
        return 0;
    while (at < text.size && text.data[at] == '/')
        at++;
    while (at < text.size && text.data[at] != '/' && text.data[at] != '?')
        at++;
    return at < text.size ? at + 1 : at;
}

/* WHATWG URL, the path and the special-query percent-encode sets. */
static bool is_encoded(unsigned char c, bool in_query)
{
    return c <= ' ' || c >= 0x7F || c == '"' || c == '<' || c == '>' ||
           (in_query ? c == '\'' : c == '`' || c == '{' || c == '}');
}

/* A dot as such or as %2e; how many bytes of text it takes from at on. */
static size_t dot_at(dl_str text, size_t at)
{
    if (at < text.size && text.data[at] == '.')
        return 1;
    bool written = at + 2 < text.size && text.data[at] == '%' && text.data[at + 1] == '2' &&
                   (text.data[at + 2] == 'e' || text.data[at + 2] == 'E');
    return written ? 3 : 0;
}

/* "." and ".." that are written as %2e are path segments all the same: puts the dots in their own
 * form and returns how many bytes of text they took; 0 where no such segment begins. */
static size_t put_dot_segment(dl_str text, size_t at, dl_buf *out)
{
    size_t first = dot_at(text, at), second = first ? dot_at(text, at + first) : 0;
    size_t end = at + first + second;
    if (first == 0 || (end < text.size && text.data[end] != '/' && text.data[end] != '?'))
        return 0;
    dl_buf_puts(out, second ? ".." : ".");
    return first + second;
}

static void encode(dl_str text, size_t from, dl_buf *out)
{
    size_t query = dl_str_find(text, DL_STR("?"), 0);
    dl_buf_add(out, dl_str_slice(text, 0, from));
    for (size_t i = from; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        size_t dots = 0;
        if (i < query && (i == 0 || text.data[i - 1] == '/'))
            dots = put_dot_segment(text, i, out);
        if (dots)
            i += dots - 1;
        else if (is_encoded(c, i > query))
            dl_buf_printf(out, "%%%02X", c);
        else
            dl_buf_putc(out, text.data[i]);
    }
}

/* The text that curl reads as a browser reads asked: without fragment, a backslash before the query
 * as a slash, and percent-encoded. Where the two would still go to different hosts, it is refused:
 * a backslash in the authority, and "http:/x" as a reference (RFC 3986 §5.2.2: the reader's
 * choice). */
static int prepare(const dl_url *base, dl_str asked, dl_arena *arena, dl_str *text, dl_error *error)
{
    dl_buf slashed = {0}, encoded = {0};
    dl_str fragment, plain = dl_str_cut(asked, '#', &fragment);
    size_t query = dl_str_find(plain, DL_STR("?"), 0);
    size_t backslash = dl_str_find(plain, DL_STR("\\"), 0);
    dl_str scheme = scheme_of(plain);
    const char *why = NULL;
    dl_buf_add(&slashed, plain);
    for (size_t i = 0; i < query && i < slashed.size; i++)
        if (slashed.data[i] == '\\')
            slashed.data[i] = '/';
    size_t end = authority_end(dl_buf_str(&slashed));
    if (backslash < end)
        why = "it has a backslash where its host is";
    else if (base && scheme.size &&
             !dl_str_starts(dl_str_slice(plain, scheme.size + 1, plain.size), DL_STR("//")))
        why = "two slashes belong after its scheme";
    encode(dl_buf_str(&slashed), end, &encoded);
    *text = dl_arena_copy(arena, dl_buf_str(&encoded));
    bool ok = !slashed.failed && !encoded.failed && text->data;
    dl_buf_clear(&slashed);
    dl_buf_clear(&encoded);
    if (!ok)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    return why ? refused_text(asked, why, error) : 0;
}

static int read_url(const dl_url *base, dl_str asked, dl_arena *arena, dl_url *url, dl_error *error)
{
    dl_str text;
    memset(url, 0, sizeof *url);
    asked = dl_str_trim(asked);
    int rc = check_text(asked, error);
    if (!rc)
        rc = prepare(base, asked, arena, &text, error);
    if (rc)
        return rc;
    CURLU *handle = curl_url();
    if (!handle)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a URL");
    CURLUcode code = CURLUE_OK;
    if (base)
        code = curl_url_set(handle, CURLUPART_URL, base->text.data, 0);
    /* a fragment alone is the page itself */
    if (code == CURLUE_OK && !(base && text.size == 0))
        code = curl_url_set(handle, CURLUPART_URL, text.data,
                            CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE);
    rc = code == CURLUE_OK ? take_parts(handle, asked, arena, url, error)
                           : refused_by_curl(asked, code, error);
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
