/* The cells of the notebook that a REPL stands beside, and what was typed. */
#ifndef CLI_REPL_CELLS_H
#define CLI_REPL_CELLS_H

#include "cli/repl.h"

/* The notebook's cell with this number, counted from 1 as :cells counts, or id; NULL: none. */
const dl_step *repl_find_cell(const repl *in, dl_str which);
/* What was typed, by its number as :cells has it: "7" or "_7"; NULL: none. */
const repl_entry *repl_find_entry(const repl *in, dl_str which);
int repl_no_cell(dl_str which); /* says so; returns 2 */
/* Code as it is about to run. */
void repl_echo(dl_str code);

#endif
