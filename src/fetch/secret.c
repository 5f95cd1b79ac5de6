#include "fetch/secret.h"

#include "fetch/header.h"

bool dl_header_is_secret(dl_str line)
{
    dl_str name = dl_str_trim(dl_header_name(line));
    return dl_str_is_word(name, "Authorization") || dl_str_is_word(name, "Cookie") ||
           dl_str_is_word(name, "Proxy-Authorization");
}

void dl_header_without_secrets(dl_str block, dl_buf *out)
{
    dl_str line;
    while (dl_header_next(&block, &line)) {
        if (!dl_header_is_secret(line)) {
            dl_header_put(line, out);
            continue;
        }
        dl_buf_add(out, dl_header_name(line));
        dl_buf_puts(out, ": (not kept)\r\n");
    }
    dl_buf_puts(out, "\r\n");
}
