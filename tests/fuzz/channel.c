/*
 * What a worker says to its runner, under libFuzzer: any bytes on the socket come as frames that
 * make up those bytes, or as the end.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "runner/channel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int pair[2], kind;
    dl_str bytes;
    size_t told = 0;
    channel on;
    if (size > 100000 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return 0;
    hold(size == 0 || send(pair[0], data, size, 0) == (ssize_t)size);
    close(pair[0]);
    channel_init(&on, pair[1]);
    while (channel_next(&on, false, &kind, &bytes) == CHANNEL_FRAME) {
        hold(kind == data[told + 4]);
        told += 5 + bytes.size;
        hold(told <= size);
    }
    channel_clear(&on);
    return 0;
}
