/*
 * The table of options, from which the command line is read, and help, completion and the manual
 * page are written. Each command names those that it takes.
 */
#ifndef CLI_OPTION_ROWS_H
#define CLI_OPTION_ROWS_H

#include "cli/cli.h"

typedef enum option_group {
    GROUP_OWN, /* of this command alone */
    GROUP_OUTPUT,
    GROUP_PARAMETERS,
    GROUP_SOURCES,
    GROUP_LIMITS,
    GROUP_WATCHING,
    GROUP_MESSAGES,
    GROUPS
} option_group;

typedef struct option_row {
    const char *name;
    int letter;        /* short form, or a value past the letters */
    int argument;      /* getopt's no_argument, required_argument, optional_argument */
    const char *value; /* its name; FILE, FOLDER and DIR are completed as such */
    const char *help;
    option_group group;
    const char *words; /* what the value may be, separated by spaces; NULL: anything */
} option_row;

enum {
    OPTION_STORE = 256,
    OPTION_TO,
    OPTION_OFFLINE,
    OPTION_REFRESH,
    OPTION_SIGN,
    OPTION_PARAMS,
    OPTION_MATRIX,
    OPTION_INDEX,
    OPTION_JOBS,
    OPTION_RUN_TIMEOUT,
    OPTION_ALLOW_NET,
    OPTION_DENY_NET,
    OPTION_ALLOW_PRIVATE,
    OPTION_TIMEOUT,
    OPTION_MEMORY,
    OPTION_AS_OF,
    OPTION_JSON,
    OPTION_LIMIT,
    OPTION_FROZEN,
    OPTION_LOCK,
    OPTION_RESUME,
    OPTION_IGNORE_ROBOTS,
    OPTION_PROXY,
    OPTION_NO_READ,
    OPTION_CONTACT,
    OPTION_INPUT,
    OPTION_CONCURRENCY,
    OPTION_PER_HOST,
    OPTION_TRIES,
    OPTION_MAX_REQUESTS,
    OPTION_DELAY,
    OPTION_MAX_SIZE,
    OPTION_WARC,
    OPTION_WACZ,
    OPTION_WATCH,
    OPTION_COUNT,
    OPTION_EXIT_STATUS,
    OPTION_PORT,
    OPTION_PICTURES,
    OPTION_REQUIRE_SANDBOX,
    OPTION_FILES,
    OPTION_ONLINE,
    OPTION_DRY_RUN,
    OPTION_IDS,
    OPTION_CHECK,
    OPTION_PREFIX,
    OPTION_USER,
    OPTION_SYS_PREFIX,
    OPTION_LIST,
    OPTION_COMPLETION,
    OPTION_MAN
};

enum { OPTION_MOST = 64 }; /* rows, with room */
extern const option_row option_rows[];
extern const size_t option_row_count;

/* Whether the command takes the option of this row; help is everybody's. */
bool option_taken(const cli_command *command, const option_row *row);
/* What the option of that name may be, separated by spaces. */
const char *option_words(const char *name);
/* What the option means there: a command may say it in words of its own, which is all that
 * option_help_of gives; NULL where it has none. */
const char *option_help(const cli_command *command, const option_row *row);
const char *option_help_of(const cli_command *command, const option_row *row);
/* "Sources and network" */
const char *option_group_name(option_group group);
/* "-o, --output FILE", "    --refresh[=AGE]" */
void option_synopsis(const option_row *row, char *text, size_t size);

#endif
