/* The Tab key of the REPL: completes what is typed by the core that the kernel asks too. */
#ifndef CLI_TAB_H
#define CLI_TAB_H

#include "dateline/runner.h"

/* From now on readline's Tab asks runner, which is borrowed until tab_end. */
void tab_begin(dl_runner *runner);
/* The lines before the one that is typed, borrowed until they are told again; NULL: there are none.
 */
void tab_after(const dl_buf *entry);
void tab_end(void);

#endif
