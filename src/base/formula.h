/*
 * Cells that a spreadsheet would run as a formula: they get an apostrophe before them, which
 * spreadsheets take for "text", and lose it again when they are read. Reversible for every text.
 */
#ifndef BASE_FORMULA_H
#define BASE_FORMULA_H

#include "dateline/str.h"

/* Whether the cell needs an apostrophe: after blanks and apostrophes it begins with = + - @ (or
 * their full-width forms) and is no plain number. */
bool formula_needs_guard(dl_str cell);
/* The cell without the apostrophe that formula_needs_guard asked for. */
dl_str formula_unguard(dl_str cell);

#endif
