/* A page as a card for the person who typed for it: what it is, who says so when, what it says. */
#include "api/api.h"
#include "base/utf8.h"
#include "dateline/capture.h"

enum { MOST_ROWS = 12, FIRST_WORDS = 280, SHORT_HASH = 12 };

typedef struct card {
    dl_view *view;
    dl_arena *arena;
} card;

static void add(lua_State *L, card *to, const char *name, dl_field field)
{
    dl_field *row = dl_view_fields(to->view) + 2 * to->view->rows;
    if (field.text.size == 0 || to->view->rows == MOST_ROWS)
        return;
    row[0] = (dl_field){.text = dl_str_of(name), .value = {"", 0}, .source = {"", 0}};
    row[1] =
        (dl_field){field.kind, dl_arena_copy(to->arena, field.text),
                   dl_arena_copy(to->arena, field.value), dl_arena_copy(to->arena, field.source)};
    if (!row[1].text.data)
        luaL_error(L, "not enough memory");
    to->view->rows++;
}

static void add_text(lua_State *L, card *to, const char *name, dl_str text)
{
    add(L, to, name, (dl_field){.text = text, .value = {"", 0}, .source = {"", 0}});
}

static void add_field(lua_State *L, card *to, int index, const char *name, const char *label)
{
    int top = lua_gettop(L);
    lua_getfield(L, index, name);
    add(L, to, label, api_field_of(L, -1));
    bind_settop(L, top);
}

/* The beginning of what it says, up to the end of a sentence or of a word. */
static dl_str first_words(dl_str text)
{
    dl_str part = dl_utf8_fit(text, FIRST_WORDS);
    if (part.size == text.size)
        return part;
    size_t sentence = 0, word = 0;
    for (size_t i = 1; i < part.size; i++) {
        if (part.data[i] != ' ' && part.data[i] != '\n')
            continue;
        word = i;
        if (dl_one_of(part.data[i - 1], ".!?"))
            sentence = i;
    }
    size_t end = sentence > part.size / 3 ? sentence : word;
    return end ? dl_str_slice(part, 0, end) : part;
}

static void add_words(lua_State *L, card *to, dl_str text)
{
    dl_str trimmed = dl_str_trim(text), first = first_words(trimmed);
    dl_buf *words = bind_buf(L);
    for (size_t i = 0; i < first.size; i++) {
        bool blank = first.data[i] == '\n' || first.data[i] == ' ';
        if (!blank || (words->size && words->data[words->size - 1] != ' '))
            dl_buf_putc(words, blank ? ' ' : first.data[i]);
    }
    if (first.size < trimmed.size)
        dl_buf_puts(words, " …");
    add_text(L, to, "text", dl_buf_str(words));
    bind_settop(L, lua_gettop(L) - 1);
}

static void add_links(lua_State *L, card *to, int index)
{
    char count[32];
    lua_getfield(L, index, "links");
    lua_Unsigned links = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;
    snprintf(count, sizeof count, "%llu", (unsigned long long)links);
    lua_pop(L, 1);
    if (links)
        add_text(L, to, "links", dl_str_of(count));
}

const dl_view *api_page_card(lua_State *L, int index, dl_arena *arena)
{
    static const char *const head[] = {"publisher", "authors", "published"},
                             *const live[] = {"url", "captured_at", "status"},
                             *const archived[] = {"original", "memento", "status"};
    int top = lua_gettop(L);
    dl_capture *held = api_check_page(L, index);
    card to = {dl_view_table(arena, 2, MOST_ROWS), arena};
    if (!to.view) {
        luaL_error(L, "not enough memory");
        return NULL;
    }
    dl_str title = held->page.title.size ? held->page.title : held->snapshot.url;
    to.view->kind = DL_VIEW_CARD;
    to.view->rows = 0;
    to.view->title = dl_arena_copy(arena, title);
    dl_view_names(to.view)[0] = dl_view_names(to.view)[1] = (dl_str){"", 0};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        add_field(L, &to, index, head[i], head[i]);
    add_field(L, &to, index, "published_from", "dated by");
    for (size_t i = 0; i < sizeof live / sizeof *live; i++)
        add_field(L, &to, index, held->memento.is ? archived[i] : live[i],
                  held->memento.is ? archived[i] : live[i]);
    add_text(L, &to, "sha256", dl_str_slice(held->snapshot.sha256, 0, SHORT_HASH));
    add_links(L, &to, index);
    lua_getfield(L, index, "text");
    if (lua_type(L, -1) == LUA_TSTRING)
        add_words(L, &to, bind_str(L, -1));
    bind_settop(L, top);
    return to.view;
}
