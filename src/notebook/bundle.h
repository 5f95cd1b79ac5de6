/* What writing and reading a bundle share: the lines of its manifest. */
#ifndef NOTEBOOK_BUNDLE_H
#define NOTEBOOK_BUNDLE_H

#include "base/sign.h"
#include "dateline/bundle_rows.h"

/* No bundle has more than this. */
enum { BUNDLE_FILES = 10000, BUNDLE_SNAPSHOTS = 10000 };

/* "file SHA256 NAME" and "snapshot SHA256 URL"; the notebook that runs is "notebook NAME". */
void bundle_file_line(dl_str name, dl_str bytes, dl_buf *line);
int bundle_snapshot_line(dl_store *store, int64_t id, dl_buf *line, dl_error *error);
void bundle_notebook_line(dl_str name, dl_buf *line);

/* What is signed: of one line, and of all lines together. */
void bundle_line_message(dl_str line, dl_buf *message);
void bundle_message(const dl_manifest_line *lines, size_t count, dl_buf *message);

#endif
