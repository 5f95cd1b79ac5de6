/* The options: one table, and each command says which of them it takes. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "cli/cli.h"

typedef struct option_row {
    const char *name;
    int letter;   /* short form, or a value past the letters */
    int argument; /* no_argument, required_argument, optional_argument */
    const char *value, *help;
} option_row;

enum {
    STORE = 256,
    TO,
    OFFLINE,
    REFRESH,
    SIGN,
    PARAMS,
    MATRIX,
    INDEX,
    JOBS,
    RUN_TIMEOUT,
    ALLOW_NET,
    DENY_NET,
    ALLOW_PRIVATE,
    TIMEOUT,
    MEMORY,
    AS_OF,
    JSON,
    LIMIT,
    FROZEN,
    LOCK,
    RESUME,
    IGNORE_ROBOTS,
    PROXY,
    NO_READ,
    CONTACT,
    INPUT,
    CONCURRENCY,
    PER_HOST,
    TRIES,
    MAX_REQUESTS,
    DELAY,
    MAX_SIZE,
    WARC,
    WACZ,
    WATCH,
    COUNT,
    EXIT_STATUS,
    PICTURES,
    REQUIRE_SANDBOX,
    FILES,
    ONLINE,
    DRY_RUN,
    IDS,
    CHECK
};

static const option_row rows[] = {
    {"store", STORE, required_argument, "FILE", "the store (dateline.db beside the notebook)"},
    {"output", 'o', required_argument, "FILE",
     "write a report; its ending says the format (.html .md .json .ipynb .bib ...); again for "
     "another"},
    {"to", TO, required_argument, "FORMAT", "format of `-o -`, or of standard output"},
    {"files", FILES, required_argument, "FOLDER",
     "where files that cells make are written (NAME-files beside the first report)"},
    {"param", 'p', required_argument, "NAME=VALUE", "give a parameter of the notebook a value"},
    {"params", PARAMS, required_argument, "FILE", "give parameters the values of a YAML file"},
    {"matrix", MATRIX, required_argument, "FILE",
     "a run for each row of a CSV file whose first row names parameters"},
    {"jobs", JOBS, required_argument, "N", "runs at once (as many as there are processors)"},
    {"index", INDEX, required_argument, "FILE", "write a page that lists the reports of all runs"},
    {"run-timeout", RUN_TIMEOUT, required_argument, "SECONDS",
     "time limit of a whole notebook when several run (none)"},
    {"offline", OFFLINE, no_argument, "", "read captures only; no network"},
    {"refresh", REFRESH, optional_argument, "AGE",
     "ask the network even for what is fresh, or for what is older than AGE (90s, 15m, 2h, 3d)"},
    {"frozen", FROZEN, no_argument, "", "exactly the captures that the lock names"},
    {"allow-net", ALLOW_NET, optional_argument, "HOST,...",
     "grant the hosts that the notebook's net: asks for, or just these of them"},
    {"deny-net", DENY_NET, required_argument, "HOST,...",
     "never reach these hosts, whatever is granted"},
    {"allow-private", ALLOW_PRIVATE, optional_argument, "ADDRESS,...",
     "grant private and loopback addresses, or just these"},
    {"resume", RESUME, no_argument, "",
     "go on where the last run failed: show again what is fresh, run the rest"},
    {"lock", LOCK, no_argument, "", "after a run that ends well, write NAME.lock beside it"},
    {"sign", SIGN, no_argument, "",
     "sign the bundle with your key, which is made when there is none"},
    {"ignore-robots", IGNORE_ROBOTS, no_argument, "",
     "read what robots.txt forbids; the captures say so"},
    {"contact", CONTACT, required_argument, "ADDRESS",
     "who asks, for the User-Agent: an address or a URL (also $DATELINE_CONTACT)"},
    {"concurrency", CONCURRENCY, required_argument, "N", "requests at once (8)"},
    {"per-host", PER_HOST, required_argument, "N", "requests at once to one host (1)"},
    {"delay", DELAY, required_argument, "SECONDS", "between two requests to one host (1)"},
    {"tries", TRIES, required_argument, "N", "for a failure that may pass (3)"},
    {"max-requests", MAX_REQUESTS, required_argument, "N",
     "requests in all (1000 for a notebook, no limit for `dateline fetch`)"},
    {"max-size", MAX_SIZE, required_argument, "MIB", "the largest body to take (20)"},
    {"proxy", PROXY, no_argument, "", "use the proxies that http_proxy and the like name"},
    {"input", INPUT, required_argument, "FILE", "a file of URLs, one a line (- is standard input)"},
    {"no-read", NO_READ, no_argument, "", "keep the captures and read no pages yet"},
    {"watch", WATCH, optional_argument, "INTERVAL",
     "run: again when a file changes, just what is stale; fetch: again every INTERVAL (15m; 30s at "
     "least), and tell what changed"},
    {"count", COUNT, required_argument, "N", "end --watch after N rounds; 4 if a source changed"},
    {"require-sandbox", REQUIRE_SANDBOX, no_argument, "",
     "run nothing where the system cannot hold the cells' files and system calls"},
    {"exit-status", EXIT_STATUS, no_argument, "", "end with 4 when the source changed"},
    {"timeout", TIMEOUT, required_argument, "SECONDS",
     "time limit of a cell (30), or of one fetch (60)"},
    {"memory", MEMORY, required_argument, "MIB", "memory limit of the notebook (256)"},
    {"as-of", AS_OF, required_argument, "DATE", "what today() is"},
    {"json", JSON, no_argument, "", "answer in lines of JSON"},
    {"limit", LIMIT, required_argument, "N", "at most so many answers (20)"},
    {"warc", WARC, no_argument, "", "write WARC 1.1, a gzip member a record"},
    {"wacz", WACZ, no_argument, "", "write WACZ: WARC with its index, in one ZIP file"},
    {"pictures", PICTURES, required_argument, "FORM",
     "pictures on a terminal: drawn, ascii, or list for a screen reader (also $DATELINE_PICTURES)"},
    {"online", ONLINE, no_argument, "", "ask each source whether it still says so"},
    {"ids", IDS, no_argument, "", "give each cell an id that has none"},
    {"check", CHECK, no_argument, "", "write nothing; end with 1 when something is to be written"},
    {"dry-run", DRY_RUN, no_argument, "", "tell what would change, and change nothing"},
    {"quiet", 'q', no_argument, "", "no warnings"},
    {"help", 'h', no_argument, "", "say what this command does"},
};

