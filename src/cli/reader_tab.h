/* The Tab key of the REPL: completes what is typed by the core that the kernel asks too. */
#ifndef CLI_READER_TAB_H
#define CLI_READER_TAB_H

#include "cli/reader.h"

/* From now on readline's Tab asks as the options say, borrowed until reader_tab_end. After
 * terminal_begin. */
void reader_tab_begin(const reader_options *options);
/* The code in the lines before the one that is typed, borrowed until they are told again. */
void reader_tab_after(dl_str code, dl_language language);
void reader_tab_end(void);

#endif
