#include "cli/watch.h"

#include <signal.h>
#include <string.h>

static dl_runner *watched;
static dl_cancel *stop;

static void on_interrupt(int signal)
{
    (void)signal;
    if (watched)
        dl_runner_interrupt(watched);
    else
        dl_cancel_set(stop, DL_ERR_INTERRUPTED);
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

void watch_begin(dl_runner *runner)
{
    watched = runner;
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
    handle(SIGINT, SIG_DFL);
    watched = NULL;
}

void watch_pause(void)
{
    handle(SIGINT, SIG_DFL);
}

void watch_resume(void)
{
    handle(SIGINT, on_interrupt);
}
