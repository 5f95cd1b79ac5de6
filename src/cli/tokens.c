/* A person's rights at services, from $DATELINE_TOKENS: a command line would show them to others
 * on the machine, and a notebook could send them anywhere. */
#include "cli/cli.h"

/* What no header may hold, and what no host has. */
static bool is_token(dl_str host, dl_str value)
{
    bool good = host.size > 0 && value.size > 0;
    for (size_t i = 0; good && i < host.size; i++)
        good = !dl_one_of(host.data[i], "/:@ \t");
    for (size_t i = 0; good && i < value.size; i++)
        good = (unsigned char)value.data[i] >= ' ' && value.data[i] != 0x7F;
    return good;
}

int cli_tokens(const char *text, dl_token *tokens, size_t most, size_t *count)
{
    dl_str rest = dl_str_of(text);
    *count = 0;
    for (int place = 1; rest.size; place++) {
        dl_str value, entry = dl_str_trim(dl_str_cut(rest, ';', &rest));
        dl_str host = dl_str_trim(dl_str_cut(entry, '=', &value));
        if (entry.size == 0)
            continue;
        value = dl_str_trim(value.data ? value : (dl_str){"", 0});
        if (!is_token(host, value) || *count == most) /* the entry itself is nobody's to see */
            return cli_usage("$DATELINE_TOKENS, entry %d: HOST=VALUE was expected, as in "
                             "oauth.reddit.com=Bearer abc; entries end in ;",
                             place);
        tokens[(*count)++] = (dl_token){host, value};
    }
    return 0;
}
