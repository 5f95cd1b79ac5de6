/*
 * Front matter's YAML as a tree: maps, lists and scalars that are always text. Aliases, anchors,
 * tags, merge keys and second documents are refused: they surprise who reads the file.
 */
#ifndef NOTEBOOK_YAML_H
#define NOTEBOOK_YAML_H

#include "dateline/arena.h"
#include "dateline/str.h"

typedef enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP } yaml_kind;

typedef struct yaml_node {
    yaml_kind kind;
    dl_str text;                   /* SCALAR */
    struct yaml_node *key, *value; /* an entry of a MAP; value: an item of a LIST */
    struct yaml_node *first;       /* of MAP and LIST */
    struct yaml_node *next;        /* the entry or item after this one */
    int line, column;              /* 1-based, in the file */
} yaml_node;

/* text is the front matter without its fences, and begins in line first_line of the file. *root
 * is NULL for an empty document. */
int yaml_read(dl_str text, int first_line, dl_arena *arena, yaml_node **root, dl_error *error);

#endif
