#include "cli/reader_terminal.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cli/cli.h"

/* Those that end a line stand first. */
static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
enum { CAUGHT = sizeof caught / sizeof *caught, ENDING = 4 };

static volatile sig_atomic_t came[CAUGHT];
static size_t bytes_read, end_read; /* of the key that readline reads */
static dl_buf *into;                /* the line being read; NULL once it is */
static terminal_outcome how;
static bool (*meanwhile)(void *user);
static void *meanwhile_user;

static void on_signal(int signal)
{
    for (size_t i = 0; i < CAUGHT; i++)
        if (caught[i] == signal)
            came[i] = 1;
}

static bool take(int signal)
{
    for (size_t i = 0; i < CAUGHT; i++)
        if (caught[i] == signal && came[i]) {
            came[i] = 0;
            return true;
        }
    return false;
}

/* Flags alone, and what readline does goes on: only pselect is woken. */
static void catch_signals(struct sigaction *before)
{
    struct sigaction ours;
    memset(&ours, 0, sizeof ours);
    sigemptyset(&ours.sa_mask);
    ours.sa_handler = on_signal;
    ours.sa_flags = SA_RESTART;
    for (size_t i = 0; i < CAUGHT; i++) {
        came[i] = 0;
        sigaction(caught[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN || caught[i] == SIGINT)
            sigaction(caught[i], &ours, NULL);
    }
}

static void release_signals(const struct sigaction *before)
{
    for (size_t i = 0; i < CAUGHT; i++)
        sigaction(caught[i], &before[i], NULL);
}

/* The signal as if it had not been caught, with the terminal as it was found. */
static void suffer(int signal)
{
    struct sigaction plain, ours;
    sigset_t one, others;
    memset(&plain, 0, sizeof plain);
    sigemptyset(&plain.sa_mask);
    plain.sa_handler = SIG_DFL;
    rl_deprep_terminal();
    fflush(rl_outstream);
    sigaction(signal, &plain, &ours);
    sigemptyset(&one);
    sigaddset(&one, signal);
    kill(getpid(), signal);
    sigprocmask(SIG_UNBLOCK, &one, &others); /* it arrives here */
    sigprocmask(SIG_SETMASK, &others, NULL);
    sigaction(signal, &ours, NULL);
}

static void heed_signals(void)
{
    for (size_t i = 1; i < ENDING; i++)
        if (take(caught[i]))
            suffer(caught[i]);
    if (take(SIGTSTP))
        suffer(SIGTSTP);
    if (take(SIGCONT)) {
        rl_deprep_terminal(); /* after SIGSTOP it was left as the editor has it */
        rl_prep_terminal(1);
        rl_forced_update_display();
    }
    if (take(SIGWINCH))
        rl_resize_terminal();
    if (take(SIGINT)) {
        rl_free_line_state();
        rl_callback_sigcleanup();
        how = TERMINAL_DROPPED;
        into = NULL;
    }
}

static void on_line(char *line)
{
    how = line ? TERMINAL_LINE : TERMINAL_END;
    if (take(SIGINT)) /* it came with the Enter */
        how = TERMINAL_DROPPED;
    else if (line)
        dl_buf_puts(into, line);
    into = NULL;
    free(line);
    rl_callback_handler_remove(); /* else it would show the prompt again */
}

/* Waits for input or a signal, which one between a look at the flags and the wait cannot pass by:
 * more than 0, or 0 where stop says so of the flags. */
static int wait_unless(bool (*stop)(void))
{
    fd_set keys;
    sigset_t ours, others;
    FD_ZERO(&keys);
    FD_SET(STDIN_FILENO, &keys);
    sigemptyset(&ours);
    for (size_t i = 0; i < CAUGHT; i++)
        sigaddset(&ours, caught[i]);
    sigprocmask(SIG_BLOCK, &ours, &others);
    int ready = stop() ? 0 : pselect(STDIN_FILENO + 1, &keys, NULL, NULL, NULL, &others);
    sigprocmask(SIG_SETMASK, &others, NULL);
    return ready;
}

static bool ends_wait(void)
{
    heed_signals();
    return !into;
}

static void wait_for_key(void)
{
    int ready = wait_unless(ends_wait);
    bytes_read = end_read = 0;
    if (into && ready > 0)
        rl_callback_read_char();
    else if (into && ready < 0 && errno != EINTR)
        on_line(NULL);
}

static bool ends_reading(void)
{
    for (size_t i = 0; i < ENDING; i++)
        if (came[i])
            return true;
    return false;
}

/* readline waits here itself within a paste, whose end may never come: what ends the line ends it.
 * Not as an end of input, which readline 8.2 takes for a paste without a last byte, and reads on
 * past it. */
static int next_byte(FILE *stream)
{
    static const char end[] = "\033[201~";
    bool first = bytes_read++ == 0;
    int ready;
    do {
        ready = wait_unless(ends_reading);
    } while (ready < 0 && errno == EINTR);
    int byte = ready > 0 ? rl_getc(stream) : EOF;
    if (byte != EOF || (first && ready != 0))
        return byte;
    return end[end_read++ % (sizeof end - 1)];
}

/* What is typed is UTF-8, whatever the environment says, which readline asks before each line. NULL
 * begins readline alone. */
static void begin_in_utf8(const char *prompt)
{
    const char *all = getenv("LC_ALL");
    char *before = all ? strdup(all) : NULL;
    setenv("LC_ALL", "C.UTF-8", 1);
    if (prompt)
        rl_callback_handler_install(prompt, on_line);
    else
        rl_initialize();
    if (before)
        setenv("LC_ALL", before, 1);
    else
        unsetenv("LC_ALL");
    free(before);
}

void terminal_begin(void)
{
    rl_readline_name = "dateline";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_getc_function = next_byte;
    rl_change_environment = 0; /* LINES and COLUMNS are the shell's */
    rl_outstream = isatty(STDOUT_FILENO) ? stdout : stderr;
    begin_in_utf8(NULL);
}

void terminal_meanwhile(bool (*act)(void *user), void *user)
{
    meanwhile = act;
    meanwhile_user = user;
}

static void act_meanwhile(void)
{
    bool (*act)(void *user) = meanwhile;
    meanwhile = NULL;
    if (act && act(meanwhile_user)) {
        rl_on_new_line();
        rl_forced_update_display();
    }
}

terminal_outcome terminal_read(const char *prompt, dl_buf *line)
{
    struct sigaction before[CAUGHT];
    char shown[256];
    bool color = cli_color(fileno(rl_outstream));
    snprintf(shown, sizeof shown, color ? "\001\033[1m\002%s\001\033[0m\002" : "%s", prompt);
    fflush(stdout);
    catch_signals(before);
    into = line;
    begin_in_utf8(shown);
    act_meanwhile();
    while (into)
        wait_for_key();
    if (how == TERMINAL_DROPPED) /* the terminal stays as it is: what is typed now is not lost */
        rl_crlf();
    release_signals(before);
    return how;
}

void terminal_end(void)
{
    clear_history();
}
