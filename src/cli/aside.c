#include "cli/aside.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/unpack.h"
#include "dateline/store.h"

int aside_open(cli_aside *aside, const char *notebook, const cli_options *options)
{
    dl_str folder, name;
    dl_error error;
    dl_path_split(notebook, &folder, &name);
    aside->folder[0] = '\0';
    int length = options->store
                     ? snprintf(aside->original, sizeof aside->original, "%s", options->store)
                     : snprintf(aside->original, sizeof aside->original, "%.*s/dateline.db",
                                DL_STR_ARG(folder));
    if (length < 0 || (size_t)length >= sizeof aside->original)
        return cli_usage("the store's path is too long");
    int status = unpack_make_folder(aside->folder, sizeof aside->folder);
    if (status)
        return status;
    snprintf(aside->store, sizeof aside->store, "%s/dateline.db", aside->folder);
    if (access(aside->original, F_OK) == 0 &&
        dl_store_copy(aside->original, aside->store, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    return 0;
}

void aside_close(cli_aside *aside)
{
    dl_file_remove_tree(aside->folder);
    aside->folder[0] = '\0';
}
