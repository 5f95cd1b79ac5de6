/*
 * Errors are values. A function that can fail returns 0 or a negative dl_kind and fills the
 * caller's dl_error: kind, system code, place, and a sentence made for a person. Nothing here
 * allocates, so an error can be told when memory is gone. A NULL dl_error is always allowed.
 */
#ifndef DATELINE_ERROR_H
#define DATELINE_ERROR_H

/* Kinds are negative so that they double as return values. Words: dl_kind_word. */
typedef enum dl_kind {
    DL_OK = 0,
    DL_ERR_MEMORY = -1,           /* the machine has no memory left */
    DL_ERR_USAGE = -2,            /* a caller, option or argument is wrong */
    DL_ERR_SYNTAX = -3,           /* text that does not follow its format */
    DL_ERR_NOT_FOUND = -4,        /* a file, event, snapshot or name that is not there */
    DL_ERR_IO = -5,               /* the system refused a read or write; see system */
    DL_ERR_FULL = -6,             /* no space left */
    DL_ERR_STORE = -7,            /* the store is damaged, locked or of another version */
    DL_ERR_SQL = -8,              /* SQL that SQLite or the authorizer refuses */
    DL_ERR_NET = -9,              /* a network failure that no other kind names */
    DL_ERR_NET_TIMEOUT = -10,     /* too slow, or silent for too long */
    DL_ERR_NET_UNREACHABLE = -11, /* no such host, or nothing listens there */
    DL_ERR_NET_TLS = -12,         /* certificate or handshake */
    DL_ERR_NET_OFFLINE = -13,     /* not captured, and the network is not to be used */
    DL_ERR_PERMISSION = -14,      /* not granted: host, address, file, function */
    DL_ERR_LIMIT_TIME = -15,
    DL_ERR_LIMIT_MEMORY = -16,
    DL_ERR_LIMIT_OUTPUT = -17,
    DL_ERR_LIMIT_SIZE = -18, /* a body, header or redirect limit of fetch */
    DL_ERR_INTERRUPTED = -19,
    DL_ERR_CELL = -20,     /* a cell's code raised an error */
    DL_ERR_CHECK = -21,    /* a check of the notebook did not hold */
    DL_ERR_EVIDENCE = -22, /* a source does not say, or says no longer, what is quoted from it */
    DL_ERR_EXIT = -23      /* a script ended itself; system is the exit status that it gave */
} dl_kind;

typedef struct dl_error {
    int kind;          /* a dl_kind */
    int system;        /* errno, a CURLcode or an SQLite code; 0 where there is none */
    int line, column;  /* 1-based; 0 where unknown */
    char place[256];   /* file, URL or cell; empty where unknown */
    char message[512]; /* what was wrong and what was expected */
    char hint[256];    /* what to do next; may be empty */
} dl_error;

#if defined(__GNUC__)
#define DL_PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#else
#define DL_PRINTF(format_at, args_at)
#endif

void dl_error_clear(dl_error *error);

/* Sets kind and message, clears the rest; returns kind, so `return dl_error_set(...)`. */
int dl_error_set(dl_error *error, int kind, const char *format, ...) DL_PRINTF(3, 4);

/* As dl_error_set, from errno: the kind is FULL for ENOSPC, EDQUOT and EFBIG, NOT_FOUND for
 * ENOENT, PERMISSION for EACCES and EPERM, MEMORY for ENOMEM, else IO; the system's own words
 * follow the message. */
int dl_error_set_errno(dl_error *error, int code, const char *format, ...) DL_PRINTF(3, 4);

/* Puts "context: " before the message; returns the error's kind. */
int dl_error_wrap(dl_error *error, const char *format, ...) DL_PRINTF(2, 3);

/* Says where; line and column are 1-based, 0 for unknown. A place set before is replaced. */
void dl_error_at(dl_error *error, const char *place, int line, int column);

void dl_error_hint(dl_error *error, const char *format, ...) DL_PRINTF(2, 3);

/* A stable word for scripts, "net.timeout"; "unknown" for what is no kind. */
const char *dl_kind_word(int kind);

/* The exit status that the design gives this kind: 0 to 7, or 130. */
int dl_kind_exit_status(int kind);

#endif
