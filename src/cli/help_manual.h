/* What `dateline help` says from the manual. */
#ifndef CLI_HELP_MANUAL_H
#define CLI_HELP_MANUAL_H

#include <stdbool.h>

/* Prints what there is on a topic, a function or a method; found: whether there was anything.
 * asking: how more is asked for here, "dateline help" or ":help". Returns an exit status. */
int cli_print_manual(const char *topic, const char *asking, bool *found);
/* Complains, and proposes what is near. Returns the exit status 2. */
int cli_unknown_topic(const char *topic, const char *asking);
/* `dateline help api --to luals` and the like. Returns an exit status. */
int cli_write_manual(const char *topic, const char *format);

#endif
