/* The templates of `dateline new`: files of scripts/templates/, held in the program. */
#ifndef CLI_TEMPLATE_H
#define CLI_TEMPLATE_H

#include <stddef.h>

/* One file. In names and texts @NAME@ is the new notebook's name without its ending, @TITLE@ that
 * name in words. */
typedef struct template_file {
    const char *template, *name;
    const char *bytes;
    size_t size;
} template_file;

extern const template_file template_files[]; /* of one template together */
extern const size_t template_file_count;

typedef struct template_row {
    const char *name, *help;
} template_row;

extern const template_row templates[];
extern const size_t template_count;

#endif
