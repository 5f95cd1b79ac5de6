/* Whether a snapshot shows the page: by its status, or by what it says in the page's place. */
#include <string.h>

#include "dateline/fetch.h"
#include "fetch/state.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const struct status_row {
    int status;
    dl_presence presence;
    const char *reason;
} statuses[] = {
    {401, DL_BLOCKED, "401 Unauthorized"},
    {402, DL_BLOCKED, "402 Payment Required"},
    {403, DL_BLOCKED, "403 Forbidden"},
    {404, DL_GONE, "404 Not Found"},
    {407, DL_BLOCKED, "407 Proxy Authentication Required"},
    {410, DL_GONE, "410 Gone"},
    {429, DL_BLOCKED, "429 Too Many Requests"},
    {451, DL_BLOCKED, "451 Unavailable For Legal Reasons"},
    {500, DL_FAILING, "500 Internal Server Error"},
    {502, DL_FAILING, "502 Bad Gateway"},
    {503, DL_FAILING, "503 Service Unavailable"},
    {504, DL_FAILING, "504 Gateway Timeout"},
};

/* What titles say of pages that stand where another was; and what short pages say in their text,
 * in lower case. A number alone may be anything in a text: a telephone's, a street's. */
static const char *const gone_titles[] = {"404", "not found"};
static const char *const gone_words[] = {
    "page not found",
    "page cannot be found",
    "page can't be found",
    "page could not be found",
    "couldn't find that page",
    "error 404",
    "404 error",
    "404 not found",
    "page doesn't exist",
    "page does not exist",
    "no longer available",
    "no longer exists",
    "has been removed",
    "seite nicht gefunden",
    "nicht gefunden",
    "page introuvable",
    "página no encontrada",
    "pagina non trovata",
    "страница не найдена",
    "页面不存在",
    "找不到页面",
    "ページが見つかりません",
};
static const char *const captcha_words[] = {
    "captcha",
    "verify you are human",
    "verify that you are human",
    "are you a robot",
    "not a robot",
    "just a moment",
    "attention required",
    "unusual traffic",
    "security check",
    "enable javascript and cookies",
    "checking your browser",
    "access denied",
};
static const char *const login_words[] = {
    "log in to continue", "sign in to continue", "please log in",         "please sign in",
    "you must log in",    "must be logged in",   "login required",        "log in or sign up",
    "log in to view",     "sign in to view",     "subscribe to continue", "log in | ",
};
static const char *const login_paths[] = {"/login", "/signin",         "/sign-in", "/log-in",
                                          "/sso/",  "/accounts/login", "/oauth",   "/checkpoint"};

/* A page longer than this says something of its own; one longer than that says it in its text, and
 * only its title is believed. */
static const size_t short_page = 1500, short_text = 500;

/* Whether text has the words, ASCII letters without case. */
static bool says(dl_str text, const char *words)
{
    size_t size = strlen(words);
    for (size_t at = 0; at + size <= text.size; at++) {
        size_t i = 0;
        for (; i < size; i++) {
            char byte = text.data[at + i];
            if (byte >= 'A' && byte <= 'Z')
                byte = (char)(byte + ('a' - 'A'));
            if (byte != words[i])
                break;
        }
        if (i == size)
            return true;
    }
    return false;
}

static bool title_says(const dl_page *page, const char *const *list, size_t count)
{
    dl_str title = dl_str_slice(page->title, 0, 300);
    for (size_t i = 0; i < count; i++) {
        if (says(title, list[i]))
            return true;
    }
    return false;
}

static bool says_any(const dl_page *page, const char *const *list, size_t count)
{
    bool found = title_says(page, list, count);
    for (size_t i = 0; i < count && !found && page->text.size <= short_text; i++)
        found = says(page->text, list[i]);
    return found;
}

static void judge(dl_state_of *state, dl_presence presence, const char *reason)
{
    state->presence = state->said = presence;
    state->reason = dl_str_of(reason);
}

/* An address for logging in, where the one that was asked for is none. */
static bool leads_to_login(const dl_snapshot *snapshot)
{
    for (size_t i = 0; i < COUNT(login_paths); i++) {
        if (says(snapshot->final_url, login_paths[i]) && !says(snapshot->url, login_paths[i]))
            return true;
    }
    return false;
}

static void judge_words(dl_state_of *state)
{
    const dl_page *page = &state->page;
    bool short_one = page->text.size <= short_page;
    if (short_one && says_any(page, captcha_words, COUNT(captcha_words)))
        judge(state, DL_BLOCKED, "captcha");
    else if (leads_to_login(&state->snapshot) ||
             (short_one && says_any(page, login_words, COUNT(login_words))))
        judge(state, DL_BLOCKED, "login wall");
    else if (short_one && (title_says(page, gone_titles, COUNT(gone_titles)) ||
                           says_any(page, gone_words, COUNT(gone_words))))
        judge(state, DL_GONE, "a page that says that there is none");
}

bool dl_presence_by_status(int status, dl_presence *presence, dl_str *reason)
{
    *presence = DL_PRESENT;
    *reason = (dl_str){"", 0};
    if (status >= 200 && status < 300)
        return false;
    *presence = DL_FAILING;
    *reason = DL_STR("a status that is no page's");
    for (size_t i = 0; i < COUNT(statuses); i++) {
        if (statuses[i].status == status) {
            *presence = statuses[i].presence;
            *reason = dl_str_of(statuses[i].reason);
        }
    }
    return true;
}

void dl_presence_judge(dl_state_of *state)
{
    state->said = DL_PRESENT;
    if (!dl_presence_by_status(state->snapshot.status, &state->presence, &state->reason))
        judge_words(state);
    else if (state->snapshot.status == 503 &&
             says_any(&state->page, captcha_words, COUNT(captcha_words)))
        state->presence = DL_BLOCKED; /* a wall is answered with 503 too */
}
