#include "store/rank.h"

#include <math.h>
#include <string.h>

/* Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), §3.5; FTS5's values. */
static const double k1 = 1.2, b = 0.75;
/* The weight of a phrase that half of all pages or more have. */
static const double least_weight = 1e-6;

/* Of one query, kept with it; behind it, for each phrase, its weight and its count in a page. */
typedef struct ranking {
    double average; /* words of a page */
    int count;      /* of phrases */
    double *weights, *found;
} ranking;

typedef struct counting {
    sqlite3_int64 pages, half;
} counting;

static int count_page(const Fts5ExtensionApi *api, Fts5Context *context, void *user)
{
    counting *to = user;
    (void)api;
    (void)context;
    return ++to->pages >= to->half ? SQLITE_DONE : SQLITE_OK;
}

static int weigh(const Fts5ExtensionApi *api, Fts5Context *context, int phrase, double pages,
                 double *weight)
{
    counting with = {0, (sqlite3_int64)ceil(pages / 2)};
    int code = api->xQueryPhrase(context, phrase, &with, count_page);
    double had = (double)with.pages;
    *weight = log((pages - had + 0.5) / (had + 0.5));
    if (*weight <= 0)
        *weight = least_weight;
    return code;
}

static int make_ranking(const Fts5ExtensionApi *api, Fts5Context *context, ranking **out)
{
    int count = api->xPhraseCount(context);
    sqlite3_int64 pages = 0, words = 0;
    ranking *made = sqlite3_malloc64(sizeof *made + 2 * (size_t)count * sizeof(double));
    if (!made)
        return SQLITE_NOMEM;
    made->count = count;
    made->weights = (double *)(made + 1);
    made->found = made->weights + count;
    int code = api->xRowCount(context, &pages);
    if (code == SQLITE_OK)
        code = api->xColumnTotalSize(context, -1, &words);
    made->average = (double)words / (double)pages;
    if (count == 1)
        made->weights[0] = 1;
    for (int i = 0; code == SQLITE_OK && count > 1 && i < count; i++)
        code = weigh(api, context, i, (double)pages, &made->weights[i]);
    if (code == SQLITE_OK)
        code = api->xSetAuxdata(context, made, sqlite3_free); /* frees it where it fails */
    else
        sqlite3_free(made);
    *out = code == SQLITE_OK ? made : NULL;
    return code;
}

static int count_phrases(const Fts5ExtensionApi *api, Fts5Context *context, ranking *to)
{
    int count = 0, code = api->xInstCount(context, &count);
    memset(to->found, 0, (size_t)to->count * sizeof *to->found);
    for (int i = 0; code == SQLITE_OK && i < count; i++) {
        int phrase, column, at;
        code = api->xInst(context, i, &phrase, &column, &at);
        if (code == SQLITE_OK)
            to->found[phrase] += 1;
    }
    return code;
}

static void rank(const Fts5ExtensionApi *api, Fts5Context *context, sqlite3_context *result,
                 int count, sqlite3_value **values)
{
    ranking *with = api->xGetAuxdata(context, 0);
    int code = with ? SQLITE_OK : make_ranking(api, context, &with), words = 0;
    double score = 0;
    (void)count;
    (void)values;
    if (code == SQLITE_OK)
        code = count_phrases(api, context, with);
    if (code == SQLITE_OK)
        code = api->xColumnSize(context, -1, &words);
    if (code != SQLITE_OK) {
        sqlite3_result_error_code(result, code);
        return;
    }
    for (int i = 0; i < with->count; i++) {
        double often = with->found[i], length = k1 * (1 - b + b * (double)words / with->average);
        score += with->weights[i] * ((often * (k1 + 1)) / (often + length));
    }
    sqlite3_result_double(result, -score);
}

int store_rank(dl_store *store, dl_error *error)
{
    fts5_api *api = NULL;
    sqlite3_stmt *ask = NULL;
    if (store->ranks)
        return 0;
    int code = sqlite3_prepare_v2(store->connection, "SELECT fts5(?1)", -1, &ask, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_pointer(ask, 1, (void *)&api, "fts5_api_ptr", NULL);
        sqlite3_step(ask);
        code = sqlite3_finalize(ask);
    }
    if (code == SQLITE_OK)
        code = api ? api->xCreateFunction(api, "dl_rank", NULL, rank, NULL) : SQLITE_ERROR;
    store->ranks = code == SQLITE_OK;
    return store_check(store, store->connection, code, "cannot rank what a search finds", error);
}
