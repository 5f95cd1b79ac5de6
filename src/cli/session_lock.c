/* The lock of a session: where it is, what it says beforehand, and what is written after a run. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cli/lock_of_run.h"
#include "cli/session.h"
#include "dateline/lock.h"

int session_lock_beside(const char *path, char *lock, size_t size)
{
    dl_str folder, name;
    dl_path_split(path, &folder, &name);
    size_t stem = name.size;
    for (size_t i = stem; i > 1; i--) {
        if (name.data[i - 1] == '.') {
            stem = i - 1;
            break;
        }
    }
    int length = snprintf(lock, size, "%.*s/%.*s.lock", DL_STR_ARG(folder), (int)stem, name.data);
    bool fits = length > 0 && (size_t)length < size;
    return fits ? 0 : cli_usage("the notebook's path is too long");
}

/* Standard input has none. */
int session_set_lock_path(cli_session *session, const char *path, const cli_options *options)
{
    const char *other = options->lock_file;
    if (other) {
        int length = snprintf(session->lock_path, sizeof session->lock_path, "%s", other);
        bool fits = length > 0 && (size_t)length < sizeof session->lock_path;
        return fits ? 0 : cli_usage("the lock's path is too long");
    }
    if (!path || strcmp(path, "-") == 0)
        return options->lock ? cli_usage("--lock needs a notebook that is a file") : 0;
    return session_lock_beside(path, session->lock_path, sizeof session->lock_path);
}

/* The day that a lock names, where neither the notebook nor who runs it names one. */
static void take_day(cli_session *session, const cli_options *options, const dl_lock *lock)
{
    bool named = options->as_of || !session->notebook || session->names_day;
    if (!named && lock->as_of.size && lock->as_of.size < sizeof session->as_of)
        snprintf(session->as_of, sizeof session->as_of, "%.*s", DL_STR_ARG(lock->as_of));
}

static int read_day(cli_session *session, const cli_options *options)
{
    dl_lock lock;
    dl_error error;
    int rc = dl_lock_load(session->lock_path, &session->arena, &lock, &error);
    if (rc == 0)
        take_day(session, options, &lock);
    return rc == 0 || rc == DL_ERR_NOT_FOUND ? 0 : cli_complain(&error, (dl_str){"", 0});
}

/* A frozen run has the captures that the lock names, and no others; and the day that it names,
 * where neither the notebook nor who runs it names one. */
static int read_pins(cli_session *session, const cli_options *options)
{
    dl_lock lock = {0};
    dl_error error;
    int rc = session->lock_path[0]
                 ? dl_lock_load(session->lock_path, &session->arena, &lock, &error)
                 : dl_error_set(&error, DL_ERR_NOT_FOUND, "a notebook without a file has no lock");
    if (rc == DL_ERR_NOT_FOUND) {
        error.kind = DL_ERR_NET_OFFLINE; /* what it would name cannot be had */
        dl_error_hint(&error, "dateline run --lock writes one");
    }
    if (rc)
        return cli_complain(&error, (dl_str){"", 0});
    session->pins =
        dl_arena_alloc(&session->arena, (lock.source_count + 1) * sizeof *session->pins);
    if (!session->pins)
        return cli_usage("memory ran out");
    for (size_t i = 0; i < lock.source_count; i++)
        session->pins[i] = (dl_pin){.url = lock.sources[i].url,
                                    .sha256 = lock.sources[i].sha256,
                                    .missing = lock.sources[i].missing,
                                    .captured_at_us = lock.sources[i].captured_at_us};
    session->fetch.pins = session->pins;
    session->fetch.pin_count = lock.source_count;
    take_day(session, options, &lock);
    return 0;
}

int session_heed_lock(cli_session *session, const cli_options *options)
{
    if (session->fetch.mode == DL_FETCH_FROZEN)
        return read_pins(session, options);
    return options->keep_day ? read_day(session, options) : 0;
}

int session_lock(cli_session *session, const dl_run *run, dl_arena *arena, dl_lock *lock,
                 dl_error *error)
{
    int rc = lock_of_run(session->runner, run, &session->memo, arena, lock, error);
    if (!rc && !session->names_day)
        lock->as_of = run->as_of;
    return rc;
}

int session_globals(cli_session *session, const dl_step *step, dl_arena *arena, dl_globals *globals,
                    dl_error *error)
{
    return dl_runner_globals(session->runner, step, arena, globals, error);
}

static bool looks_at_captures(const dl_result *result)
{
    for (size_t i = 0; i < result->use_count; i++)
        if (result->uses[i].kind == DL_USE_CAPTURES)
            return true;
    return false;
}

void session_warn_of_captures(const cli_session *session, const dl_run *run,
                              const cli_options *options)
{
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook); i++)
        if (looks_at_captures(&run->results[i]))
            cli_warn(options,
                     "%s:%d: note: this asks the store what it has captured, which neither lock "
                     "nor bundle holds: another store gives another result",
                     session->name, dl_notebook_step(run->notebook, i)->line);
}

int session_write_lock(cli_session *session, const dl_run *run)
{
    dl_error error;
    dl_lock lock;
    dl_arena arena;
    dl_arena_init(&arena);
    int rc = session_lock(session, run, &arena, &lock, &error);
    if (!rc)
        rc = dl_lock_save(session->lock_path, &lock, &error);
    dl_arena_clear(&arena);
    return rc ? cli_complain(&error, (dl_str){"", 0}) : 0;
}

int session_carry_lock(cli_session *session, dl_run *run, dl_error *error)
{
    dl_lock lock;
    dl_arena arena;
    dl_arena_init(&arena);
    dl_buf_truncate(&session->lock_text, 0);
    int rc = session_lock(session, run, &arena, &lock, error);
    if (!rc)
        rc = dl_lock_print(&lock, &session->lock_text, error);
    if (!rc)
        run->lock = dl_buf_str(&session->lock_text);
    dl_arena_clear(&arena);
    return rc;
}
