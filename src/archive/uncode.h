/*
 * Content codings that browsers accept and dateline does not ask for, in other tools' archives: br
 * (RFC 7932) and zstd (RFC 8878), besides those of base/inflate.h.
 */
#ifndef ARCHIVE_UNCODE_H
#define ARCHIVE_UNCODE_H

#include <stdbool.h>

#include "dateline/str.h"

/* Whether it is "br" or "zstd", in any case. */
bool dl_uncode_knows(dl_str coding);
/* As dl_inflate: DL_ERR_SYNTAX for what is damaged, with what came before in out; DL_ERR_LIMIT_SIZE
 * when more than limit bytes come out. */
int dl_uncode(dl_str coding, dl_str coded, size_t limit, dl_buf *out, dl_error *error);

#endif
