/*
 * An HTTP server on loopback that answers each request with a small page after a delay,
 * any number of connections at once. Usage: slow_server DELAY_MS. Prints its port, and serves until
 * it is killed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 4096 };

/* What a connection has sent of its request, by its descriptor: how much of the blank line. */
static struct {
    int matched;
    unsigned number; /* a new one for each connection, so that no answer reaches the next */
} connections[MOST];

/* Answers that are due: the delay is the same for all, so the first asked is the first due. */
static struct {
    int fd;
    unsigned number;
    int64_t due_us;
} waiting[MOST];
static unsigned first, last;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* No two pages are the same, so that none is kept for another. */
static void answer(int fd)
{
    static unsigned served;
    char body[1100], text[1400];
    int length = snprintf(body, sizeof body,
                          "<!DOCTYPE html><html lang=en><title>Page %u</title><p>%0900u</p>",
                          served, served * 2654435761U);
    int size = snprintf(text, sizeof text,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
                        "\r\n%s",
                        length, body);
    served++;
    if (write(fd, text, (size_t)size) != size)
        shutdown(fd, SHUT_RDWR);
}

/* A request ends with a blank line, and has no body. */
static void take(int epoll, int fd, int64_t delay_us)
{
    char bytes[8192];
    ssize_t size = read(fd, bytes, sizeof bytes);
    if (size <= 0) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
        close(fd);
        connections[fd].number++;
        return;
    }
    for (ssize_t i = 0; i < size; i++) {
        int *matched = &connections[fd].matched;
        *matched = bytes[i] == "\r\n\r\n"[*matched] ? *matched + 1 : bytes[i] == '\r';
        if (*matched < 4)
            continue;
        *matched = 0;
        waiting[last % MOST].fd = fd;
        waiting[last % MOST].number = connections[fd].number;
        waiting[last++ % MOST].due_us = now_us() + delay_us;
    }
}

static int answer_due(void)
{
    while (first != last) {
        int64_t left = waiting[first % MOST].due_us - now_us();
        if (left > 0)
            return (int)((left + 999) / 1000);
        int fd = waiting[first % MOST].fd;
        if (connections[fd].number == waiting[first % MOST].number)
            answer(fd);
        first++;
    }
    return -1;
}

static void welcome(int epoll, int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
    if (fd < 0)
        return;
    if (fd >= MOST) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connections[fd].matched = 0;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0);
    if (argc != 2 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 1024) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        fprintf(stderr, "usage: slow_server DELAY_MS\n");
        return 2;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(epoll, events, 256, answer_due());
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd == listener)
                welcome(epoll, listener);
            else
                take(epoll, events[i].data.fd, (int64_t)atoi(argv[1]) * 1000);
        }
    }
}
