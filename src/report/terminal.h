/* What the parts of the terminal's report share: where they write, and how text gets there. */
#ifndef REPORT_TERMINAL_H
#define REPORT_TERMINAL_H

#include "dateline/report.h"

typedef struct terminal_writer {
    const dl_terminal_options *options;
    int width;
    dl_buf *out;
} terminal_writer;

/* Begins a style ("1", "2", "31"), or ends all ("0"); nothing where there is no colour. */
void terminal_style(terminal_writer *in, const char *sgr);
/* Text from outside, made harmless; folded at spaces when fold is set. */
void terminal_text(terminal_writer *in, dl_str text, int indent, bool fold);
/* One line of a field: line breaks and controls are shown, not obeyed. */
void terminal_field(dl_str text, dl_buf *out);
/* What was left out, dimly, on a line of its own. */
void terminal_note(terminal_writer *in, dl_str note);

/* Markdown as its author wrote it: paragraphs and lists folded, headings bold, code as it is. */
void terminal_prose(terminal_writer *in, dl_str prose);
/* Lines of code, set in and not folded. */
void terminal_code(terminal_writer *in, dl_str code);

/* Cut to the width: the widest columns give way, then some are left out, and told. */
void terminal_table(terminal_writer *in, const dl_view *table);

#endif
