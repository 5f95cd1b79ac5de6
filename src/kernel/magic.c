/* The first words of a cell that are for the kernel and no Lua. */
#include <ctype.h>
#include <string.h>

#include "kernel/kernel.h"

static bool takes_line(dl_str *code, dl_str word)
{
    dl_str rest, line = dl_str_cut(*code, '\n', &rest);
    if (!dl_str_equal(dl_str_trim(line), word))
        return false;
    *code = rest.data ? rest : (dl_str){code->data + code->size, 0};
    return true;
}

/* `name?`, `store.query?`, `t:lag?`: a line by itself that is no Lua. */
static bool is_question(dl_str code, dl_str *name)
{
    dl_str line = dl_str_trim(code);
    if (line.size < 2 || line.size > 200 || line.data[line.size - 1] != '?')
        return false;
    *name = dl_str_slice(line, 0, line.size - 1);
    for (size_t i = 0; i < name->size; i++) {
        unsigned char c = (unsigned char)name->data[i];
        if (!isalnum(c) && c != '_' && c != '.' && c != ':')
            return false;
    }
    return true;
}

magic magic_read(dl_str code)
{
    magic read = {.language = DL_LANGUAGE_LUA, .code = code, .line = 1};
    if (takes_line(&read.code, DL_STR("%%sql"))) {
        read.language = DL_LANGUAGE_SQL;
        read.line = 2;
    } else if (takes_line(&read.code, DL_STR("%%dateline"))) {
        read.front = read.code;
        read.line = 2;
    } else if (!is_question(code, &read.asked)) {
        read.asked = (dl_str){NULL, 0};
    }
    read.skipped = code.size - read.code.size;
    return read;
}
