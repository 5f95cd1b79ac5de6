/*
 * A small HTTP server of the tests' own, for what no real server does: stalls, false lengths,
 * bombs, loops. One child process listens on 127.0.0.1 and answers each connection in a process
 * of its own; it dies with server_stop. Every connection is told to the parent through a pipe, so
 * that a test can say that nothing was connected to.
 */
#ifndef TESTS_NET_SERVER_H
#define TESTS_NET_SERVER_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef void answer_function(int fd, const char *path, const char *request);

typedef struct server {
    pid_t pid;
    int port;
    int told; /* one byte a connection */
} server;

/* Writes all; a peer that went away is no fault here. */
static inline bool put(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

static inline bool puts_to(int fd, const char *text)
{
    return put(fd, text, strlen(text));
}

static inline void server_answer(int fd, answer_function *answer)
{
    char request[16384] = "";
    size_t used = 0;
    while (used + 1 < sizeof request && !strstr(request, "\r\n\r\n")) {
        ssize_t n = read(fd, request + used, sizeof request - used - 1);
        if (n <= 0)
            return;
        used += (size_t)n;
        request[used] = '\0';
    }
    char path[8192] = "/";
    sscanf(request, "GET %8191s", path);
    answer(fd, path, request);
}

static inline void server_loop(int listener, int tell, answer_function *answer)
{
    signal(SIGCHLD, SIG_IGN); /* no zombies */
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            continue;
        put(tell, "c", 1);
        if (fork() == 0) {
            alarm(20); /* a stalled answer does not outlive its test by long */
            server_answer(fd, answer);
            close(fd);
            _exit(0);
        }
        close(fd);
    }
}

static inline bool server_start(server *s, answer_function *answer)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int tell[2];
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0 || pipe(tell) != 0)
        return false;
    s->port = ntohs(address.sin_port);
    s->told = tell[0];
    fcntl(s->told, F_SETFL, O_NONBLOCK);
    s->pid = fork();
    if (s->pid == 0) {
        close(tell[0]);
        setpgid(0, 0);
        server_loop(listener, tell[1], answer);
    }
    close(listener);
    close(tell[1]);
    return s->pid > 0;
}

/* Connections since the last call. */
static inline int server_connections(const server *s)
{
    char bytes[256];
    ssize_t n = read(s->told, bytes, sizeof bytes);
    return n > 0 ? (int)n : 0;
}

static inline void server_stop(server *s)
{
    if (s->pid > 0) {
        kill(-s->pid, SIGKILL); /* its own process group: itself and its answers */
        kill(s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
        close(s->told);
    }
    s->pid = 0;
}

/* A port on which nothing listens. */
static inline int unused_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return 1;
    close(fd);
    return ntohs(address.sin_port);
}

#endif
