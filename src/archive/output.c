#include "archive/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static int begin(dl_output *output, dl_error *error)
{
    if (dl_digest_begin(&output->sha256, DL_STR("sha256")))
        return 0;
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing an archive");
}

/* Things that are no regular file (a FIFO, /dev/stdout) are written to directly; a link stays. */
static int open_beside(dl_output *output, const char *path, dl_error *error)
{
    struct stat info;
    bool there = stat(path, &info) == 0;
    if (there && S_ISDIR(info.st_mode))
        return dl_error_set(error, DL_ERR_USAGE, "%s is a folder, a file was expected", path);
    char *target = there ? realpath(path, NULL) : NULL;
    int length = snprintf(output->path, sizeof output->path, "%s", target ? target : path);
    free(target);
    bool direct = there && !S_ISREG(info.st_mode);
    if (length < 0 || (size_t)length >= sizeof output->path)
        return dl_error_set(error, DL_ERR_USAGE, "the path %.200s... is too long", path);
    int rc =
        direct ? 0 : dl_file_beside(output->path, output->beside, sizeof output->beside, error);
    if (rc) {
        output->beside[0] = '\0';
        return rc;
    }
    int flags =
        direct ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    output->fd = dl_file_open(direct ? path : output->beside, flags, 0666);
    if (output->fd < 0)
        return dl_error_set_errno(error, errno, "cannot create %s", path);
    return 0;
}

int dl_output_open(dl_output *output, const char *path, dl_error *error)
{
    memset(output, 0, sizeof *output);
    output->fd = -1;
    int rc = begin(output, error);
    if (!rc && strcmp(path, "-") == 0) {
        snprintf(output->path, sizeof output->path, "standard output");
        output->fd = dup(STDOUT_FILENO);
        if (output->fd < 0)
            rc = dl_error_set_errno(error, errno, "cannot write to standard output");
    } else if (!rc) {
        rc = open_beside(output, path, error);
    }
    if (rc)
        dl_output_drop(output);
    return rc;
}

int dl_output_scratch(dl_output *output, const char *path, dl_error *error)
{
    memset(output, 0, sizeof *output);
    bool on_stdout = strcmp(path, "-") == 0;
    snprintf(output->path, sizeof output->path, "a temporary file");
    char name[PATH_MAX];
    const char *base = getenv("TMPDIR");
    base = base && base[0] == '/' ? base : "/tmp";
    int length = on_stdout ? snprintf(name, sizeof name, "%s/dateline-XXXXXX", base)
                           : snprintf(name, sizeof name, "%s.new-XXXXXX", path);
    output->fd = length > 0 && (size_t)length < sizeof name ? mkstemp(name) : -1;
    if (output->fd < 0)
        return dl_error_set_errno(error, errno, "cannot create a temporary file %s %s",
                                  on_stdout ? "in" : "beside", on_stdout ? base : path);
    unlink(name);
    int rc = begin(output, error);
    if (rc)
        dl_output_drop(output);
    return rc;
}

int dl_output_put(dl_output *output, dl_str bytes, dl_error *error)
{
    dl_digest_feed(&output->sha256, bytes);
    if (dl_file_put(output->fd, bytes) != 0)
        return dl_error_set_errno(error, errno, "cannot write %s", output->path);
    output->written += (int64_t)bytes.size;
    return 0;
}

static void end_hash(dl_output *output, char *hex)
{
    unsigned char hash[DL_DIGEST_MOST];
    size_t size = dl_digest_end(&output->sha256, hash);
    if (hex)
        dl_digest_hex(hash, size, hex);
}

int dl_output_finish(dl_output *output, char hex[65], dl_error *error)
{
    int rc = 0;
    end_hash(output, hex);
    if (output->beside[0] && dl_file_sync(output->fd) != 0)
        rc = dl_error_set_errno(error, errno, "cannot write %s", output->path);
    if (dl_file_close(output->fd) != 0 && !rc)
        rc = dl_error_set_errno(error, errno, "cannot write %s", output->path);
    output->fd = -1;
    if (!rc && output->beside[0] && dl_file_rename(output->beside, output->path) != 0)
        rc = dl_error_set_errno(error, errno, "cannot put %s in place", output->path);
    if (!rc)
        output->beside[0] = '\0';
    dl_output_drop(output);
    return rc;
}

int dl_output_rewind(dl_output *output, char hex[65], dl_error *error)
{
    end_hash(output, hex);
    if (lseek(output->fd, 0, SEEK_SET) != 0)
        return dl_error_set_errno(error, errno, "cannot read %s", output->path);
    return 0;
}

void dl_output_drop(dl_output *output)
{
    if (output->fd >= 0)
        close(output->fd);
    output->fd = -1;
    if (output->beside[0])
        unlink(output->beside);
    output->beside[0] = '\0';
    dl_digest_clear(&output->sha256);
}
