/*
 * One cell of a thousand is edited while `dateline run --watch` follows the notebook: from the
 * moment that the file is saved until the new page is in its place, through the worker and behind
 * its wall. The processor's time is that of both processes, to the end of the round. Usage: watch
 * DATELINE FOLDER [in-place]. Prints one line of JSON.
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "thousand.h"

extern char **environ;

enum { ROUNDS = 21 };

static char notebook[512], saved[512], page[512];

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void sleep_ms(double milliseconds)
{
    struct timespec rest = {.tv_nsec = (long)(milliseconds * 1e6)};
    nanosleep(&rest, NULL);
}

/* As editors do it: beside, and renamed; or over what is there. */
static void save(const dl_buf *text, bool in_place)
{
    const char *path = in_place ? notebook : saved;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, text->data, text->size) != (ssize_t)text->size || close(fd) != 0)
        die(path);
    if (!in_place && rename(saved, notebook) != 0)
        die(notebook);
}

/* Waits for a page that is another file than the last one; returns its inode. */
static ino_t wait_page(ino_t last, double patience_ms)
{
    struct stat info;
    double end = now_ms() + patience_ms;
    while (now_ms() < end) {
        if (stat(page, &info) == 0 && info.st_ino != last)
            return info.st_ino;
        sleep_ms(0.1);
    }
    fprintf(stderr, "watch: no page came\n");
    exit(1);
}

/* The processor's time of a process and of its children. */
static double cpu_ms(pid_t process)
{
    char path[64], children[256] = "";
    double used = 0;
    snprintf(path, sizeof path, "/proc/%ld/schedstat", (long)process);
    FILE *file = fopen(path, "r");
    if (!file || fscanf(file, "%lf", &used) != 1)
        die(path);
    fclose(file);
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)process, (long)process);
    file = fopen(path, "r");
    if (file && fgets(children, sizeof children, file)) {
        char *rest = children;
        for (long child = strtol(rest, &rest, 10); child > 0; child = strtol(rest, &rest, 10))
            used += cpu_ms((pid_t)child) * 1e6;
    }
    if (file)
        fclose(file);
    return used / 1e6;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static pid_t start(char *dateline)
{
    char *command[] = {dateline, "run", "--watch", "--quiet", notebook, "-o", page, NULL};
    pid_t child;
    if (posix_spawn(&child, dateline, NULL, NULL, command, environ) != 0)
        die(dateline);
    return child;
}

int main(int argc, char **argv)
{
    static double wall[ROUNDS], cpu[ROUNDS];
    dl_buf text = {0};
    if (argc < 3)
        return 2;
    bool in_place = argc > 3;
    snprintf(notebook, sizeof notebook, "%s/thousand.md", argv[2]);
    snprintf(saved, sizeof saved, "%s/thousand.saved", argv[2]);
    snprintf(page, sizeof page, "%s/thousand.html", argv[2]);
    unlink(page);
    thousand_cells(&text, -1, 0);
    save(&text, false);
    pid_t child = start(argv[1]);
    ino_t inode = wait_page(0, 60000);
    sleep_ms(900);
    for (int i = 0; i < ROUNDS; i++) {
        thousand_cells(&text, (i * 37) % CELLS, 100 + i);
        double used = cpu_ms(child), began = now_ms();
        save(&text, in_place);
        inode = wait_page(inode, 20000);
        wall[i] = now_ms() - began;
        sleep_ms(200); /* what is kept after the page, and the wait for the next edit */
        cpu[i] = cpu_ms(child) - used;
    }
    kill(child, SIGINT);
    waitpid(child, NULL, 0);
    qsort(wall, ROUNDS, sizeof *wall, ascending);
    qsort(cpu, ROUNDS, sizeof *cpu, ascending);
    printf("{\"wall_ms\": %.2f, \"least_wall_ms\": %.2f, \"worst_wall_ms\": %.2f, \"cpu_ms\": "
           "%.2f, \"least_cpu_ms\": %.2f}\n",
           wall[ROUNDS / 2], wall[0], wall[ROUNDS - 1], cpu[ROUNDS / 2], cpu[0]);
    dl_buf_clear(&text);
    return 0;
}
