#include "cli/answer.h"

#include "base/escape.h"

void answer_next(dl_buf *out)
{
    char last = '\n';
    if (out->size)
        last = out->data[out->size - 1];
    if (last != '{' && last != '[' && last != '\n' && last != ':')
        dl_buf_putc(out, ',');
}

void answer_key(dl_buf *out, const char *key)
{
    answer_next(out);
    dl_buf_printf(out, "\"%s\":", key);
}

void answer_text(dl_buf *out, const char *key, dl_str text)
{
    answer_key(out, key);
    dl_escape_json(text, out);
}

void answer_number(dl_buf *out, const char *key, long long number)
{
    answer_key(out, key);
    dl_buf_printf(out, "%lld", number);
}

void answer_flag(dl_buf *out, const char *key, bool set)
{
    answer_key(out, key);
    dl_buf_puts(out, set ? "true" : "false");
}

void answer_null(dl_buf *out, const char *key)
{
    answer_key(out, key);
    dl_buf_puts(out, "null");
}

void answer_open(dl_buf *out, const char *key, char bracket)
{
    if (key)
        answer_key(out, key);
    else
        answer_next(out);
    dl_buf_putc(out, bracket);
}

void answer_item(dl_buf *out, dl_str text)
{
    answer_next(out);
    dl_escape_json(text, out);
}
