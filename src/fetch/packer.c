#include "fetch/packer.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 4 };

typedef struct queue {
    dl_job *first, *last;
} queue;

struct dl_packer {
    pthread_mutex_t lock;
    pthread_cond_t given;
    queue in, out;
    bool ends;
    void (*woken)(void *user);
    void *user;
    pthread_t threads[MOST_THREADS];
    int count;
};

static void push(queue *q, dl_job *job)
{
    job->next = NULL;
    if (q->last)
        q->last->next = job;
    else
        q->first = job;
    q->last = job;
}

static dl_job *pop(queue *q)
{
    dl_job *job = q->first;
    if (!job)
        return NULL;
    q->first = job->next;
    if (!q->first)
        q->last = NULL;
    job->next = NULL;
    return job;
}

static void *work(void *data)
{
    dl_packer *packer = data;
    pthread_mutex_lock(&packer->lock);
    for (;;) {
        while (!packer->in.first && !packer->ends)
            pthread_cond_wait(&packer->given, &packer->lock);
        dl_job *job = pop(&packer->in);
        if (!job)
            break;
        pthread_mutex_unlock(&packer->lock);
        dl_job_pack(job);
        pthread_mutex_lock(&packer->lock);
        bool first = !packer->out.first;
        push(&packer->out, job);
        if (first)
            packer->woken(packer->user);
    }
    pthread_mutex_unlock(&packer->lock);
    return NULL;
}

int dl_packer_new(dl_packer **out, void (*woken)(void *user), void *user, dl_error *error)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int wanted = cores > MOST_THREADS ? MOST_THREADS : cores > 1 ? (int)cores - 1 : 1;
    dl_packer *packer = calloc(1, sizeof *packer);
    *out = packer;
    if (!packer)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while starting to fetch");
    pthread_mutex_init(&packer->lock, NULL);
    pthread_cond_init(&packer->given, NULL);
    packer->woken = woken;
    packer->user = user;
    while (packer->count < wanted &&
           pthread_create(&packer->threads[packer->count], NULL, work, packer) == 0)
        packer->count++;
    if (packer->count > 0)
        return 0;
    dl_packer_free(packer);
    *out = NULL;
    return dl_error_set(error, DL_ERR_MEMORY, "no thread can be started");
}

void dl_packer_free(dl_packer *packer)
{
    if (!packer)
        return;
    pthread_mutex_lock(&packer->lock);
    packer->ends = true;
    packer->in = (queue){0};
    pthread_cond_broadcast(&packer->given);
    pthread_mutex_unlock(&packer->lock);
    for (int i = 0; i < packer->count; i++)
        pthread_join(packer->threads[i], NULL);
    pthread_cond_destroy(&packer->given);
    pthread_mutex_destroy(&packer->lock);
    free(packer);
}

void dl_packer_give(dl_packer *packer, dl_job *job)
{
    pthread_mutex_lock(&packer->lock);
    push(&packer->in, job);
    pthread_cond_signal(&packer->given);
    pthread_mutex_unlock(&packer->lock);
}

dl_job *dl_packer_take(dl_packer *packer)
{
    pthread_mutex_lock(&packer->lock);
    dl_job *jobs = packer->out.first;
    packer->out = (queue){0};
    pthread_mutex_unlock(&packer->lock);
    return jobs;
}
