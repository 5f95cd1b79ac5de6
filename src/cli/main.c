#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/heap.h"
#include "cli/cli.h"

#define NETWORK                                                                                    \
    " offline refresh allow-private deny-net ignore-robots contact concurrency per-host delay "    \
    "tries "                                                                                       \
    "max-size max-requests proxy verbose"

static const cli_command commands[] = {
    {"run", "NOTEBOOK...", "Run notebooks and write their reports",
     "store output files to param params matrix jobs index run-timeout json allow-net timeout "
     "memory as-of quiet pictures frozen lock resume watch count require-sandbox" NETWORK,
     "dateline run sora-delay.md -o sora-delay.html\n"
     "dateline run sora-delay.md --offline -p actor=OpenAI -o report.md -o report.json\n"
     "dateline run sora-delay.md --allow-net --lock && dateline run sora-delay.md --frozen\n"
     "dateline run sora-delay.md -o sora-delay.html --watch\n"
     "dateline run - --to md <notebook.md\n"
     "dateline run tracker.md --matrix actors.csv -o '{actor}.html' --index index.html\n"
     "dateline run weekly/*.md --jobs 4 -o 'reports/{name}.html' | jq .status\n",
     cmd_run},
    {"script", "FILE.lua [ARGUMENT...]",
     "Run a Lua script with arguments; `dateline FILE.lua` does the same",
     "store files param params allow-net timeout memory as-of quiet pictures "
     "require-sandbox" NETWORK,
     "dateline digest.lua --days 7 https://example.org/feed.xml\n"
     "dateline --allow-net digest.lua https://example.org/feed.xml >digest.md\n"
     "dateline --offline scoreboard.lua promises.tsv | head\n"
     "./digest.lua --help\n",
     cmd_script},
    {"repl", "[NOTEBOOK]", "Type cells and see their values",
     "store files param params allow-net timeout memory as-of quiet pictures "
     "require-sandbox" NETWORK,
     "dateline repl\ndateline repl sora-delay.md\necho '1 + 1' | dateline repl\n", cmd_repl},
    {"new", "[TEMPLATE] NAME.md", "Begin a notebook from a template that runs as it is",
     "list json quiet",
     "dateline new sora-delay.md\n"
     "dateline new company-comparison who-was-first.md\n"
     "dateline new --list\n",
     cmd_new},
    {"serve", "NOTEBOOK", "Show a notebook in a browser while it is edited",
     "port store param params allow-net timeout memory as-of quiet frozen" NETWORK,
     "dateline serve sora-delay.md\n"
     "dateline serve sora-delay.md --offline --port 8000\n",
     cmd_serve},
    {"fetch", "URL...", "Capture sources into the store",
     "store json allow-net timeout quiet input no-read watch count" NETWORK,
     "dateline fetch https://example.org/announcement\n"
     "dateline fetch --json URL... | jq .sha256\n"
     "dateline fetch --input urls.txt --contact desk@example.org\n"
     "dateline fetch --watch=30m https://example.org/open-letter\n"
     "dateline fetch --watch --count 1 --json URL... || mail -s changed desk@example.org\n",
     cmd_fetch},
    {"search", "WORDS...", "Search the text of what was captured", "store json limit",
     "dateline search sora release\n"
     "dateline search '\"by the end of the year\"'\n",
     cmd_search},
    {"snapshots", "[URL]", "List what was captured", "store json",
     "dateline snapshots https://example.org/announcement\n", cmd_snapshots},
    {"export", "-o FILE [URL...]", "Write captures as WARC or WACZ, for any web archive",
     "store output warc wacz json quiet",
     "dateline export --warc -o sources.warc.gz\n"
     "dateline export -o sources.wacz https://example.org/announcement\n"
     "dateline export --warc -o - | gunzip -c | less\n",
     cmd_export},
    {"import", "FILE...", "Read captures from WARC, ARC and WACZ files",
     "store json quiet max-size no-read",
     "dateline import crawl.warc.gz collection.wacz\n"
     "gunzip -c old.warc.gz | dateline import -\n",
     cmd_import},
    {"convert", "FROM TO",
     "Turn a notebook into Jupyter's format, or one of Jupyter's into a notebook", "to quiet",
     "dateline convert sora-delay.md sora-delay.ipynb\n"
     "dateline convert analysis.ipynb analysis.md\n"
     "dateline convert - - --to md <analysis.ipynb\n",
     cmd_convert},
    {"diff", "URL | ID | ID ID", "Say what changed at a source between two captures",
     "store json exit-status",
     "dateline diff https://example.org/announcement\n"
     "dateline diff 12 17\n"
     "dateline diff --exit-status --json https://example.org/announcement\n",
     cmd_diff},
    {"bundle", "NOTEBOOK -o FILE.dateline",
     "Run a notebook and put it, its data, captures and reports into one file",
     "store output param params allow-net timeout memory as-of quiet frozen sign "
     "require-sandbox" NETWORK,
     "dateline bundle sora-delay.md -o sora-delay.dateline\n"
     "dateline bundle sora-delay.md --sign -o sora-delay.dateline\n"
     "dateline run sora-delay.dateline -o report.html\n",
     cmd_bundle},
    {"unbundle", "FILE [-o FOLDER]", "Unpack a bundle, or the notebook that an HTML report carries",
     "output quiet",
     "dateline unbundle sora-delay.dateline\n"
     "dateline unbundle report.html -o sora-delay\n",
     cmd_unbundle},
    {"check", "NOTEBOOK...", "Run notebooks frozen, and say all that can be said against them",
     "store param params allow-net timeout memory run-timeout jobs as-of json quiet online "
     "allow-private deny-net ignore-robots contact concurrency per-host delay tries max-size "
     "max-requests proxy verbose",
     "dateline check sora-delay.md\n"
     "dateline check --json weekly/*.md | jq -r 'select(.status) | .message'\n"
     "dateline check --online --allow-net sora-delay.md\n",
     cmd_check},
    {"fmt", "NOTEBOOK...", "Write the first lines of cells in one way, and give cells ids",
     "ids check json quiet",
     "dateline fmt sora-delay.md\n"
     "dateline fmt --ids sora-delay.md\n"
     "dateline fmt --check weekly/*.md\n"
     "dateline fmt --check --json weekly/*.md | jq -r 'select(.differs) | .file'\n"
     "dateline fmt - <notebook.md\n",
     cmd_fmt},
    {"update", "NOTEBOOK", "Fetch the sources again, show what changed at each, and renew the lock",
     "store param params allow-net timeout memory as-of json quiet dry-run exit-status "
     "allow-private deny-net ignore-robots contact concurrency per-host delay tries max-size "
     "max-requests proxy verbose",
     "dateline update sora-delay.md --allow-net\n"
     "dateline update --dry-run --allow-net sora-delay.md\n"
     "dateline update --json --allow-net sora-delay.md | jq -r .summary\n",
     cmd_update},
    {"grants", "[list | revoke HASH|NAME|all]",
     "List what notebooks were granted on a terminal, and take it back", "json",
     "dateline grants\n"
     "dateline grants revoke 3f8a01c2\n"
     "dateline grants --json | jq -r .hosts[]\n",
     cmd_grants},
    {"kernel", "-f FILE | install", "Run cells for Jupyter, or tell Jupyter of this kernel",
     "connection user prefix sys-prefix store allow-net timeout memory as-of quiet "
     "require-sandbox" NETWORK,
     "dateline kernel install\n"
     "dateline kernel install --sys-prefix\n"
     "jupyter console --kernel dateline\n"
     "jupyter nbconvert --execute --to html sora-delay.ipynb\n",
     cmd_kernel},
    {"doctor", "", "Say what is installed, what holds a notebook's cells in, and what is missing",
     "store json",
     "dateline doctor\n"
     "dateline doctor --json | jq .wall\n"
     "dateline doctor --json | jq -r '.missing[] | .mend'\n",
     cmd_doctor},
    {"help", "[COMMAND | FUNCTION | GUIDE]", "Say what a command or a function of the Lua API does",
     "completion man to",
     "dateline help run\n"
     "dateline help timeline:lag\n"
     "dateline help dates\n"
     "dateline help api --to luals >dateline.lua\n"
     "source <(dateline help --completion=bash)\n"
     "dateline help --man | man -l -\n",
     cmd_help},
};

