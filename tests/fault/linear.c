/*
 * Time on bad input: each parser is given the same bad text of n and of 2n bytes, and takes at most
 * 2.3 times as long. Processor time, the least of several runs; a row a parser and text.
 *
 * A row proves something only if the parser reads what it is given: twice the text must take longer
 * by a quarter at least, and end in the same way. Where the text is refused, at once for a limit or
 * when it was read, the row tells the words of the refusal, and it is they that are held.
 *
 *   linear [WORD]
 */
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "linear.h"

static const double most = 2.3, least = 1.25;
/* What is measured takes so long, by more bytes or, where there may be no more, again and again. */
static const double long_enough_s = 0.01;
static const double at_once_s = 0.001;
enum { MOST_WAIT_S = 180 };
static const size_t most_bytes = (size_t)4 << 20, most_again = (size_t)16 << 20;

static const bad_list *const lists[] = {&linear_pages,    &linear_notebooks, &linear_net,
                                        &linear_services, &linear_files,     &linear_sessions};

static char *make(const bad *one, size_t size, size_t *made)
{
    dl_buf text = {0}, file = {0};
    dl_buf_puts(&text, one->first);
    for (size_t i = 0; text.size < size; i++) {
        const char *mark = strchr(one->again, '\1');
        dl_buf_append(&text, one->again, mark ? (size_t)(mark - one->again) : strlen(one->again));
        if (mark)
            dl_buf_printf(&text, "%zu%s", i, mark + 1);
    }
    dl_buf_puts(&text, one->last);
    if (one->shape) {
        one->shape(dl_buf_str(&text), &file);
        dl_buf_clear(&text);
        text = file;
    }
    return dl_buf_take(&text, made);
}

typedef struct measure {
    double seconds; /* of one call */
    int kind;       /* what the parser returned */
    dl_error error;
} measure;

static measure measure_one(const bad *one, size_t size)
{
    enum { RUNS = 5 };
    measure least_of = {.seconds = 1e9};
    double sum = 0;
    size_t made = 0;
    char *text = make(one, size, &made);
    for (int i = 0; i < RUNS && sum < 4; i++) {
        clock_t start = clock(), took = 0;
        size_t calls = 0;
        for (; took < (clock_t)(long_enough_s * CLOCKS_PER_SEC); calls++) {
            least_of.error = (dl_error){0};
            least_of.kind = one->parse((dl_str){text, made}, &least_of.error);
            took = clock() - start;
        }
        double seconds = (double)took / CLOCKS_PER_SEC / (double)calls;
        least_of.seconds = seconds < least_of.seconds ? seconds : least_of.seconds;
        sum += (double)took / CLOCKS_PER_SEC;
    }
    free(text);
    return least_of;
}

/* So many bytes that the time can be taken of one call, while twice as many end in the same way. */
static size_t find_size(const bad *one, measure *once, measure *twice)
{
    const size_t limit = one->most ? one->most : most_bytes;
    size_t size = one->size;
    *once = measure_one(one, size);
    *twice = measure_one(one, 2 * size);
    while (!one->refused && once->seconds < long_enough_s && 4 * size <= limit) {
        measure more = measure_one(one, 4 * size);
        if (more.kind != twice->kind)
            break;
        size *= 2;
        *once = *twice;
        *twice = more;
    }
    return size;
}

/* NULL where the row holds. */
static const char *fault_of(const bad *one, const measure *once, const measure *twice)
{
    double ratio = twice->seconds / once->seconds;
    bool at_once = twice->seconds < at_once_s;
    const char *words = one->refused ? one->refused : one->ends;
    if (!words && (once->kind || twice->kind))
        return "it is refused, and the row does not say so";
    if (words && (!once->kind || !strstr(once->error.message, words) ||
                  !strstr(twice->error.message, words)))
        return "it is not refused in these words";
    if (once->kind != twice->kind)
        return "twice as much ends in another way: begin with less";
    if (!one->refused && ratio < least)
        return "twice as much takes no longer: it is not read, so that nothing is proven";
    if (ratio > most && !(one->refused && at_once) && twice->seconds >= one->most_s)
        return "it takes longer than in proportion";
    return NULL;
}

/* A row without an end would keep all behind it from being tried. */
static void give_up(int signal)
{
    static const char words[] = "Bail out! the row behind the last one takes minutes\n";
    (void)signal;
    _exit(write(STDOUT_FILENO, words, sizeof words - 1) < 0 ? 3 : 2);
}

/* Again, and then with more that ends in the same way: a busy machine measures badly, and what
 * outgrows a cache takes longer by a step once, but what is quadratic does so at every size. */
static const char *measure_again(const bad *one, size_t *size, measure *once, measure *twice)
{
    const size_t limit = one->most ? one->most : most_again;
    const char *fault = NULL;
    bool more_ends_so = true;
    for (int again = 0; again < 8; again++) {
        if (again > 4 && more_ends_so && 4 * *size <= limit && twice->seconds < 2) {
            more_ends_so = measure_one(one, 4 * *size).kind == twice->kind;
            *size *= more_ends_so ? 2 : 1;
        }
        *once = measure_one(one, *size);
        *twice = measure_one(one, 2 * *size);
        fault = fault_of(one, once, twice);
        if (!fault)
            break;
    }
    return fault;
}

static bool judge(const bad *one, int number)
{
    measure once, twice;
    alarm(MOST_WAIT_S);
    size_t size = find_size(one, &once, &twice);
    const char *fault = fault_of(one, &once, &twice);
    if (fault)
        fault = measure_again(one, &size, &once, &twice);
    printf("%s %d - %-36s %8zu bytes %9.3f ms, twice %9.3f ms: %.2f%s\n", fault ? "not ok" : "ok",
           number, one->name, size, once.seconds * 1e3, twice.seconds * 1e3,
           twice.seconds / once.seconds, one->refused ? ", refused" : "");
    if (fault)
        printf("# %s (once: %d %s; twice: %d %s)\n", fault, once.kind, once.error.message,
               twice.kind, twice.error.message);
    fflush(stdout);
    return !fault;
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    int number = 0, failures = 0;
    signal(SIGALRM, give_up);
    /* the pages of a run stay for the next: what the system takes to give them is not the parser's
     */
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (size_t k = 0; k < lists[i]->count; k++)
            if (strstr(lists[i]->rows[k].name, word))
                failures += !judge(&lists[i]->rows[k], ++number);
    printf("1..%d\n", number);
    return failures != 0;
}
