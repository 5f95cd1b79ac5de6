/* The options: what each is called, takes and means. */
#include "cli/option_rows.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

const option_row option_rows[] = {
    {"output", 'o', required_argument, "FILE",
     "write a report; its ending says the format (.html .md .json .ipynb .bib ...); again for "
     "another",
     GROUP_OUTPUT, NULL},
    {"to", OPTION_TO, required_argument, "FORMAT", "format of `-o -`, or of standard output",
     GROUP_OUTPUT, "html md json ipynb svg png pdf bib csl.json"},
    {"files", OPTION_FILES, required_argument, "FOLDER",
     "where files that cells make are written (NAME-files beside the first report)", GROUP_OUTPUT,
     NULL},
    {"index", OPTION_INDEX, required_argument, "FILE",
     "write a page that lists the reports of all runs", GROUP_OUTPUT, NULL},
    {"lock", OPTION_LOCK, no_argument, "", "after a run that ends well, write NAME.lock beside it",
     GROUP_OUTPUT, NULL},
    {"sign", OPTION_SIGN, no_argument, "",
     "sign the bundle with your key, which is made when there is none", GROUP_OUTPUT, NULL},
    {"warc", OPTION_WARC, no_argument, "", "write WARC 1.1, a gzip member a record", GROUP_OUTPUT,
     NULL},
    {"wacz", OPTION_WACZ, no_argument, "", "write WACZ: WARC with its index, in one ZIP file",
     GROUP_OUTPUT, NULL},
    {"json", OPTION_JSON, no_argument, "", "answer in lines of JSON", GROUP_OUTPUT, NULL},
    {"pictures", OPTION_PICTURES, required_argument, "FORM",
     "pictures on a terminal: drawn, ascii, or list for a screen reader (also $DATELINE_PICTURES)",
     GROUP_OUTPUT, "drawn ascii list"},
    {"param", 'p', required_argument, "NAME=VALUE", "give a parameter of the notebook a value",
     GROUP_PARAMETERS, NULL},
    {"params", OPTION_PARAMS, required_argument, "FILE",
     "give parameters the values of a YAML file", GROUP_PARAMETERS, NULL},
    {"matrix", OPTION_MATRIX, required_argument, "FILE",
     "a run for each row of a CSV file whose first row names parameters", GROUP_PARAMETERS, NULL},
    {"as-of", OPTION_AS_OF, required_argument, "DATE", "what today() is", GROUP_PARAMETERS, NULL},
    {"store", OPTION_STORE, required_argument, "FILE",
     "the store (dateline.db beside the notebook, else here)", GROUP_SOURCES, NULL},
    {"input", OPTION_INPUT, required_argument, "FILE",
     "a file of URLs, one a line (- is standard input)", GROUP_SOURCES, NULL},
    {"offline", OPTION_OFFLINE, no_argument, "", "read captures only; no network", GROUP_SOURCES,
     NULL},
    {"refresh", OPTION_REFRESH, optional_argument, "AGE",
     "ask the network even for what is fresh, or for what is older than AGE (90s, 15m, 2h, 3d)",
     GROUP_SOURCES, "15m 1h 1d 7d"},
    {"frozen", OPTION_FROZEN, no_argument, "", "exactly the captures that the lock names",
     GROUP_SOURCES, NULL},
    {"allow-net", OPTION_ALLOW_NET, optional_argument, "HOST,...",
     "grant the hosts that the notebook's net: asks for, or just these of them", GROUP_SOURCES,
     NULL},
    {"deny-net", OPTION_DENY_NET, required_argument, "HOST,...",
     "never reach these hosts, whatever is granted", GROUP_SOURCES, NULL},
    {"allow-private", OPTION_ALLOW_PRIVATE, optional_argument, "ADDRESS,...",
     "grant private and loopback addresses, or just these", GROUP_SOURCES, NULL},
    {"ignore-robots", OPTION_IGNORE_ROBOTS, no_argument, "",
     "read what robots.txt forbids; the captures say so", GROUP_SOURCES, NULL},
    {"contact", OPTION_CONTACT, required_argument, "ADDRESS",
     "who asks, for the User-Agent: an address or a URL (also $DATELINE_CONTACT)", GROUP_SOURCES,
     NULL},
    {"no-read", OPTION_NO_READ, no_argument, "", "keep the captures and read no pages yet",
     GROUP_SOURCES, NULL},
    {"online", OPTION_ONLINE, no_argument, "", "ask each source whether it still says so",
     GROUP_SOURCES, NULL},
    {"concurrency", OPTION_CONCURRENCY, required_argument, "N", "requests at once (8)",
     GROUP_SOURCES, NULL},
    {"per-host", OPTION_PER_HOST, required_argument, "N", "requests at once to one host (1)",
     GROUP_SOURCES, NULL},
    {"delay", OPTION_DELAY, required_argument, "SECONDS", "between two requests to one host (1)",
     GROUP_SOURCES, NULL},
    {"tries", OPTION_TRIES, required_argument, "N", "for a failure that may pass (3)",
     GROUP_SOURCES, NULL},
    {"proxy", OPTION_PROXY, no_argument, "", "use the proxies that http_proxy and the like name",
     GROUP_SOURCES, NULL},
    {"timeout", OPTION_TIMEOUT, required_argument, "SECONDS",
     "time limit of a cell (30), a script (600), or one try of a fetch (60)", GROUP_LIMITS, NULL},
    {"run-timeout", OPTION_RUN_TIMEOUT, required_argument, "SECONDS",
     "time limit of a whole notebook when several run (none)", GROUP_LIMITS, NULL},
    {"memory", OPTION_MEMORY, required_argument, "MIB", "memory limit of the notebook (256)",
     GROUP_LIMITS, NULL},
    {"jobs", OPTION_JOBS, required_argument, "N", "runs at once (as many as there are processors)",
     GROUP_LIMITS, NULL},
    {"max-requests", OPTION_MAX_REQUESTS, required_argument, "N",
     "requests in all (1000 for a notebook, no limit for `dateline fetch`)", GROUP_LIMITS, NULL},
    {"max-size", OPTION_MAX_SIZE, required_argument, "MIB", "the largest body to take (20)",
     GROUP_LIMITS, NULL},
    {"limit", OPTION_LIMIT, required_argument, "N", "at most so many answers (20)", GROUP_LIMITS,
     NULL},
    {"require-sandbox", OPTION_REQUIRE_SANDBOX, no_argument, "",
     "run nothing where the system cannot hold the cells' files and system calls", GROUP_LIMITS,
     NULL},
    {"watch", OPTION_WATCH, optional_argument, "INTERVAL",
     "run: again when a file changes, just what is stale; fetch: again every INTERVAL (15m; 30s at "
     "least), and tell what changed",
     GROUP_WATCHING, "30s 15m 1h 1d"},
    {"count", OPTION_COUNT, required_argument, "N",
     "end --watch after N rounds; 4 if a source changed", GROUP_WATCHING, NULL},
    {"resume", OPTION_RESUME, no_argument, "",
     "go on where the last run failed: show again what is fresh, run the rest", GROUP_WATCHING,
     NULL},
    {"port", OPTION_PORT, required_argument, "N", "of 127.0.0.1 (any that is free)", GROUP_OWN,
     NULL},
    {"connection", 'f', required_argument, "FILE", "the connection file of a Jupyter client",
     GROUP_OWN, NULL},
    {"user", OPTION_USER, no_argument, "", "install for this user (where nothing else is said)",
     GROUP_OWN, NULL},
    {"prefix", OPTION_PREFIX, required_argument, "DIR", "install under DIR/share/jupyter",
     GROUP_OWN, NULL},
    {"sys-prefix", OPTION_SYS_PREFIX, no_argument, "",
     "install where the python3 of Jupyter keeps its kernels", GROUP_OWN, NULL},
    {"ids", OPTION_IDS, no_argument, "", "give each cell an id that has none", GROUP_OWN, NULL},
    {"check", OPTION_CHECK, no_argument, "",
     "write nothing; end with 1 when something is to be written", GROUP_OWN, NULL},
    {"dry-run", OPTION_DRY_RUN, no_argument, "", "tell what would change, and change nothing",
     GROUP_OWN, NULL},
    {"exit-status", OPTION_EXIT_STATUS, no_argument, "", "end with 4 when the source changed",
     GROUP_OWN, NULL},
    {"list", OPTION_LIST, no_argument, "", "list the templates", GROUP_OWN, NULL},
    {"completion", OPTION_COMPLETION, required_argument, "SHELL",
     "write what completes commands and options in bash, zsh or fish", GROUP_OWN, "bash zsh fish"},
    {"man", OPTION_MAN, no_argument, "", "write the manual page, dateline(1)", GROUP_OWN, NULL},
    {"quiet", 'q', no_argument, "", "no warnings", GROUP_MESSAGES, NULL},
    {"verbose", 'v', no_argument, "", "say each request on standard error (a file: $DATELINE_LOG)",
     GROUP_MESSAGES, NULL},
    {"help", 'h', no_argument, "", "say what this command does", GROUP_MESSAGES, NULL},
};

