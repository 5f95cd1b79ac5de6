/*
 * Times two commands in turn, A B A B ..., as whole processes: posix_spawn to wait4, so that no
 * shell is in the figures. Usage: timer ROUNDS COMMAND_A... -- COMMAND_B...
 * Prints one line of JSON: medians in milliseconds of wall time and CPU time, and the ratio of the
 * walls pair by pair.
 */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

typedef struct sample {
    double wall, cpu;
} sample;

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double timeval_ms(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static sample run(char **command)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int status;
    struct rusage used;
    double start = now_ms();
    if (posix_spawnp(&child, command[0], &actions, NULL, command, environ) != 0) {
        perror(command[0]);
        exit(2);
    }
    wait4(child, &status, 0, &used);
    sample taken = {now_ms() - start, timeval_ms(used.ru_utime) + timeval_ms(used.ru_stime)};
    posix_spawn_file_actions_destroy(&actions);
    if (status != 0) {
        fprintf(stderr, "%s ended with status %d\n", command[0], status);
        exit(2);
    }
    return taken;
}

static int ascending(const void *a, const void *b)
{
    const double *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, ascending);
    return values[count / 2];
}

int main(int argc, char **argv)
{
    enum { MOST = 1000 };
    static double wall[2][MOST], cpu[2][MOST], ratio[MOST];
    int rounds = argc > 1 ? atoi(argv[1]) : 0, split = 2;
    while (split < argc && strcmp(argv[split], "--") != 0)
        split++;
    if (rounds < 1 || rounds > MOST || split < 3 || split + 1 >= argc) {
        fprintf(stderr, "usage: timer ROUNDS COMMAND_A... -- COMMAND_B...\n");
        return 2;
    }
    argv[split] = NULL;
    char **commands[2] = {argv + 2, argv + split + 1};
    run(commands[0]); /* a warm-up of each */
    run(commands[1]);
    for (int i = 0; i < rounds; i++) {
        for (int c = 0; c < 2; c++) {
            sample taken = run(commands[c]);
            wall[c][i] = taken.wall;
            cpu[c][i] = taken.cpu;
        }
        ratio[i] = wall[0][i] / wall[1][i];
    }
    printf("{\"a_wall_ms\":%.3f,\"a_cpu_ms\":%.3f,\"b_wall_ms\":%.3f,\"b_cpu_ms\":%.3f,"
           "\"ratio\":%.3f,\"rounds\":%d}\n",
           median(wall[0], rounds), median(cpu[0], rounds), median(wall[1], rounds),
           median(cpu[1], rounds), median(ratio, rounds), rounds);
    return 0;
}
