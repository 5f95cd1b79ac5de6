/*
 * From exec to what a program shows first, through a pseudo-terminal: the REPL's prompt. Beside it
 * the floor: until a program that loads the same libraries has ended. Prints one line of JSON.
 * Usage: prompt ROUNDS FLOOR PROGRAM [ARGUMENT...]
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static pid_t start(int master, char **words)
{
    char terminal[128];
    snprintf(terminal, sizeof terminal, "%s", ptsname(master));
    pid_t child = fork();
    if (child != 0)
        return child;
    setsid();
    int slave = open(terminal, O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        dup2(slave, fd);
    if (slave > 2)
        close(slave);
    close(master);
    execv(words[0], words);
    _exit(127);
}

/* Until "> " is shown, or, without it, until the program has ended. */
static double once(char **words, int prompt)
{
    char seen[8192] = "";
    size_t size = 0;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        exit(1);
    double began = now_ms(), took = -1;
    pid_t child = start(master, words);
    while (size < sizeof seen - 1) {
        ssize_t got = read(master, seen + size, sizeof seen - 1 - size);
        took = now_ms() - began;
        if (got <= 0)
            break;
        size += (size_t)got;
        seen[size] = '\0';
        if (prompt && strstr(seen, "> "))
            break;
    }
    if (prompt && !strstr(seen, "> ")) {
        fprintf(stderr, "no prompt: %s\n", seen);
        exit(1);
    }
    close(master); /* it hangs up */
    waitpid(child, NULL, 0);
    return took;
}

int main(int argc, char **argv)
{
    enum { MOST = 1001 };
    static double ours[MOST], floor_ms[MOST];
    int rounds = argc > 3 ? atoi(argv[1]) : 0;
    if (rounds < 1 || rounds > MOST)
        return 2;
    char *beside[] = {argv[2], NULL};
    for (int i = 0; i < rounds; i++) {
        ours[i] = once(argv + 3, 1);
        floor_ms[i] = once(beside, 0);
    }
    qsort(ours, (size_t)rounds, sizeof *ours, by_value);
    qsort(floor_ms, (size_t)rounds, sizeof *floor_ms, by_value);
    printf("{\"median_ms\": %.3f, \"floor_ms\": %.3f}\n", ours[rounds / 2], floor_ms[rounds / 2]);
    return 0;
}
