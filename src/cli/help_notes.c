/* What some commands' help says besides their options. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static const struct {
    const char *command, *text;
} notes[] = {
    {"check",
     "No file is changed: the notebook runs frozen, from its lock, in a copy of the store.\n"
     "A finding names file, line and kind; with --json each is an object with file, line, cell,\n"
     "kind, status, message and hint, and the last line is the summary. A warning has status 0.\n"
     "\n"
     "Exit status: of all that is found the gravest, in this order:\n"
     "  2 a notebook, lock or input cannot be read      5 a source could not be had\n"
     "  7 a limit was passed                            4 a source changed, or says no longer\n"
     "  6 something was not permitted                     what is quoted from it\n"
     "  1 a cell failed, a global is read before it is written, a timeline is faulty\n"
     "  3 the lock is missing or stale, or results are others than it records\n"},
    {"update",
     "The notebook runs with its sources fetched again, in a copy of the store; then frozen, with\n"
     "what is new of each. When both end well the new captures go into the store, and the lock's\n"
     "lines change whose hashes did. When anything fails, or a source that the lock has cannot be\n"
     "reached, nothing changes. Of a page that is there no more the lock keeps the capture that\n"
     "it has. The day that the lock took for today stays; --as-of sets another.\n"},
};

void cli_print_notes(const char *command)
{
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        dl_str rest = dl_str_of(notes[i].text);
        if (strcmp(notes[i].command, command) != 0)
            continue;
        puts("");
        while (rest.data && rest.size) {
            dl_str line = dl_str_cut(rest, '\n', &rest);
            printf("%s%.*s\n", line.size ? "  " : "", DL_STR_ARG(line));
        }
    }
}
