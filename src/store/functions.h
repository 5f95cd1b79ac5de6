/*
 * SQL functions of our own in place of SQLite's that no progress handler stops: instr, replace
 * and trim take time with the product of their arguments' lengths there (13 minutes and more for
 * strings within the limit), and printf repeats a character 900 million times before it sees that
 * the result is too long. Ours give the same results in linear time.
 */
#ifndef STORE_FUNCTIONS_H
#define STORE_FUNCTIONS_H

#include <sqlite3.h>

/* Puts them on a connection that a notebook uses; returns SQLite's code. */
int store_functions(sqlite3 *connection);

#endif
