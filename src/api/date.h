/* What the files of the module date share. */
#ifndef API_DATE_H
#define API_DATE_H

#include "api/api.h"
#include "dateline/language.h"

/* The language that {lang=...} at index asks for: a name or a language; English without. Raises for
 * one that is not known. */
const dl_date_language *api_words_language(lua_State *L, int index);

int api_date_language(lua_State *L);
int api_date_each(lua_State *L);
void api_open_date_words(lua_State *L);

#endif
