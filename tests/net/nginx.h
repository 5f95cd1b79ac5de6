/*
 * A real nginx with a configuration and folder of the test's own, on a free loopback port.
 */
#ifndef TESTS_NET_NGINX_H
#define TESTS_NET_NGINX_H

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

#include "server.h"

typedef struct nginx {
    pid_t pid;
    int port;
    char folder[64];
} nginx;

static inline const char *nginx_path(void)
{
    static const char *const paths[] = {"/usr/sbin/nginx", "/usr/bin/nginx",
                                        "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (access(paths[i], X_OK) == 0)
            return paths[i];
    return NULL;
}

static inline bool nginx_write(const nginx *n, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", n->folder, name);
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    bool ok = fputs(text, file) >= 0;
    return fclose(file) == 0 && ok;
}

static inline bool nginx_configure(const nginx *n, const char *locations)
{
    static const char form[] =
        "%s\ndaemon off;\nmaster_process off;\npid %s/pid;\nerror_log %s/error.log;\n"
        "events { worker_connections 64; }\n"
        "http {\n"
        "  access_log off;\n"
        "  client_body_temp_path %s/t1; proxy_temp_path %s/t2; fastcgi_temp_path %s/t3;\n"
        "  uwsgi_temp_path %s/t4; scgi_temp_path %s/t5;\n"
        "  types { text/html html; text/plain txt; application/json json; }\n"
        "  default_type application/octet-stream;\n"
        "  server { listen 127.0.0.1:%d; root %s/www;\n%s\n  }\n}\n";
    char text[8192];
    const char *f = n->folder;
    int size = snprintf(text, sizeof text, form, geteuid() == 0 ? "user root;" : "", f, f, f, f, f,
                        f, f, n->port, f, locations);
    return size > 0 && (size_t)size < sizeof text && nginx_write(n, "conf", text);
}

static inline bool nginx_answers(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool ok = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Runs nginx in a folder and on a port that it has already. */
static inline bool nginx_run(nginx *n, const char *locations)
{
    const char *program = nginx_path();
    char conf[128];
    snprintf(conf, sizeof conf, "%s/conf", n->folder);
    if (!nginx_configure(n, locations))
        return false;
    n->pid = fork();
    if (n->pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execl(program, program, "-p", n->folder, "-c", conf, (char *)NULL);
        _exit(127);
    }
    for (int tries = 0; tries < 200; tries++) {
        if (nginx_answers(n->port))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
    }
    return false;
}

/* locations: what stands in its server block. False when it does not come up. */
static inline bool nginx_start(nginx *n, const char *locations)
{
    char www[128];
    memset(n, 0, sizeof *n);
    strcpy(n->folder, "/tmp/dateline-nginx-XXXXXX");
    if (!nginx_path() || !mkdtemp(n->folder))
        return false;
    n->port = unused_port();
    snprintf(www, sizeof www, "%s/www", n->folder);
    return mkdir(www, 0755) == 0 && nginx_run(n, locations);
}

static inline void nginx_stop(nginx *n)
{
    char command[160];
    if (n->pid > 0) {
        kill(n->pid, SIGTERM);
        waitpid(n->pid, NULL, 0);
    }
    n->pid = 0;
    if (strncmp(n->folder, "/tmp/dateline-nginx-", 20) != 0)
        return;
    snprintf(command, sizeof command, "rm -r '%s'", n->folder);
    if (system(command) != 0)
        fprintf(stderr, "# cannot remove %s\n", n->folder);
}

#endif
