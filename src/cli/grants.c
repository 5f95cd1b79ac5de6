/* What the person running grants to fetch. */
#include "cli/cli.h"

dl_fetch_options cli_fetch_options(const cli_options *options, bool person)
{
    dl_fetch_options fetch = dl_fetch_defaults();
    if (options->offline)
        fetch.mode = DL_FETCH_OFFLINE;
    else if (options->refresh)
        fetch.mode = DL_FETCH_REFRESH;
    fetch.any_host = person;
    fetch.any_private = options->allow_private && options->private_count == 0;
    fetch.private_hosts = options->private_hosts;
    fetch.private_count = options->private_count;
    return fetch;
}
