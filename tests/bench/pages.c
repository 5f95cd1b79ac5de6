/*
 * Writes pages to be fetched: the same bytes for ever, in length, vocabulary and markup like what
 * newspapers send (gzip makes a fifth of them). Usage: pages FOLDER COUNT BYTES PREFIX. Writes
 * FOLDER/1.html ... and FOLDER/urls, a line PREFIX/N.html for each.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {
    "the",     "of",       "and",       "to",        "in",        "a",           "that",
    "model",   "video",    "release",   "company",   "said",      "for",         "on",
    "was",     "with",     "it",        "by",        "from",      "researchers", "access",
    "month",   "launch",   "product",   "public",    "december",  "signed",      "artists",
    "letter",  "generate", "promised",  "announced", "delayed",   "early",       "group",
    "tool",    "testing",  "available", "users",     "according", "report",      "state",
    "minutes", "after",    "before",    "while",     "quarter",   "competitor",  "shipped",
    "quality", "seconds",  "prompt",    "frames",    "open",      "statement",   "spokesman",
    "weeks",   "later",    "service",   "under",     "between",   "because",     "training",
    "footage"};

static uint32_t next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Natural text repeats few words often: the product of two draws prefers the first of the list. */
static const char *word(uint32_t *state)
{
    const uint32_t count = sizeof words / sizeof *words;
    return words[(next(state) % count) * (next(state) % count) / count];
}

static void paragraph(FILE *out, uint32_t *state)
{
    fprintf(out, "<p class=\"story-body__text p-%u\">", next(state) % 9);
    for (uint32_t n = 40 + next(state) % 50; n > 0; n--) {
        uint32_t kind = next(state) % 40;
        if (kind == 0)
            fprintf(out, "<a href=\"/news/%x/%s-%s.html\">%s</a> ", next(state), word(state),
                    word(state), word(state));
        else if (kind == 1)
            fprintf(out, "%u. ", next(state) % 3000);
        else
            fprintf(out, "%s ", word(state));
    }
    fputs("</p>\n", out);
}

static void navigation(FILE *out, uint32_t *state)
{
    fputs("<nav><ul class=\"menu\">\n", out);
    for (int i = 0; i < 30; i++)
        fprintf(out,
                "<li class=\"menu-item menu-item-%d\"><a data-track=\"nav-%d\" "
                "href=\"/section/%s\">%s</a></li>\n",
                i, i, word(state), word(state));
    fputs("</ul></nav>\n", out);
}

static void page(FILE *out, unsigned number, long bytes)
{
    uint32_t state = 2463534242U + number * 2654435761U;
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<title>Story %u: the %s %s</title>\n"
            "<meta property=\"article:published_time\" content=\"2024-%02u-%02uT08:30:00Z\">\n"
            "<meta name=\"author\" content=\"Author %u\"></head><body>\n",
            number, word(&state), word(&state), number % 12 + 1, number % 28 + 1, number % 97);
    if (bytes > 8000)
        navigation(out, &state);
    fprintf(out, "<article><h1>Story %u</h1>\n", number);
    while (ftell(out) < bytes - 200)
        paragraph(out, &state);
    fputs("</article></body></html>\n", out);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: pages FOLDER COUNT BYTES PREFIX\n");
        return 2;
    }
    char path[1024];
    snprintf(path, sizeof path, "%s/urls", argv[1]);
    FILE *urls = fopen(path, "w");
    for (unsigned i = 1; urls && i <= (unsigned)atoi(argv[2]); i++) {
        snprintf(path, sizeof path, "%s/%u.html", argv[1], i);
        FILE *out = fopen(path, "w");
        if (!out || (page(out, i, atol(argv[3])), fclose(out) != 0)) {
            perror(path);
            return 1;
        }
        fprintf(urls, "%s/%u.html\n", argv[4], i);
    }
    if (!urls || fclose(urls) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
