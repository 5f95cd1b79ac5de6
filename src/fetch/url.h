/*
 * URLs as libcurl reads them: what the guard checks and what is requested are one parser's answer,
 * so that no spelling means one host to the check and another to the connection.
 */
#ifndef FETCH_URL_H
#define FETCH_URL_H

#include "dateline/arena.h"
#include "dateline/str.h"

/* Strings live in the arena and are NUL-terminated. */
typedef struct dl_url {
    dl_str text;   /* canonical, without fragment */
    dl_str scheme; /* "http" or "https" */
    dl_str host;   /* lower case, no final dot; IPv6 in brackets */
    int port;      /* always set */
} dl_url;

/* Whether text has a scheme of its own; what has none, or "file", is a file's path. */
bool dl_url_is_remote(dl_str text);

/* DL_ERR_USAGE for what is no URL, DL_ERR_PERMISSION for a scheme that is not http or https, for
 * credentials, and for host names beyond ASCII, which mean different hosts in different locales. */
int dl_url_parse(dl_str text, dl_arena *arena, dl_url *url, dl_error *error);
/* The target of a redirect: location may be relative to base. */
int dl_url_join(const dl_url *base, dl_str location, dl_arena *arena, dl_url *url, dl_error *error);

/* "host", or "host:port" where the port is not the scheme's own: what a grant says. */
void dl_url_print_origin(const dl_url *url, dl_buf *out);

#endif
