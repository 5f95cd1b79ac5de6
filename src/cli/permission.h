/* A notebook asks, a person grants: by --allow-net, by what was remembered, or at a terminal. */
#ifndef CLI_PERMISSION_H
#define CLI_PERMISSION_H

#include "cli/cli.h"
#include "dateline/arena.h"
#include "dateline/notebook.h"

/* Sets the hosts of fetch: what the notebook's net: asks for and the person grants; "*" asks for
 * any, and is granted by option alone. Asks at most once, on the terminal that the person types at,
 * and remembers the answer under the SHA-256 of the notebook. The list is in the arena. Returns an
 * exit status. */
int permission_settle(const cli_options *options, const dl_notebook *notebook, const char *name,
                      dl_arena *arena, dl_fetch_options *fetch);

#endif
