#include "cli/watch.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* How long a stopped cell may take to end before the process does. */
static const int grace_ms = 500;

static dl_engine *watched;
static dl_cancel *stop;
static const char *watched_name;
static volatile sig_atomic_t ringing; /* how often the alarm rang in this step */
static volatile sig_atomic_t in_step;

static void give_up(int status, const char *why)
{
    /* only what a signal handler may call; where standard error is gone, the status still tells */
    bool told = write(STDERR_FILENO, watched_name, strlen(watched_name)) >= 0 &&
                write(STDERR_FILENO, why, strlen(why)) >= 0;
    (void)told;
    _exit(status);
}

static void ring_in(int milliseconds)
{
    struct itimerval in = {.it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}};
    setitimer(ITIMER_REAL, &in, NULL);
}

static void on_alarm(int signal)
{
    (void)signal;
    if (ringing++ > 0) {
        int reason = dl_cancel_reason(stop);
        if (reason == DL_ERR_INTERRUPTED)
            give_up(130, ": interrupted while stuck in a library function\n");
        give_up(7, ": a cell passed its time limit while stuck in a library function (a pattern "
                   "that never ends?)\n");
    }
    dl_engine_stop(watched, DL_ERR_LIMIT_TIME);
    ring_in(grace_ms);
}

static void on_interrupt(int signal)
{
    (void)signal;
    if (!watched) {
        dl_cancel_set(stop, DL_ERR_INTERRUPTED);
        return;
    }
    if (!in_step)
        give_up(130, ": interrupted\n");
    dl_engine_stop(watched, DL_ERR_INTERRUPTED);
    ringing = 1;
    ring_in(grace_ms);
}

static void handle(int signal, void (*handler)(int))
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, NULL);
}

void watch_begin(dl_engine *engine, dl_cancel *cancel, const char *name)
{
    watched = engine;
    stop = cancel;
    watched_name = name;
    handle(SIGALRM, on_alarm);
    handle(SIGINT, on_interrupt);
}

void watch_cancel(dl_cancel *cancel)
{
    watched = NULL;
    stop = cancel;
    handle(SIGINT, on_interrupt);
}

void watch_end(void)
{
    ring_in(0);
    handle(SIGINT, SIG_DFL);
    handle(SIGALRM, SIG_DFL);
    watched = NULL;
}

void watch_step(double timeout_s)
{
    ringing = 0;
    in_step = 1;
    if (timeout_s <= 0)
        return;
    double most = 86400; /* a day */
    double milliseconds = (timeout_s < most ? timeout_s : most) * 1000;
    ring_in(milliseconds < 1 ? 1 : (int)milliseconds);
}

void watch_step_end(void)
{
    ring_in(0);
    ringing = 0;
    in_step = 0;
}
