/*
 * Every seed and everything that fuzzing ever found goes through its target again: the targets of
 * this folder with a main of our own, in any build. A target's inputs are seeds/NAME/ and
 * found/NAME-*; one that has none fails. With arguments: NAME FILE..., for one by hand.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

/* FUZZ_TARGETS is X(edtf) X(page) ..., made by the Makefile of the files that are there. */
#define X(name) int fuzz_##name(const uint8_t *data, size_t size);
FUZZ_TARGETS
#undef X

typedef struct target {
    const char *name;
    int (*run)(const uint8_t *data, size_t size);
} target;

#define X(name) {#name, fuzz_##name},
static const target targets[] = {FUZZ_TARGETS};
#undef X

enum { TARGETS = sizeof targets / sizeof *targets, PATH_ROOM = 600 };
/* A hang is a finding as well; the slowest input takes a tenth of a second. */
enum { LIMIT_S = 30 };

/* Where a child says what it is at, so that its end can be told. */
typedef struct state {
    char path[PATH_ROOM];
    int count;
} state;

static void replay(const target *on, const char *path, state *at)
{
    dl_buf bytes = {0};
    dl_error error;
    snprintf(at->path, sizeof at->path, "%s", path);
    if (dl_file_read(path, (size_t)16 << 20, &bytes, &error) != 0) {
        fprintf(stderr, "%s\n", error.message);
        exit(1);
    }
    /* of its very size, so that a sanitizer sees a byte too far */
    uint8_t *exact = malloc(bytes.size ? bytes.size : 1);
    if (!exact)
        exit(1);
    if (bytes.size)
        memcpy(exact, bytes.data, bytes.size);
    alarm(LIMIT_S);
    on->run(exact, bytes.size);
    alarm(0);
    free(exact);
    dl_buf_clear(&bytes);
    at->count++;
}

static void replay_folder(const target *on, const char *folder, const char *prefix, state *at)
{
    char path[PATH_ROOM];
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.' &&
            strncmp(entries[i]->d_name, prefix, strlen(prefix)) == 0) {
            snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            replay(on, path, at);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static void replay_all(const target *on, state *at)
{
    char folder[PATH_ROOM], prefix[100];
    snprintf(folder, sizeof folder, "tests/fuzz/seeds/%s", on->name);
    snprintf(prefix, sizeof prefix, "%s-", on->name);
    replay_folder(on, folder, "", at);
    replay_folder(on, "tests/fuzz/found", prefix, at);
}

static bool passes(int number, const target *on, state *at)
{
    int status = -1;
    memset(at, 0, sizeof *at);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        replay_all(on, at);
        exit(0); /* not _exit: leaks are looked for here */
    }
    bool ran = child > 0 && waitpid(child, &status, 0) == child;
    bool fine = ran && WIFEXITED(status) && WEXITSTATUS(status) == 0 && at->count > 0;
    if (!fine)
        printf("# %s\n", at->path[0] ? at->path : "no inputs");
    printf("%sok %d - %s holds for its %d inputs\n", fine ? "" : "not ", number, on->name,
           at->count);
    return fine;
}

static int by_hand(char **arguments)
{
    state at = {.count = 0};
    for (size_t i = 0; i < TARGETS; i++)
        for (char **path = arguments + 1; !strcmp(targets[i].name, arguments[0]) && *path; path++)
            replay(&targets[i], *path, &at);
    return at.count == 0;
}

int main(int argc, char **argv)
{
    bool fine = true;
    if (argc > 1)
        return by_hand(argv + 1);
    state *at = mmap(NULL, sizeof *at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return 1;
    printf("1..%d\n", (int)TARGETS);
    for (int i = 0; i < TARGETS; i++)
        fine = passes(i + 1, &targets[i], at) && fine;
    munmap(at, sizeof *at);
    return fine ? 0 : 1;
}
