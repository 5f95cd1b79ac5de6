/*
 * Fails the nth allocation, and the nth and all after it, for every n, in each operation and under
 * each script: each ends as it would have, or with an error of memory; nothing is held that was
 * not before; and afterwards the same is done well.
 *
 *   memory-faults [MOST [WORD]]   MOST n of each at most, evenly spread (0: all); only those with
 *                                 WORD in their name
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fault.h"

/* What a child tells of itself while it lives, and after. */
typedef struct told {
    size_t n, tried, wrong;
    bool rest;
} told;

static told *shared;
static size_t most;

static bool same(const dl_buf *a, const dl_buf *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

static void complain(const char *what, size_t n, bool rest, const dl_error *error)
{
    if (shared->wrong++ >= 6 && !getenv("FAULT_ALL"))
        return;
    printf("#   %s%zu: %s: %d %s\n", rest ? "from " : "at ", n, what, error->kind, error->message);
    if (getenv("FAULT_WHERE"))
        memory_tell_where();
}

static bool of_memory(const dl_error *error)
{
    return (error->kind == DL_ERR_MEMORY || error->kind == DL_ERR_LIMIT_MEMORY) &&
           error->message[0];
}

static void try_one(const operation *tried, fault_world *world, const dl_buf *wanted, size_t n,
                    bool rest)
{
    dl_error error = {0};
    dl_buf out = {0};
    size_t mark = memory_mark();
    shared->n = n;
    shared->rest = rest;
    shared->tried++;
    memory_fail(n, rest);
    int rc = tried->run(world, &out, &error);
    bool failed = memory_failed();
    memory_fail(0, false);
    if (rc == 0 && !same(&out, wanted) && !tried->vague)
        complain("another outcome, and no error", n, rest, &error);
    if (rc != 0 && !failed)
        complain("an error where nothing failed", n, rest, &error);
    if (rc != 0 && failed && !of_memory(&error) && !(tried->vague && error.message[0]))
        complain("no error of memory", n, rest, &error);
    dl_buf_clear(&out);
    size_t left = memory_left_since(mark);
    if (left)
        complain("something is held", n, rest, &error);
}

static void run_well(const operation *tried, fault_world *world, dl_buf *out, const char *when)
{
    dl_error error = {0};
    if (tried->run(world, out, &error) != 0)
        complain(when, 0, false, &error);
}

/* In a process of its own: a crash costs this one alone. */
static void run_child(const operation *tried)
{
    static fault_world world;
    dl_buf wanted = {0}, again = {0};
    world_open(&world);
    run_well(tried, &world, &again, "before"); /* what is made once is made now */
    dl_buf_clear(&again);
    memory_fail(0, false);
    run_well(tried, &world, &wanted, "without a fault");
    size_t count = memory_asked();
    size_t step = most && count > most ? (count + most - 1) / most : 1;
    for (int rest = 0; rest < 2; rest++)
        for (size_t n = 1 + (rest ? step / 2 : 0); n <= count; n += step)
            try_one(tried, &world, &wanted, n, rest);
    run_well(tried, &world, &again, "after all faults");
    if (!same(&again, &wanted))
        printf("#   after all faults: another outcome\n"), shared->wrong++;
    dl_buf_clear(&again);
    dl_buf_clear(&wanted);
    printf("# %s: %zu allocations, each %zu%s%s\n", tried->name, count, step,
           tried->vague ? "; vague: " : "", tried->vague ? tried->vague : "");
    world_close(&world);
    fflush(stdout);
}

static bool run_operation(const operation *tried)
{
    int status = 0;
    memset(shared, 0, sizeof *shared);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(900); /* a bound against hangs; a bundle takes 200 s on a slow machine */
        run_child(tried);
        exit(0);
    }
    waitpid(child, &status, 0);
    bool good = child > 0 && status == 0 && shared->wrong == 0;
    if (child > 0 && status)
        printf("#   ended with %s %d, %s %zu\n", WIFSIGNALED(status) ? "signal" : "status",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
               shared->rest ? "from" : "at", shared->n);
    if (shared->wrong)
        printf("#   %zu of %zu wrong\n", shared->wrong, shared->tried);
    return good;
}

int main(int argc, char **argv)
{
    static const operation *const all[] = {text_operations,     select_operations,
                                           timeline_operations, report_operations,
                                           store_operations,    script_operations};
    const char *word = argc > 2 ? argv[2] : "";
    int number = 0, failures = 0;
    size_t tried = 0;
    most = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return 1;
    memory_begin();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (const operation *one = all[i]; one->name; one++) {
            if (!strstr(one->name, word))
                continue;
            bool good = run_operation(one);
            printf("%s %d - no allocation that fails harms %s\n", good ? "ok" : "not ok", ++number,
                   one->name);
            failures += !good;
            tried += shared->tried;
        }
    }
    printf("1..%d\n# %zu allocations failed in all\n", number, tried);
    return failures != 0;
}
