#include "fetch/log.h"

#include <ctype.h>

/* A parameter with any of these in its name, whatever its case. */
static const char *const secrets[] = {"key",  "token", "secret", "pass",    "pwd",       "auth",
                                      "sign", "sig",   "code",   "session", "credential"};

static bool is_secret(dl_str name)
{
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        dl_str wanted = dl_str_of(secrets[i]);
        for (size_t at = 0; at + wanted.size <= name.size; at++)
            if (dl_str_same_letters(dl_str_slice(name, at, at + wanted.size), wanted))
                return true;
    }
    return false;
}

void dl_log_url(dl_str url, dl_buf *out)
{
    size_t query = dl_str_find(url, DL_STR("?"), 0);
    dl_buf_add(out, dl_str_slice(url, 0, query));
    for (size_t at = query; at < url.size;) {
        size_t end = at + 1;
        while (end < url.size && url.data[end] != '&' && url.data[end] != ';')
            end++;
        dl_str pair = dl_str_slice(url, at, end);
        size_t equals = dl_str_find(pair, DL_STR("="), 0);
        bool hidden = equals + 1 < pair.size && is_secret(dl_str_slice(pair, 0, equals));
        dl_buf_add(out, hidden ? dl_str_slice(pair, 0, equals + 1) : pair);
        dl_buf_puts(out, hidden ? "..." : "");
        at = end;
    }
}

static void put_outcome(const dl_transfer *t, dl_buf *line)
{
    dl_error error;
    if (dl_transfer_outcome(t, &error) != 0) {
        dl_buf_puts(line, "failed: ");
        dl_log_url(dl_str_of(error.message), line); /* a message may name an address */
        return;
    }
    dl_buf_printf(line, "%d, %zu bytes", t->status, t->body.size);
    if (t->cut)
        dl_buf_puts(line, ", and no more were wanted");
}

void dl_log_transfer(const dl_transfer *t)
{
    const dl_fetch_options *options = t->options;
    dl_buf line = {0};
    if (!options || !options->log)
        return;
    bool validated = t->etag.size || t->last_modified.size;
    dl_buf_puts(&line, validated ? "GET if changed " : "GET ");
    dl_log_url(t->url->text, &line);
    dl_buf_puts(&line, " -> ");
    put_outcome(t, &line);
    if (t->answered_at_us > t->asked_at_us && t->asked_at_us > 0)
        dl_buf_printf(&line, ", %lld ms", (long long)(t->answered_at_us - t->asked_at_us) / 1000);
    if (t->peer[0])
        dl_buf_printf(&line, ", %s", t->peer);
    if (!line.failed)
        options->log(options->log_user, dl_buf_str(&line));
    dl_buf_clear(&line);
}
