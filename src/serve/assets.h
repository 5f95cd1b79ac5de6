/* What the page brings along, made from live.js and live.css when dateline is built. */
#ifndef SERVE_ASSETS_H
#define SERVE_ASSETS_H

#include <stddef.h>

extern const char serve_script[], serve_style[];
extern const size_t serve_script_size, serve_style_size;

#endif