enum { ROWS = sizeof rows / sizeof *rows };

/* Whether the command's list of options has this name; help is everybody's. */
static bool takes(const cli_command *command, const char *name)
{
    dl_str rest = dl_str_of(command->options);
    while (rest.data) {
        dl_str word = dl_str_cut(rest, ' ', &rest);
        if (dl_str_equal(word, dl_str_of(name)))
            return true;
    }
    return strcmp(name, "help") == 0;
}

/* Splits "a,b" into a list; false when it is too long. */
static bool add_list(const char *text, dl_str *list, size_t *count)
{
    dl_str rest = dl_str_of(text);
    while (rest.data) {
        dl_str item = dl_str_trim(dl_str_cut(rest, ',', &rest));
        if (item.size == 0)
            continue;
        if (*count == CLI_MOST)
            return false;
        list[(*count)++] = item;
    }
    return true;
}

static bool add_text(const char *text, const char **list, size_t *count)
{
    if (*count == CLI_MOST)
        return false;
    list[(*count)++] = text;
    return true;
}

static int number(const char *name, const char *text, double least, double most, double *value)
{
    char *end;
    *value = strtod(text, &end);
    if (end == text || *end != '\0' || !(*value >= least && *value <= most))
        return cli_usage("--%s %s: a number from %g to %g was expected", name, text, least, most);
    return 0;
}

/* An option that takes a whole number: where it goes, and what it may be. */
static int take_count(const char *name, const char *argument, double most, int *count)
{
    double value = 0;
    int status = number(name, argument, 1, most, &value);
    *count = (int)value;
    return status;
}

static int take_size(const char *name, const char *argument, size_t *mebibytes)
{
    double value = 0;
    int status = number(name, argument, 1, 65536, &value);
    *mebibytes = (size_t)value;
    return status;
}

