#include "extract/link.h"

static bool is_scheme(dl_str text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && !(other && i > 0))
            return false;
    }
    return text.size > 0;
}

dl_uri dl_uri_split(dl_str text)
{
    dl_uri uri = {0};
    size_t at = 0;
    size_t colon = dl_str_first_of(text, 0, ":/?#");
    if (colon < text.size && text.data[colon] == ':' && is_scheme(dl_str_slice(text, 0, colon))) {
        uri.scheme = dl_str_slice(text, 0, colon);
        at = colon + 1;
    }
    if (text.size - at >= 2 && text.data[at] == '/' && text.data[at + 1] == '/') {
        size_t end = dl_str_first_of(text, at + 2, "/?#");
        uri.authority = dl_str_slice(text, at + 2, end);
        at = end;
    }
    size_t end = dl_str_first_of(text, at, "?#");
    uri.path = dl_str_slice(text, at, end);
    if (end < text.size && text.data[end] == '?') {
        at = end + 1;
        end = dl_str_first_of(text, at, "#");
        uri.query = dl_str_slice(text, at, end);
    }
    if (end < text.size)
        uri.fragment = dl_str_slice(text, end + 1, text.size);
    return uri;
}

/* §5.2.4 on absolute paths: each segment is put after what stands, ".." takes one away. The path
 * begins at out->size; nothing before it is touched. */
static void put_path(dl_str path, dl_buf *out)
{
    const size_t floor = out->size;
    size_t at = 0;
    while (at < path.size) {
        size_t next = dl_str_first_of(path, at + 1, "/");
        dl_str segment = dl_str_slice(path, at, next);
        bool last = next == path.size;
        bool up = dl_str_equal(segment, DL_STR("/.."));
        if (up || dl_str_equal(segment, DL_STR("/."))) {
            size_t size = out->size;
            while (up && size > floor && out->data[size - 1] != '/')
                size--;
            if (up && size > floor)
                dl_buf_truncate(out, size - 1);
            if (last)
                dl_buf_putc(out, '/');
        } else {
            dl_buf_add(out, segment);
        }
        at = next;
    }
}

static void put_merged_path(const dl_uri *base, dl_str path, dl_buf *out)
{
    dl_buf merged = {0};
    size_t keep = base->path.size;
    while (keep > 0 && base->path.data[keep - 1] != '/')
        keep--;
    if (keep == 0)
        dl_buf_putc(&merged, '/');
    dl_buf_append(&merged, base->path.data, keep);
    dl_buf_add(&merged, path);
    put_path(dl_buf_str(&merged), out);
    out->failed = out->failed || merged.failed;
    dl_buf_clear(&merged);
}

static void put_part(const char *before, dl_str part, dl_buf *out)
{
    if (!part.data)
        return;
    dl_buf_puts(out, before);
    dl_buf_add(out, part);
}

/* §5.2.2, for a reference without a scheme */
static void put_resolved(const dl_uri *base, const dl_uri *reference, dl_buf *out)
{
    dl_buf_add(out, base->scheme);
    dl_buf_putc(out, ':');
    dl_str query = reference->query;
    if (reference->authority.data) {
        put_part("//", reference->authority, out);
        put_path(reference->path, out);
    } else {
        put_part("//", base->authority, out);
        if (reference->path.size == 0) {
            dl_buf_add(out, base->path);
            query = query.data ? query : base->query;
        } else if (reference->path.data[0] == '/') {
            put_path(reference->path, out);
        } else {
            put_merged_path(base, reference->path, out);
        }
    }
    put_part("?", query, out);
    put_part("#", reference->fragment, out);
}

/* URL Standard §4.4: ends trimmed, tab and line breaks dropped wherever they are. */
static void put_clean(dl_str text, dl_buf *out)
{
    text = dl_str_trim(text);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != '\t' && text.data[i] != '\n' && text.data[i] != '\r')
            dl_buf_putc(out, text.data[i]);
}

void dl_link_resolve(dl_str base, dl_str reference, dl_buf *out)
{
    dl_buf clean = {0};
    put_clean(reference, &clean);
    dl_uri from = dl_uri_split(base);
    dl_uri to = dl_uri_split(dl_buf_str(&clean));
    if (to.scheme.data || !from.scheme.data)
        dl_buf_add(out, dl_buf_str(&clean));
    else
        put_resolved(&from, &to, out);
    out->failed = out->failed || clean.failed;
    dl_buf_clear(&clean);
}

bool dl_link_is_web(dl_str url)
{
    return (url.size > 7 && dl_str_starts_word(url, "http://")) ||
           (url.size > 8 && dl_str_starts_word(url, "https://"));
}
