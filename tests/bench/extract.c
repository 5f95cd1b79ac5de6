/*
 * Reading pages, in processor time: what gumbo alone takes for the trees, what libxml2 alone takes,
 * and what the whole of dl_page_read takes. Pages are in memory before the clock runs; rounds are
 * interleaved, and the least of each counts.
 * Usage: extract ROUNDS < LIST, LIST a file's name a line. Prints one line of JSON.
 */
#include <gumbo.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/heap.h"
#include "dateline/page.h"

typedef struct pages {
    dl_buf *at;
    size_t count, bytes;
} pages;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void load(pages *all)
{
    enum { MOST = 10000 };
    const size_t largest = (size_t)10 << 20;
    char name[4096];
    all->at = calloc(MOST, sizeof *all->at);
    while (all->at && all->count < MOST && fgets(name, sizeof name, stdin)) {
        dl_error error;
        name[strcspn(name, "\n")] = '\0';
        if (dl_file_read(name, largest, &all->at[all->count], &error) != 0) {
            fprintf(stderr, "extract: %s\n", error.message);
            exit(2);
        }
        all->bytes += all->at[all->count++].size;
    }
}

static void with_gumbo(dl_str html)
{
    GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, html.data, html.size);
    gumbo_destroy_output(&kGumboDefaultOptions, output);
}

static void with_libxml2(dl_str html)
{
    htmlDocPtr document =
        htmlReadMemory(html.data, (int)html.size, NULL, NULL,
                       HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER);
    xmlFreeDoc(document);
}

static void with_ours(dl_str html)
{
    dl_page page;
    dl_error error;
    dl_page_init(&page);
    if (dl_page_read(&page, html, DL_STR("text/html"), DL_STR("https://example.org/a"), &error))
        fprintf(stderr, "extract: %s\n", error.message);
    dl_page_clear(&page);
}

static void take_round(const pages *all, void (*with)(dl_str), double *least)
{
    double begin = now_s();
    for (size_t i = 0; i < all->count; i++)
        with(dl_buf_str(&all->at[i]));
    double took = now_s() - begin;
    if (*least == 0 || took < *least)
        *least = took;
}

int main(int argc, char **argv)
{
    pages all = {0};
    double gumbo = 0, libxml2 = 0, ours = 0;
    dl_heap_keep(); /* as dateline does; for all three */
    if (argc != 2) {
        fputs("usage: extract ROUNDS < LIST\n", stderr);
        return 2;
    }
    load(&all);
    for (int round = atoi(argv[1]); round > 0; round--) {
        take_round(&all, with_gumbo, &gumbo);
        take_round(&all, with_ours, &ours);
        take_round(&all, with_libxml2, &libxml2);
    }
    printf("{\"pages\": %zu, \"bytes\": %zu, \"gumbo_s\": %.4f, \"libxml2_s\": %.4f, "
           "\"read_s\": %.4f, \"ratio\": %.3f}\n",
           all.count, all.bytes, gumbo, libxml2, ours, gumbo > 0 ? ours / gumbo : 0);
    for (size_t i = 0; i < all.count; i++)
        dl_buf_clear(&all.at[i]);
    free(all.at);
    return 0;
}
