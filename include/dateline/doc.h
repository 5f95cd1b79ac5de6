/* One documented function or method of the Lua API: what help, completion and the manual read. */
#ifndef DATELINE_DOC_H
#define DATELINE_DOC_H

typedef struct dl_doc {
    const char *name;      /* "fetch", "store.query", "timeline:lag" */
    const char *signature; /* "timeline:lag(a, b) -> lag" */
    const char *help;      /* one line */
} dl_doc;

#endif
