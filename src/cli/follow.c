#include "cli/follow.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static const int look_ms = 500;  /* where no one tells of changes: a network's folder */
static const int slice_ms = 50;  /* how soon Ctrl-C ends a wait */
static const int settle_ms = 15; /* one who writes in place, untold, is done when it is quiet */

typedef struct state {
    bool there;
    struct timespec changed, written;
    off_t size;
    ino_t inode;
} state;

typedef struct followed {
    char *path;
    state known;
    bool told;  /* that it was written, maybe within one tick of the file system's clock */
    bool whole; /* the last that was told: closed after writing, or put in its place */
} followed;

struct follower {
    followed *list;
    size_t count, capacity;
    int notify;  /* -1: there is no inotify */
    char *taken; /* the file that the last wait gave, and how it was then */
    state taken_as;
    state seen; /* of a file that may still be written, when follow_look saw it */
    long long seen_ms;
};

static state look_at(const char *path)
{
    struct stat info;
    state now;
    memset(&now, 0, sizeof now);
    if (stat(path, &info) != 0)
        return now;
    now.there = true;
    now.changed = info.st_ctim;
    now.written = info.st_mtim;
    now.size = info.st_size;
    now.inode = info.st_ino;
    return now;
}

static bool same(const state *a, const state *b)
{
    return a->there == b->there && a->size == b->size && a->inode == b->inode &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec &&
           a->written.tv_sec == b->written.tv_sec && a->written.tv_nsec == b->written.tv_nsec;
}

follower *follow_new(void)
{
    follower *made = calloc(1, sizeof *made);
    if (made)
        made->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    return made;
}

static void forget(follower *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->list[i].path);
    list->count = 0;
}

void follow_free(follower *freed)
{
    if (!freed)
        return;
    forget(freed);
    free(freed->list);
    free(freed->taken);
    if (freed->notify >= 0)
        close(freed->notify);
    free(freed);
}

void follow_begin(follower *list)
{
    forget(list);
}

/* A folder that is watched already stays watched once: inotify knows it by itself. */
static void watch_folder(const follower *list, const char *path)
{
    const uint32_t events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_MODIFY;
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t size = slash ? (size_t)(slash - path) : 0;
    if (list->notify < 0 || size >= sizeof folder)
        return;
    memcpy(folder, path, size);
    folder[size] = '\0';
    const char *name = !slash ? "." : size ? folder : "/";
    int watched = inotify_add_watch(list->notify, name, events);
    (void)watched; /* where it cannot be, there is the look from time to time */
}

bool follow_add(follower *list, const char *path, double since)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->list[i].path, path) == 0)
            return true;
    }
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 8;
        followed *larger = realloc(list->list, capacity * sizeof *larger);
        if (!larger)
            return false;
        list->list = larger;
        list->capacity = capacity;
    }
    char *copy = strdup(path);
    if (!copy)
        return false;
    watch_folder(list, path);
    const bool taken = list->taken && strcmp(list->taken, path) == 0;
    state known = taken ? list->taken_as : look_at(path);
    if (!taken && known.there &&
        (double)known.changed.tv_sec + (double)known.changed.tv_nsec / 1e9 >= since)
        known.there = false; /* what was read of it may be older */
    list->list[list->count++] = (followed){.path = copy, .known = known};
    return true;
}

static followed *find_changed(follower *list)
{
    for (size_t i = 0; i < list->count; i++) {
        state now = look_at(list->list[i].path);
        if (list->list[i].told || !same(&now, &list->list[i].known))
            return &list->list[i];
    }
    return NULL;
}

/* What an event says of the files of its name: a writer that closed one is done with it. */
static void note_event(follower *list, const struct inotify_event *event)
{
    for (size_t i = 0; i < list->count && event->len; i++) {
        followed *file = &list->list[i];
        const char *slash = strrchr(file->path, '/');
        if (strcmp(slash ? slash + 1 : file->path, event->name) != 0)
            continue;
        file->whole = (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0;
        file->told = file->told || !(event->mask & IN_CLOSE_WRITE); /* it says nothing new */
    }
}

/* Waits for events, a while; true when there was one. */
static bool wait_event(follower *list, int milliseconds)
{
    _Alignas(struct inotify_event) char events[4096];
    struct pollfd ready = {.fd = list->notify, .events = POLLIN};
    int count = poll(&ready, list->notify >= 0 ? 1 : 0, milliseconds);
    bool any = count > 0;
    ssize_t size;
    while (any && (size = read(list->notify, events, sizeof events)) > 0) {
        for (char *at = events; at < events + size;) {
            const struct inotify_event *event = (const void *)at;
            note_event(list, event);
            at += sizeof *event + event->len;
        }
    }
    return any;
}

/* Until its writer is done: that is told, or, where no one tells, a moment of quiet says it. */
static void settle(follower *list, const followed *changed)
{
    state before = look_at(changed->path), now;
    for (int i = 0; i < 1000 / settle_ms; i++) {
        /* some empty a file first, and fill it later */
        if (changed->whole && before.there && before.size > 0)
            return;
        bool told = wait_event(list, settle_ms);
        now = look_at(changed->path);
        /* a file that is gone is about to be replaced */
        if (!told && now.there && same(&before, &now))
            return;
        before = now;
    }
}

/* From here on the file is another when it is not as it is now: its reader reads it after this. */
static const char *take(follower *list, followed *changed)
{
    free(list->taken);
    list->taken = strdup(changed->path); /* NULL: then its times say */
    list->taken_as = changed->known = look_at(changed->path);
    changed->told = false;
    return changed->path;
}

const char *follow_wait(follower *list, const dl_cancel *cancel)
{
    int waited = 0;
    bool look = true;
    while (!dl_cancel_reason(cancel)) {
        followed *changed = look ? find_changed(list) : NULL;
        if (changed) {
            settle(list, changed);
            return take(list, changed);
        }
        look = wait_event(list, slice_ms);
        waited += slice_ms;
        if (waited >= look_ms) {
            look = true;
            waited = 0;
        }
    }
    return NULL;
}

/* --- looking, between other things --- */

int follow_fd(const follower *list)
{
    return list->notify;
}

/* Whether the system told that a file was closed after writing, or put in another's place: it is
 * whole, and nothing has to be waited for. */
static bool drain_events(const follower *list)
{
    _Alignas(struct inotify_event) char events[4096];
    bool whole = false;
    ssize_t size;
    while (list->notify >= 0 && (size = read(list->notify, events, sizeof events)) > 0) {
        for (char *at = events; at < events + size;) {
            const struct inotify_event *event = (const struct inotify_event *)(const void *)at;
            whole = whole || (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO));
            at += sizeof *event + event->len;
        }
    }
    return whole;
}

const char *follow_look(follower *list, int *again_ms)
{
    bool whole = drain_events(list);
    followed *changed = find_changed(list);
    *again_ms = look_ms;
    if (!changed)
        return NULL;
    state now = look_at(changed->path);
    long long time = dl_clock_ms();
    if (!whole || !now.there) {
        if (!same(&now, &list->seen)) {
            list->seen = now;
            list->seen_ms = time;
        }
        /* a file that is gone is about to be replaced */
        int quiet = now.there ? settle_ms : 10 * settle_ms;
        *again_ms = quiet - (int)(time - list->seen_ms);
        if (*again_ms > 0)
            return NULL;
    }
    changed->known = now;
    return changed->path;
}