static int take_number(int letter, const char *argument, cli_options *options)
{
    switch (letter) {
    case TIMEOUT:
        options->timeout_given = true;
        return number("timeout", argument, 0.01, 86400, &options->timeout_s);
    case JOBS:
        return take_count("jobs", argument, 256, &options->jobs);
    case RUN_TIMEOUT:
        return number("run-timeout", argument, 0.01, 864000, &options->run_timeout_s);
    case DELAY:
        return number("delay", argument, 0, 3600, &options->delay_s);
    case MEMORY:
        return take_size("memory", argument, &options->memory_mib);
    case MAX_SIZE:
        return take_size("max-size", argument, &options->max_size_mib);
    case CONCURRENCY:
        return take_count("concurrency", argument, 1000, &options->concurrency);
    case PER_HOST:
        return take_count("per-host", argument, 1000, &options->per_host);
    case TRIES:
        return take_count("tries", argument, 3, &options->tries);
    case MAX_REQUESTS:
        return take_count("max-requests", argument, 1e9, &options->max_requests);
    case COUNT:
        return take_count("count", argument, 1000000, &options->count);
    default:
        return take_count("limit", argument, 10000, &options->limit);
    }
}

static int take_refresh(const char *age, cli_options *options)
{
    options->refresh = true;
    if (age && !dl_duration_parse(dl_str_of(age), &options->refresh_age_s))
        return cli_usage("--refresh=%s: an age like 90s, 15m, 2h or 3d was expected", age);
    return 0;
}

static int take_watch(const char *interval, cli_options *options)
{
    options->watch = true;
    if (interval && !dl_duration_parse(dl_str_of(interval), &options->watch_every_s))
        return cli_usage("--watch=%s: an interval like 90s, 15m, 2h or 1d was expected", interval);
    return 0;
}

static int take_form(const char *name, const char *word, cli_options *options)
{
    if (dl_picture_form_of(dl_str_of(word), &options->picture_form))
        return 0;
    return cli_usage("%s %s: drawn, ascii or list was expected", name, word);
}

static int take(int letter, const char *argument, cli_options *options)
{
    bool fits = true;
    switch (letter) {
    case STORE:
        options->store = argument;
        break;
    case FILES:
        options->files = argument;
        break;
    case 'o':
        fits = add_text(argument, options->outputs, &options->output_count);
        break;
    case TO:
        options->to = argument;
        break;
    case 'p':
        fits = add_text(argument, options->params, &options->param_count);
        break;
    case OFFLINE:
        options->offline = true;
        break;
    case REFRESH:
        return take_refresh(argument, options);
    case FROZEN:
        options->frozen = true;
        break;
    case SIGN:
        options->sign = true;
        break;
    case PARAMS:
        fits = add_text(argument, options->params_files, &options->params_file_count);
        break;
    case MATRIX:
        options->matrix = argument;
        break;
    case INDEX:
        options->index = argument;
        break;
    case RESUME:
        options->resume = true;
        break;
    case LOCK:
        options->lock = true;
        break;
    case IGNORE_ROBOTS:
        options->ignore_robots = true;
        break;
    case PROXY:
        options->proxy = true;
        break;
    case WATCH:
        return take_watch(argument, options);
    case REQUIRE_SANDBOX:
        options->require_sandbox = true;
        break;
    case ONLINE:
        options->online = true;
        break;
    case IDS:
        options->ids = true;
        break;
    case CHECK:
        options->check_only = true;
        break;
    case DRY_RUN:
        options->dry_run = true;
        break;
    case EXIT_STATUS:
        options->exit_status = true;
        break;
    case NO_READ:
        options->no_read = true;
        break;
    case CONTACT:
        for (const char *c = argument; *c; c++)
            if ((unsigned char)*c < ' ')
                return cli_usage("--contact has a control character in it");
        options->contact = argument;
        break;
    case INPUT:
        options->input = argument;
        break;
    case ALLOW_NET:
        options->allow_net = true;
        fits = !argument || add_list(argument, options->net_hosts, &options->net_count);
        break;
    case DENY_NET:
        fits = add_list(argument, options->deny_hosts, &options->deny_count);
        break;
    case ALLOW_PRIVATE:
        options->allow_private = true;
        fits = !argument || add_list(argument, options->private_hosts, &options->private_count);
        break;
    case AS_OF:
        options->as_of = argument;
        break;
    case JSON:
        options->json = true;
        break;
    case WARC:
        options->warc = true;
        break;
    case WACZ:
        options->wacz = true;
        break;
    case PICTURES:
        return take_form("--pictures", argument, options);
    case 'q':
        options->quiet = true;
        break;
    case 'h':
        options->help = true;
        break;
    default:
        return take_number(letter, argument, options);
    }
    return fits ? 0 : cli_usage("an option is given more than %d times", CLI_MOST);
}

