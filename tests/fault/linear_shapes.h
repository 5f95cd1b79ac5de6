/* Files that linear_files.c reads: each made of lines of a text, a line for each thing in it. */
#ifndef TESTS_FAULT_LINEAR_SHAPES_H
#define TESTS_FAULT_LINEAR_SHAPES_H

#include "linear.h"

/* A folder that is gone at the end. */
const char *linear_folder(void);

/* The lines of a text, malloc'ed; NULL without memory, and *count is 0 then. */
dl_str *linear_lines(dl_str text, size_t *count);

/* One WARC record whose block is the text in chunks; records of gzip, one for each line. */
shape put_record, put_gzipped_records;

/* A WACZ whose files have the lines for names, with a description that names them all. Of the
 * others, the names have one hash in libzip's table of names; the central directory places all of
 * them past the file's end, or all at the first one; the text is the description itself. */
shape put_wacz, put_colliding_wacz, put_wacz_past_end, put_wacz_of_one, put_description;

/* A bundle with a file for each line; a line with "-" before it is in the manifest only, one with
 * "+" is a capture, and one with "=" a capture whose body all captures have. */
shape put_bundle;

/* What is kept of a step's run that read, bound and used a name for each line. */
shape put_trace;

/* A JPEG of one empty segment for each byte. */
shape put_jpeg;

#endif
