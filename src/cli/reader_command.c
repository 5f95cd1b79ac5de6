/* Which command an entry of the REPL begins with. */
#include "cli/reader.h"

const reader_command *reader_command_of(const reader_options *options, dl_str entry, dl_str *rest)
{
    size_t end = 0;
    while (end < entry.size && entry.data[end] != ' ' && entry.data[end] != '\n')
        end++;
    dl_str name = dl_str_slice(entry, 0, end);
    *rest = dl_str_slice(entry, end, entry.size);
    for (size_t i = 0; i < options->command_count; i++)
        if (dl_str_equal(dl_str_of(options->commands[i].name), name))
            return &options->commands[i];
    return NULL;
}