static int unknown_option(const cli_command *command, const char *word)
{
    const char *names[ROWS];
    size_t count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (takes(command, rows[i].name))
            names[count++] = rows[i].name;
    }
    dl_str name = dl_str_of(word);
    while (name.size && name.data[0] == '-')
        name = dl_str_slice(name, 1, name.size);
    dl_str rest;
    const char *near = dl_str_nearest(dl_str_cut(name, '=', &rest), names, count);
    if (near)
        return cli_usage("`dateline %s` has no option %s; do you mean --%s?", command->name, word,
                         near);
    return cli_usage("`dateline %s` has no option %s; `dateline help %s` lists them", command->name,
                     word, command->name);
}

static void build_tables(const cli_command *command, struct option *longs, char *shorts)
{
    size_t count = 0;
    *shorts++ = ':'; /* a missing argument is told apart */
    for (size_t i = 0; i < ROWS; i++) {
        if (!takes(command, rows[i].name))
            continue;
        longs[count++] = (struct option){rows[i].name, rows[i].argument, NULL, rows[i].letter};
        if (rows[i].letter < 256) {
            *shorts++ = (char)rows[i].letter;
            if (rows[i].argument == required_argument)
                *shorts++ = ':';
        }
    }
    longs[count] = (struct option){NULL, 0, NULL, 0};
    *shorts = '\0';
}

int cli_parse(const cli_command *command, int argc, char **argv, cli_options *options)
{
    struct option longs[ROWS + 1];
    char shorts[3 * ROWS];
    memset(options, 0, sizeof *options);
    options->timeout_s = 30;
    options->memory_mib = 256;
    options->limit = 20;
    options->delay_s = -1;
    options->contact = getenv("DATELINE_CONTACT");
    if (cli_tokens(getenv("DATELINE_TOKENS"), options->tokens, CLI_MOST, &options->token_count))
        return 2;
    const char *form = getenv("DATELINE_PICTURES");
    if (form && *form && take_form("$DATELINE_PICTURES", form, options))
        return 2;
    build_tables(command, longs, shorts);
    opterr = 0;
    optind = 1;
    for (;;) {
        int before = optind;
        int letter = getopt_long(argc, argv, shorts, longs, NULL);
        if (letter == -1)
            break;
        const char *word = argv[before < argc ? before : argc - 1];
        if (letter == ':')
            return cli_usage("%s needs a value; `dateline help %s` says which", word,
                             command->name);
        if (letter == '?')
            return unknown_option(command, word);
        int status = take(letter, optarg, options);
        if (status != 0)
            return status;
    }
    if (options->offline + options->refresh + options->frozen > 1)
        return cli_usage("--offline, --refresh and --frozen exclude each other");
    options->arguments = argv + optind;
    options->argument_count = argc - optind;
    return 0;
}

void cli_print_command_help(const cli_command *command)
{
    printf("dateline %s %s\n\n  %s.\n", command->name, command->usage, command->summary);
    puts("\nOptions:");
    for (size_t i = 0; i < ROWS; i++) {
        if (!takes(command, rows[i].name))
            continue;
        char left[64];
        const char *join = rows[i].argument == optional_argument   ? "[="
                           : rows[i].argument == required_argument ? " "
                                                                   : "";
        const char *end = rows[i].argument == optional_argument ? "]" : "";
        char dash[8] = "    ";
        if (rows[i].letter < 256)
            snprintf(dash, sizeof dash, "-%c, ", rows[i].letter);
        snprintf(left, sizeof left, "%s--%s%s%s%s", dash, rows[i].name, join, rows[i].value, end);
        printf("  %-34s %s\n", left, rows[i].help);
    }
    cli_print_notes(command->name);
    printf("\nExamples:\n");
    dl_str rest = dl_str_of(command->examples);
    while (rest.data && rest.size) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        printf("  %.*s\n", DL_STR_ARG(line));
    }
}
