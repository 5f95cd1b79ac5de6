/*
 * Given to clang-tidy before every file: what the analyser cannot see from a declaration. A kind
 * of error is never 0, so whoever returns one has failed, and what they would have made is not
 * used.
 */
#ifndef SCRIPTS_ANALYZER_H
#define SCRIPTS_ANALYZER_H

#include "dateline/error.h"

static inline int dl_never_zero(int kind)
{
    return kind ? kind : DL_ERR_USAGE;
}

#define dl_error_set(error, kind, ...) dl_never_zero(dl_error_set(error, kind, __VA_ARGS__))
#define dl_error_set_errno(error, code, ...)                                                       \
    dl_never_zero(dl_error_set_errno(error, code, __VA_ARGS__))
#define dl_error_wrap(error, ...) dl_never_zero(dl_error_wrap(error, __VA_ARGS__))

#endif
