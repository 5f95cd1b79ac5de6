/* What the person running grants to fetch, and how fetch is to behave. */
#include "cli/cli.h"
#include "cli/log.h"

static dl_fetch_mode mode_of(const cli_options *options)
{
    if (options->frozen)
        return DL_FETCH_FROZEN;
    if (options->offline)
        return DL_FETCH_OFFLINE;
    return options->refresh ? DL_FETCH_REFRESH : DL_FETCH_DEFAULT;
}

dl_fetch_options cli_fetch_options(const cli_options *options, bool person)
{
    dl_fetch_options fetch = dl_fetch_defaults();
    fetch.mode = mode_of(options);
    fetch.refresh_age_us = (int64_t)(options->refresh_age_s * 1e6);
    fetch.any_host = person;
    /* what a person types reaches other ports only where they are named */
    fetch.hosts = options->net_hosts;
    fetch.host_count = person ? options->net_count : 0;
    fetch.any_private = options->allow_private && options->private_count == 0;
    fetch.private_hosts = options->private_hosts;
    fetch.private_count = options->private_count;
    fetch.denied_hosts = options->deny_hosts;
    fetch.denied_count = options->deny_count;
    fetch.ignore_robots = options->ignore_robots;
    fetch.proxy_from_environment = options->proxy;
    fetch.contact = options->contact;
    fetch.tokens = options->tokens;
    fetch.token_count = options->token_count;
    if (options->concurrency > 0)
        fetch.total_limit = options->concurrency;
    if (options->per_host > 0)
        fetch.host_limit = options->per_host;
    if (options->delay_s >= 0)
        fetch.delay_ms = (int64_t)(options->delay_s * 1000);
    fetch.max_requests = options->max_requests > 0 ? options->max_requests : person ? 0 : 1000;
    if (options->tries > 0)
        fetch.tries = options->tries;
    if (options->max_size_mib > 0)
        fetch.max_bytes = (int64_t)options->max_size_mib << 20;
    cli_log_begin(options, &fetch);
    return fetch;
}
