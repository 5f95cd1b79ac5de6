/*
 * What all extracted text goes through, so that a quotation finds it again: NFC, white space
 * folded, characters that show nothing dropped. A change here changes every text: it needs a new
 * DL_EXTRACTOR_VERSION.
 */
#ifndef EXTRACT_TEXT_H
#define EXTRACT_TEXT_H

#include <stdint.h>

#include "dateline/str.h"

/* White_Space of Unicode, NBSP included. */
bool dl_text_is_space(uint32_t code);

/* One line: runs of white space become one space, both ends are trimmed. Appends to out. */
void dl_text_fold(dl_str text, dl_buf *out);
/* Plain text: line ends become \n, NFC; spaces within lines stay as they are. */
void dl_text_lines(dl_str text, dl_buf *out);
/* The first bytes of text, at most limit, cut between characters. */
dl_str dl_text_cut(dl_str text, size_t limit);
/* Appends in NFC (Unicode §3.11), soft hyphens and zero width spaces dropped. */
void dl_text_compose(dl_str text, dl_buf *out);

#endif
