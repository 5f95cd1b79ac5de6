/* The two services whose commit histories are read. Private to src/fetch. */
#ifndef FETCH_COMMITS_H
#define FETCH_COMMITS_H

#include "fetch/source.h"

/* A repository as it was asked for; views, and empty where untold. */
typedef struct dl_repository {
    bool hub;    /* Hugging Face */
    dl_str type; /* hub: "models", "datasets", "spaces" */
    dl_str name; /* "owner/name"; at the hub an owner may be missing */
    dl_str ref, path;
    bool atom;
} dl_repository;

/* False for what names no repository. */
bool dl_repository_parse(dl_str text, dl_repository *repository);

int dl_commits_github(source *s, const dl_repository *repository, dl_error *error);
int dl_commits_hub(source *s, const dl_repository *repository, dl_error *error);

#endif
