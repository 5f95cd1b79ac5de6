#include "cli/state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"

int state_folder(char *folder, size_t size, dl_error *error)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    int length;
    if (state && state[0] == '/')
        length = snprintf(folder, size, "%s/dateline", state);
    else if (home && home[0] == '/')
        length = snprintf(folder, size, "%s/.local/state/dateline", home);
    else
        return dl_error_set(error, DL_ERR_NOT_FOUND,
                            "there is no folder for what dateline remembers: neither "
                            "XDG_STATE_HOME nor HOME is set");
    return length > 0 && (size_t)length < size
               ? 0
               : dl_error_set(error, DL_ERR_USAGE, "the path of XDG_STATE_HOME is too long");
}

int state_path(const char *file, char *path, size_t size, dl_error *error)
{
    char folder[PATH_MAX];
    int rc = state_folder(folder, sizeof folder, error);
    if (rc != 0)
        return rc;
    int length = snprintf(path, size, "%s/%s", folder, file);
    return length > 0 && (size_t)length < size
               ? dl_file_make_folders(path, 0700, error)
               : dl_error_set(error, DL_ERR_USAGE, "the path of XDG_STATE_HOME is too long");
}

int state_lock(const char *path, dl_error *error)
{
    char name[PATH_MAX];
    int fd = dl_file_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return dl_error_set_errno(error, errno, "cannot open %s", path);
    close(fd);
    int length = snprintf(name, sizeof name, "%s.lock", path);
    if (length < 0 || (size_t)length >= sizeof name)
        return dl_error_set(error, DL_ERR_USAGE, "the path %.200s... is too long", path);
    fd = dl_file_open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return dl_error_set_errno(error, errno, "cannot open %s", name);
    while (flock(fd, LOCK_EX) != 0) {
        if (errno == EINTR)
            continue;
        int rc = dl_error_set_errno(error, errno, "cannot lock %s", name);
        close(fd);
        return rc;
    }
    return fd;
}

void state_unlock(int lock)
{
    close(lock);
}
