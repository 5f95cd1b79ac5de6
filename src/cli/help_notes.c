/* What some commands' help says besides their options. Lines that begin with a space are tables;
 * all others are folded to the terminal's width. */
#include <string.h>

#include "cli/cli.h"

static const struct {
    const char *command, *text;
} notes[] = {
    {"check",
     "No file is changed: the notebook runs frozen, from its lock, in a copy of the store. A "
     "finding names file, line and kind; with --json each is an object with file, line, cell, "
     "kind, status, message and hint, and the last line is the summary. A warning has status 0.\n"
     "\n"
     "Exit status: of all that is found the gravest, in this order:\n"
     "  2  a notebook, lock or input cannot be read\n"
     "  7  a limit was passed\n"
     "  6  something was not permitted\n"
     "  5  a source could not be had\n"
     "  4  a source changed, or says no longer what is quoted from it\n"
     "  1  a cell failed, a global is read too early, a timeline is faulty\n"
     "  3  the lock is missing or stale, or results are others than it records\n"},
    {"update",
     "The notebook runs with its sources fetched again, in a copy of the store; then frozen, with "
     "what is new of each. When both end well the new captures go into the store, and the lock's "
     "lines change whose hashes did. When anything fails, or a source that the lock has cannot be "
     "reached, nothing changes. Of a page that is there no more the lock keeps the capture that "
     "it has. The day that the lock took for today stays; --as-of sets another.\n"},
};

const char *cli_notes(const char *command)
{
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        if (strcmp(notes[i].command, command) == 0)
            return notes[i].text;
    }
    return "";
}