const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
_Static_assert(sizeof option_rows / sizeof *option_rows <= OPTION_MOST, "too many options");

static const char *const group_names[GROUPS] = {
    [GROUP_OWN] = "Of this command",   [GROUP_OUTPUT] = "Output",
    [GROUP_PARAMETERS] = "Parameters", [GROUP_SOURCES] = "Sources and network",
    [GROUP_LIMITS] = "Limits",         [GROUP_WATCHING] = "Watching",
    [GROUP_MESSAGES] = "Messages"};

const char *option_group_name(option_group group)
{
    return group_names[group];
}

bool option_taken(const cli_command *command, const option_row *row)
{
    dl_str rest = dl_str_of(command->options);
    while (rest.data) {
        dl_str word = dl_str_cut(rest, ' ', &rest);
        if (dl_str_equal(word, dl_str_of(row->name)))
            return true;
    }
    return row->letter == 'h';
}

const char *option_words(const char *name)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (strcmp(option_rows[i].name, name) == 0)
            return option_rows[i].words;
    return NULL;
}

/* Where the row's own words would mislead. */
static const struct {
    const char *command, *option, *help;
} helps[] = {
    {"export", "output", "the archive to write (.warc.gz .warc .wacz), - with --warc or --wacz"},
    {"bundle", "output", "the bundle to write (.dateline)"},
    {"unbundle", "output", "the folder to make (here, with the file's name without its ending)"},
    {"convert", "to", "md or ipynb, where the ending of TO does not say"},
    {"fetch", "allow-net", "reach these on other ports than 80 and 443 (HOST:PORT)"},
    {"kernel", "allow-net", "reach these on other ports than 80 and 443 (HOST:PORT)"},
    {"repl", "allow-net", "reach these on other ports than 80 and 443 (HOST:PORT)"},
    {"help", "to", "luals or man: the API for the Lua language server, or manual pages"},
};

const char *option_help_of(const cli_command *command, const option_row *row)
{
    for (size_t i = 0; i < sizeof helps / sizeof *helps; i++)
        if (strcmp(helps[i].command, command->name) == 0 && strcmp(helps[i].option, row->name) == 0)
            return helps[i].help;
    return NULL;
}

const char *option_help(const cli_command *command, const option_row *row)
{
    const char *own = option_help_of(command, row);
    return own ? own : row->help;
}

void option_synopsis(const option_row *row, char *text, size_t size)
{
    bool may = row->argument == optional_argument;
    char letter[8] = "    ";
    if (row->letter < 256)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    snprintf(text, size, "%s--%s%s%s%s", letter, row->name,
             may                                  ? "[="
             : row->argument == required_argument ? " "
                                                  : "",
             row->value, may ? "]" : "");
}
