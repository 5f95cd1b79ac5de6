/*
 * Allocations that fail. The linker's --wrap leads malloc and its like of everything that is linked
 * from an object or an archive here, Lua's allocator (realloc in src/engine) among them; SQLite,
 * libxml2, curl and jansson are given ours by their hooks. What was handed out is kept in a table,
 * so that what is left over is known to the piece, whoever frees it.
 */
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <jansson.h>
#include <libxml/xmlmemory.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t most);

enum { SLOTS = 1 << 20 };

static struct held {
    void *block; /* NULL: never used; &gone: was freed */
    const void *caller;
    size_t serial;
} table[SLOTS];
static char gone;
static size_t serial, asked, fail_at;
static bool fail_rest, did_fail;
enum { MOST_FRAMES = 24 };
static void *where[MOST_FRAMES]; /* the first failure was asked for */
static int where_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static size_t slot_of(const void *block)
{
    return (size_t)(((uintptr_t)block >> 4) * 0x9E3779B97F4A7C15u >> 44) & (SLOTS - 1);
}

static void put(void *block, const void *caller)
{
    size_t at = slot_of(block);
    while (table[at].block && table[at].block != &gone)
        at = (at + 1) & (SLOTS - 1);
    table[at] = (struct held){block, caller, ++serial};
}

static void take(const void *block)
{
    for (size_t at = slot_of(block); table[at].block; at = (at + 1) & (SLOTS - 1)) {
        if (table[at].block == block) {
            table[at].block = &gone;
            return;
        }
    }
}

static bool fails(void)
{
    pthread_mutex_lock(&lock);
    asked++;
    bool now = fail_at && (asked == fail_at || (fail_rest && asked > fail_at));
    did_fail = did_fail || now;
    pthread_mutex_unlock(&lock);
    if (now && !where_count)
        where_count = backtrace(where, MOST_FRAMES);
    if (now)
        errno = ENOMEM;
    return now;
}

static void *keep(void *block, const void *caller)
{
    if (block) {
        pthread_mutex_lock(&lock);
        put(block, caller);
        pthread_mutex_unlock(&lock);
    }
    return block;
}

static void let_go(const void *block)
{
    if (block) {
        pthread_mutex_lock(&lock);
        take(block);
        pthread_mutex_unlock(&lock);
    }
}

static void *resize(void *block, size_t size, const void *caller)
{
    if (fails())
        return NULL;
    let_go(block); /* before: another thread may be given its place */
    void *moved = __real_realloc(block, size);
    return keep(moved ? moved : size ? block : NULL, caller) == moved ? moved : NULL;
}

#define CALLER __builtin_return_address(0)

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : keep(__real_malloc(size), CALLER);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : keep(__real_calloc(count, size), CALLER);
}

void *__wrap_realloc(void *block, size_t size)
{
    return resize(block, size, CALLER);
}

void __wrap_free(void *block)
{
    let_go(block);
    __real_free(block);
}

char *__wrap_strndup(const char *text, size_t most)
{
    size_t size = strnlen(text, most);
    char *copy = fails() ? NULL : keep(__real_malloc(size + 1), CALLER);
    if (copy) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

char *__wrap_strdup(const char *text)
{
    size_t size = strlen(text);
    char *copy = fails() ? NULL : keep(__real_malloc(size + 1), CALLER);
    return copy ? memcpy(copy, text, size + 1) : NULL;
}

/* --- libraries --- */

static void *library_malloc(size_t size)
{
    return fails() ? NULL : keep(__real_malloc(size), CALLER);
}

static void *library_realloc(void *block, size_t size)
{
    return resize(block, size, CALLER);
}

static char *library_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = library_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

static void *library_calloc(size_t count, size_t size)
{
    return fails() ? NULL : keep(__real_calloc(count, size), CALLER);
}

static sqlite3_mem_methods sqlite_own;

static void *sqlite_malloc(int size)
{
    return fails() ? NULL : sqlite_own.xMalloc(size);
}

static void *sqlite_realloc(void *block, int size)
{
    return fails() ? NULL : sqlite_own.xRealloc(block, size);
}

void memory_begin(void)
{
    backtrace(where, 1); /* it allocates when it is called first */
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_own);
    sqlite3_mem_methods ours = sqlite_own;
    ours.xMalloc = sqlite_malloc;
    ours.xRealloc = sqlite_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
    curl_global_init_mem(CURL_GLOBAL_DEFAULT, library_malloc, __wrap_free, library_realloc,
                         library_strdup, library_calloc);
    /* jansson 2.14 asserts where a string finds no memory and tells it as wrong JSON; libxml2 2.9
     * loses nodes: only who asks for it fails theirs */
    if (getenv("FAULT_LIBRARIES")) {
        xmlMemSetup(__wrap_free, library_malloc, library_realloc, library_strdup);
        json_set_alloc_funcs(library_malloc, __wrap_free);
    }
}

/* --- what is asked of it --- */

void memory_fail(size_t nth, bool all_after)
{
    pthread_mutex_lock(&lock);
    asked = 0;
    did_fail = false;
    if (nth)
        where_count = 0;
    fail_at = nth;
    fail_rest = all_after;
    pthread_mutex_unlock(&lock);
}

size_t memory_asked(void)
{
    return asked;
}

bool memory_failed(void)
{
    return did_fail;
}

void memory_tell_where(void)
{
    printf("#     asked for at");
    for (int i = 2; i < where_count; i++) {
        Dl_info found = {0};
        dladdr(where[i], &found);
        printf(" 0x%zx", (size_t)((const char *)where[i] - (const char *)found.dli_fbase));
    }
    printf("\n");
}

size_t memory_mark(void)
{
    return serial;
}

size_t memory_left_since(size_t mark)
{
    size_t left = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        if (!table[i].block || table[i].block == &gone || table[i].serial <= mark)
            continue;
        Dl_info found = {0};
        dladdr(table[i].caller, &found);
        if (left++ < 4)
            printf("#   held: asked for at %s+0x%zx\n", found.dli_fname ? found.dli_fname : "?",
                   (size_t)((const char *)table[i].caller - (const char *)found.dli_fbase));
    }
    return left;
}
