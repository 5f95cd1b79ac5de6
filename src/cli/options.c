/* Reads the options of a command line, as the table has them. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "cli/option_rows.h"

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
    case OPTION_TIMEOUT:
        options->timeout_given = true;
        return number("timeout", argument, 0.01, 86400, &options->timeout_s);
    case OPTION_JOBS:
        return take_count("jobs", argument, 256, &options->jobs);
    case OPTION_RUN_TIMEOUT:
        return number("run-timeout", argument, 0.01, 864000, &options->run_timeout_s);
    case OPTION_DELAY:
        return number("delay", argument, 0, 3600, &options->delay_s);
    case OPTION_MEMORY:
        return take_size("memory", argument, &options->memory_mib);
    case OPTION_MAX_SIZE:
        return take_size("max-size", argument, &options->max_size_mib);
    case OPTION_CONCURRENCY:
        return take_count("concurrency", argument, 1000, &options->concurrency);
    case OPTION_PER_HOST:
        return take_count("per-host", argument, 1000, &options->per_host);
    case OPTION_TRIES:
        return take_count("tries", argument, 3, &options->tries);
    case OPTION_MAX_REQUESTS:
        return take_count("max-requests", argument, 1e9, &options->max_requests);
    case OPTION_PORT:
        return take_count("port", argument, 65535, &options->port);
    case OPTION_COUNT:
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
    return cli_unknown_word(name, word, option_words("pictures"));
}

static int take(int letter, const char *argument, cli_options *options)
{
    bool fits = true;
    switch (letter) {
    case OPTION_STORE:
        options->store = argument;
        break;
    case OPTION_FILES:
        options->files = argument;
        break;
    case 'o':
        fits = add_text(argument, options->outputs, &options->output_count);
        break;
    case OPTION_TO:
        options->to = argument;
        break;
    case 'p':
        fits = add_text(argument, options->params, &options->param_count);
        break;
    case OPTION_OFFLINE:
        options->offline = true;
        break;
    case OPTION_REFRESH:
        return take_refresh(argument, options);
    case OPTION_FROZEN:
        options->frozen = true;
        break;
    case OPTION_SIGN:
        options->sign = true;
        break;
    case OPTION_PARAMS:
        fits = add_text(argument, options->params_files, &options->params_file_count);
        break;
    case OPTION_MATRIX:
        options->matrix = argument;
        break;
    case OPTION_INDEX:
        options->index = argument;
        break;
    case OPTION_RESUME:
        options->resume = true;
        break;
    case OPTION_LOCK:
        options->lock = true;
        break;
    case OPTION_IGNORE_ROBOTS:
        options->ignore_robots = true;
        break;
    case OPTION_PROXY:
        options->proxy = true;
        break;
    case OPTION_WATCH:
        return take_watch(argument, options);
    case OPTION_REQUIRE_SANDBOX:
        options->require_sandbox = true;
        break;
    case OPTION_ONLINE:
        options->online = true;
        break;
    case OPTION_IDS:
        options->ids = true;
        break;
    case OPTION_CHECK:
        options->check_only = true;
        break;
    case OPTION_DRY_RUN:
        options->dry_run = true;
        break;
    case 'f':
        options->connection = argument;
        break;
    case OPTION_USER:
        options->user = true;
        break;
    case OPTION_PREFIX:
        options->prefix = argument;
        break;
    case OPTION_SYS_PREFIX:
        options->sys_prefix = true;
        break;
    case OPTION_EXIT_STATUS:
        options->exit_status = true;
        break;
    case OPTION_NO_READ:
        options->no_read = true;
        break;
    case OPTION_CONTACT:
        for (const char *c = argument; *c; c++)
            if ((unsigned char)*c < ' ')
                return cli_usage("--contact has a control character in it");
        options->contact = argument;
        break;
    case OPTION_INPUT:
        options->input = argument;
        break;
    case OPTION_ALLOW_NET:
        options->allow_net = true;
        fits = !argument || add_list(argument, options->net_hosts, &options->net_count);
        break;
    case OPTION_DENY_NET:
        fits = add_list(argument, options->deny_hosts, &options->deny_count);
        break;
    case OPTION_ALLOW_PRIVATE:
        options->allow_private = true;
        fits = !argument || add_list(argument, options->private_hosts, &options->private_count);
        break;
    case OPTION_AS_OF:
        options->as_of = argument;
        break;
    case OPTION_JSON:
        options->json = true;
        break;
    case OPTION_WARC:
        options->warc = true;
        break;
    case OPTION_WACZ:
        options->wacz = true;
        break;
    case OPTION_PICTURES:
        return take_form("--pictures", argument, options);
    case 'q':
        options->quiet = true;
        break;
    case 'v':
        options->verbose = true;
        break;
    case OPTION_LIST:
        options->list = true;
        break;
    case OPTION_COMPLETION:
        options->completion = argument;
        break;
    case OPTION_MAN:
        options->man = true;
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
    const char *names[OPTION_MOST];
    size_t count = 0;
    for (size_t i = 0; i < option_row_count; i++) {
        if (option_taken(command, &option_rows[i]))
            names[count++] = option_rows[i].name;
    }
    dl_str name = dl_str_of(word);
    while (name.size && name.data[0] == '-')
        name = dl_str_slice(name, 1, name.size);
    dl_str rest;
    const char *near = dl_str_nearest(dl_str_cut(name, '=', &rest), names, count);
    char option[32], otherwise[96];
    const char *proposed = near ? option : NULL;
    /* before a script's name stands no command: who mistypes one option may have meant neither */
    bool script = strcmp(command->name, "script") == 0;
    snprintf(option, sizeof option, "--%s", near ? near : "");
    snprintf(otherwise, sizeof otherwise, "`dateline help %s` lists %s", command->name,
             script ? "those of a script, `dateline help` the commands" : "them");
    return cli_usage("`dateline%s%s` has no option %s; %s", script ? "" : " ",
                     script ? "" : command->name, word,
                     dl_str_propose(&proposed, 1, otherwise).text);
}

