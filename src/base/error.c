#include "dateline/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct kind_row {
    int kind;
    int exit_status; /* the design's section 7 */
    const char *word;
} kind_row;

static const kind_row kinds[] = {
    {DL_OK, 0, "ok"},
    {DL_ERR_MEMORY, 7, "limit.memory"},
    {DL_ERR_USAGE, 2, "usage"},
    {DL_ERR_SYNTAX, 2, "syntax"},
    {DL_ERR_NOT_FOUND, 2, "not_found"},
    {DL_ERR_IO, 2, "io"},
    {DL_ERR_FULL, 2, "io.full"},
    {DL_ERR_STORE, 2, "store"},
    {DL_ERR_SQL, 1, "sql"},
    {DL_ERR_NET, 5, "net"},
    {DL_ERR_NET_TIMEOUT, 5, "net.timeout"},
    {DL_ERR_NET_UNREACHABLE, 5, "net.unreachable"},
    {DL_ERR_NET_TLS, 5, "net.tls"},
    {DL_ERR_NET_OFFLINE, 5, "net.offline"},
    {DL_ERR_PERMISSION, 6, "permission"},
    {DL_ERR_LIMIT_TIME, 7, "limit.time"},
    {DL_ERR_LIMIT_MEMORY, 7, "limit.memory"},
    {DL_ERR_LIMIT_OUTPUT, 7, "limit.output"},
    {DL_ERR_LIMIT_SIZE, 7, "limit.size"},
    {DL_ERR_INTERRUPTED, 130, "interrupted"},
    {DL_ERR_CELL, 1, "cell"},
    {DL_ERR_CHECK, 1, "check"},
    {DL_ERR_EVIDENCE, 4, "evidence"},
    {DL_ERR_EXIT, 0, "exit"}, /* of its own: the error tells it */
};

static const kind_row *find_kind(int kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].kind == kind)
            return &kinds[i];
    }
    return NULL;
}

const char *dl_kind_word(int kind)
{
    const kind_row *row = find_kind(kind);
    return row ? row->word : "unknown";
}

int dl_kind_exit_status(int kind)
{
    const kind_row *row = find_kind(kind);
    return row ? row->exit_status : 1;
}

void dl_error_clear(dl_error *error)
{
    if (error)
        memset(error, 0, sizeof *error);
}

/* Formats into fixed space and does not leave half a UTF-8 character at a cut. */
static void format_into(char *space, size_t size, const char *format, va_list args) DL_PRINTF(3, 0);

static void format_into(char *space, size_t size, const char *format, va_list args)
{
    int length = vsnprintf(space, size, format, args);
    if (length < 0) {
        space[0] = '\0';
        return;
    }
    if ((size_t)length < size)
        return;
    size_t end = size - 1;
    while (end > 0 && ((unsigned char)space[end - 1] & 0xC0) == 0x80)
        end--;
    if (end > 0 && ((unsigned char)space[end - 1] & 0x80))
        end--;
    space[end] = '\0';
}

int dl_error_set(dl_error *error, int kind, const char *format, ...)
{
    if (!error)
        return kind;
    /* through a copy, since the arguments may be the error's own texts */
    dl_error fresh = {.kind = kind};
    va_list args;
    va_start(args, format);
    format_into(fresh.message, sizeof fresh.message, format, args);
    va_end(args);
    *error = fresh;
    return kind;
}

static int kind_of_errno(int code)
{
    switch (code) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return DL_ERR_FULL;
    case ENOENT:
    case ENOTDIR:
        return DL_ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return DL_ERR_PERMISSION;
    case ENOMEM:
        return DL_ERR_MEMORY;
    case EINTR:
        return DL_ERR_INTERRUPTED;
    default:
        return DL_ERR_IO;
    }
}

int dl_error_set_errno(dl_error *error, int code, const char *format, ...)
{
    int kind = kind_of_errno(code);
    if (!error)
        return kind;
    dl_error fresh = {.kind = kind, .system = code};
    va_list args;
    va_start(args, format);
    format_into(fresh.message, sizeof fresh.message, format, args);
    va_end(args);
    char words[128];
    if (strerror_r(code, words, sizeof words) != 0)
        snprintf(words, sizeof words, "system error %d", code);
    size_t used = strlen(fresh.message);
    snprintf(fresh.message + used, sizeof fresh.message - used, ": %s", words);
    *error = fresh;
    return kind;
}

int dl_error_wrap(dl_error *error, const char *format, ...)
{
    if (!error)
        return DL_ERR_USAGE;
    char context[sizeof error->message];
    va_list args;
    va_start(args, format);
    format_into(context, sizeof context, format, args);
    va_end(args);
    char inner[sizeof error->message];
    memcpy(inner, error->message, sizeof inner);
    size_t used = (size_t)snprintf(error->message, sizeof error->message, "%.200s: ", context);
    snprintf(error->message + used, sizeof error->message - used, "%s", inner);
    return error->kind;
}

void dl_error_at(dl_error *error, const char *place, int line, int column)
{
    if (!error)
        return;
    snprintf(error->place, sizeof error->place, "%s", place ? place : "");
    error->line = line;
    error->column = column;
}

void dl_error_hint(dl_error *error, const char *format, ...)
{
    if (!error)
        return;
    va_list args;
    va_start(args, format);
    format_into(error->hint, sizeof error->hint, format, args);
    va_end(args);
}
