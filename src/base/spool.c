#define _GNU_SOURCE /* memfd_create */
#include "base/spool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"

static int write_all(int fd, dl_str bytes, dl_error *error)
{
    return dl_file_put(fd, bytes) == 0
               ? 0
               : dl_error_set_errno(error, errno, "cannot write a temporary file");
}

/* A file that nobody else can open, in $TMPDIR; where none can be written, as behind a wall, one
 * that is nowhere. */
static int open_file(dl_spool *spool, dl_error *error)
{
    char path[4096];
    const char *folder = getenv("TMPDIR");
    int size = snprintf(path, sizeof path, "%s/dateline-XXXXXX",
                        folder && folder[0] == '/' ? folder : "/tmp");
    if (size < 0 || (size_t)size >= sizeof path)
        return dl_error_set(error, DL_ERR_IO, "the path of the temporary folder is too long");
    int fd = mkstemp(path);
#ifdef MFD_CLOEXEC
    if (fd < 0 && (errno == EACCES || errno == EROFS || errno == ENOENT)) {
        fd = memfd_create("dateline", MFD_CLOEXEC);
        if (fd >= 0) {
            spool->file = fd + 1;
            return 0;
        }
    }
#endif
    if (fd < 0)
        return dl_error_set_errno(error, errno, "cannot make a temporary file in %.200s", path);
    unlink(path);
    spool->file = fd + 1;
    return 0;
}

static int move_to_file(dl_spool *spool, dl_error *error)
{
    int rc = open_file(spool, error);
    if (!rc)
        rc = write_all(spool->file - 1, (dl_str){spool->memory.data, spool->memory.size}, error);
    if (!rc)
        dl_buf_clear(&spool->memory);
    return rc;
}

static void unmap(dl_spool *spool)
{
    if (spool->mapped)
        munmap(spool->mapped, spool->size);
    spool->mapped = NULL;
}

int dl_spool_add(dl_spool *spool, const char *data, size_t size, dl_error *error)
{
    size_t keep = spool->keep ? spool->keep : DL_SPOOL_KEEP;
    int rc = 0;
    unmap(spool);
    if (!spool->file && spool->size + size > keep)
        rc = move_to_file(spool, error);
    if (rc)
        return rc;
    if (spool->file) {
        rc = write_all(spool->file - 1, (dl_str){data, size}, error);
    } else {
        dl_buf_append(&spool->memory, data, size);
        rc = dl_buf_ok(&spool->memory, error);
    }
    if (!rc)
        spool->size += size;
    return rc;
}

int dl_spool_view(dl_spool *spool, dl_str *bytes, dl_error *error)
{
    *bytes = spool->memory.data ? dl_buf_str(&spool->memory) : (dl_str){"", 0};
    if (!spool->file)
        return 0;
    if (!spool->mapped) {
        void *mapped = mmap(NULL, spool->size, PROT_READ, MAP_PRIVATE, spool->file - 1, 0);
        if (mapped == MAP_FAILED)
            return dl_error_set_errno(error, errno, "cannot read a temporary file");
        spool->mapped = mapped;
    }
    *bytes = (dl_str){spool->mapped, spool->size};
    return 0;
}

void dl_spool_clear(dl_spool *spool)
{
    unmap(spool);
    if (spool->file)
        close(spool->file - 1);
    dl_buf_clear(&spool->memory);
    spool->file = 0;
    spool->size = 0;
}