static void build_tables(const cli_command *command, struct option *longs, char *shorts)
{
    size_t count = 0;
    if (strcmp(command->name, "script") == 0)
        *shorts++ = '+'; /* what follows its file is the script's own */
    *shorts++ = ':';     /* a missing argument is told apart */
    for (size_t i = 0; i < option_row_count; i++) {
        if (!option_taken(command, &option_rows[i]))
            continue;
        longs[count++] = (struct option){option_rows[i].name, option_rows[i].argument, NULL,
                                         option_rows[i].letter};
        if (option_rows[i].letter < 256) {
            *shorts++ = (char)option_rows[i].letter;
            if (option_rows[i].argument == required_argument)
                *shorts++ = ':';
        }
    }
    longs[count] = (struct option){NULL, 0, NULL, 0};
    *shorts = '\0';
}

/* Whether that word is the long option whose value is optopt: written whole or in part. */
static bool is_long(const char *word, const struct option *longs)
{
    if (strncmp(word, "--", 2) != 0)
        return false;
    size_t size = strcspn(word + 2, "=");
    for (; longs->name; longs++)
        if (longs->val == optopt && strncmp(longs->name, word + 2, size) == 0)
            return true;
    return false;
}

/* The option that was just read, as it was written: getopt moves others behind it, and stays in a
 * word of several letters. */
static const char *word_of(char **argv, const struct option *longs, char space[static 3])
{
    const char *word = argv[optind - 1];
    if (optopt <= 0 || optopt > 255 || is_long(word, longs))
        return word;
    space[0] = '-';
    space[1] = (char)optopt;
    space[2] = '\0';
    return space;
}

int cli_parse(const cli_command *command, int argc, char **argv, cli_options *options)
{
    struct option longs[OPTION_MOST + 1];
    char shorts[3 * OPTION_MOST];
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
        char space[3];
        int letter = getopt_long(argc, argv, shorts, longs, NULL);
        if (letter == -1)
            break;
        const char *word = word_of(argv, longs, space);
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