const cli_command *cli_commands(size_t *count)
{
    *count = sizeof commands / sizeof *commands;
    return commands;
}

const cli_command *cli_find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[sizeof commands / sizeof *commands];
    size_t count = sizeof commands / sizeof *commands;
    for (size_t i = 0; i < count; i++)
        names[i] = commands[i].name;
    const char *near = dl_str_nearest(dl_str_of(name), names, count);
    if (access(name, F_OK) == 0)
        return cli_usage("there is no command '%s'; a notebook runs by `dateline run %s`", name,
                         name);
    return cli_usage("there is no command '%s'; %s", name,
                     dl_str_propose(&near, 1, "`dateline help` lists them").text);
}

static int run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : isatty(STDIN_FILENO) ? "repl" : "help";
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        puts("dateline " DL_VERSION);
        return 0;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    const cli_command *command = cli_find_command(name);
    bool script = !command && (name[0] == '-' || script_is_meant(name));
    if (script)
        command = cli_find_command("script");
    if (!command)
        return unknown_command(name);
    cli_options options;
    int before = argc > 1 && !script;
    int status = cli_parse(command, argc - before, argv + before, &options);
    if (status != 0)
        return status;
    if (options.help)
        return cli_print_command_help(command);
    return command->run(&options);
}

int main(int argc, char **argv)
{
    /* a reader that goes away is told by write, and limits on files by EFBIG */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    dl_heap_keep();
    cli_hold_streams();
    return cli_end(run(argc, argv));
}
