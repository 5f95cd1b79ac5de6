#include "archive/head.h"

#include "fetch/header.h"

static const struct {
    const char *version, *protocol;
} versions[] = {{"HTTP/2", "h2"}, {"HTTP/2.0", "h2"}, {"HTTP/3", "h3"}};

/* What other archives call a header whose value was true before they took something off. */
static const char past[] = "X-Archive-Orig-";

bool dl_head_is_http(dl_str head)
{
    return dl_str_starts(head, DL_STR("HTTP/"));
}

/* The word of the first line that tells HTTP's version: the first or the last. */
static dl_str version_of(dl_str line)
{
    size_t from = 0, to;
    line = dl_str_trim(line);
    if (!dl_head_is_http(line)) {
        from = line.size;
        while (from > 0 && line.data[from - 1] != ' ')
            from--;
    }
    to = dl_str_find(line, DL_STR(" "), from);
    return dl_str_slice(line, from, to);
}

const char *dl_head_protocol(dl_str head)
{
    dl_str line;
    if (!dl_header_next(&head, &line))
        return "";
    dl_str version = version_of(line);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (dl_str_equal(version, dl_str_of(versions[i].version)))
            return versions[i].protocol;
    return "";
}

static void put_version(dl_str line, const char *version, dl_buf *out)
{
    dl_str old = version_of(line);
    if (old.size == 0) {
        dl_buf_add(out, line);
        return;
    }
    dl_buf_append(out, line.data, (size_t)(old.data - line.data));
    dl_buf_puts(out, version);
    const char *after = old.data + old.size;
    dl_buf_append(out, after, (size_t)(line.data + line.size - after));
}

static bool tells_coding(dl_str name)
{
    static const char *const names[] = {"Content-Encoding", "Content-Length", NULL};
    return dl_str_among(name, names);
}

static dl_str without_end(dl_str line)
{
    size_t size = line.size;
    while (size && (line.data[size - 1] == '\n' || line.data[size - 1] == '\r'))
        size--;
    return dl_str_slice(line, 0, size);
}

void dl_head_export(dl_str head, bool uncoded, dl_buf *out)
{
    dl_str line;
    const bool newer = dl_head_protocol(head)[0] != '\0';
    for (bool first = true; dl_header_next(&head, &line); first = false) {
        dl_str text = without_end(line);
        if (uncoded && !first && tells_coding(dl_header_name(line)))
            dl_buf_puts(out, past);
        if (first && newer)
            put_version(text, "HTTP/1.1", out);
        else
            dl_buf_add(out, text);
        /* RFC 9112 §2.2: a line ends in CRLF; some servers and old archives leave the CR out */
        dl_buf_puts(out, "\r\n");
    }
    dl_buf_puts(out, "\r\n");
}

void dl_head_restore(dl_str head, bool uncoded, dl_str protocol, dl_buf *out)
{
    dl_str line, prefix = dl_str_of(past);
    const char *version = dl_str_equal(protocol, DL_STR("h2"))   ? "HTTP/2"
                          : dl_str_equal(protocol, DL_STR("h3")) ? "HTTP/3"
                                                                 : NULL;
    for (bool first = true; dl_header_next(&head, &line); first = false) {
        dl_str rest = dl_str_slice(line, prefix.size, line.size);
        bool renamed = uncoded && dl_str_starts(line, prefix) && tells_coding(dl_header_name(rest));
        if (first && version)
            put_version(line, version, out);
        else
            dl_buf_add(out, renamed ? rest : line);
    }
    dl_buf_puts(out, "\r\n");
}

static bool is_in_list(dl_str list, dl_str name)
{
    while (list.data && list.size) {
        dl_str word = dl_str_trim(dl_str_cut(list, ',', &list));
        if (dl_str_same_letters(word, name))
            return true;
    }
    return false;
}

void dl_request_export(dl_str request, dl_buf *out, dl_buf *removed)
{
    static const char *const secrets[] = {"Authorization", "Proxy-Authorization", "Cookie", NULL};
    dl_buf kept = {0};
    dl_str line;
    while (dl_header_next(&request, &line)) {
        dl_str name = dl_str_trim(dl_header_name(line));
        if (!dl_str_among(name, secrets)) {
            dl_buf_add(&kept, line);
        } else if (!is_in_list(dl_buf_str(removed), name)) {
            dl_buf_puts(removed, removed->size ? ", " : "");
            dl_buf_add(removed, name);
        }
    }
    dl_head_export(dl_buf_str(&kept), false, out);
    out->failed = out->failed || kept.failed;
    dl_buf_clear(&kept);
}
