/* :set: how values are shown, and what holds cells in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/repl.h"

const reader_value repl_settings[] = {
    {"pictures", "drawn ascii list"}, {"quiet", "on off"}, {"timeout", NULL}, {NULL, NULL}};

static int set_pictures(repl *in, const char *value)
{
    if (dl_picture_form_of(dl_str_of(value), &in->options.picture_form))
        return 0;
    return cli_unknown_word(":set pictures", value, repl_settings[0].values);
}

static int set_timeout(repl *in, const char *value)
{
    char *end;
    double seconds = strtod(value, &end);
    if (end == value || *end || !(seconds > 0) || seconds > 86400)
        return cli_usage(":set timeout %s: seconds, up to a day, were expected", value);
    in->options.timeout_s = seconds;
    return 0;
}

static int set_quiet(repl *in, const char *value)
{
    if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
        return cli_unknown_word(":set quiet", value, repl_settings[1].values);
    in->options.quiet = strcmp(value, "on") == 0;
    return 0;
}

static int list(const repl *in)
{
    static const char *const forms[] = {"drawn", "ascii", "list"};
    size_t form = in->options.picture_form == DL_PICTURE_ASCII  ? 1
                  : in->options.picture_form == DL_PICTURE_LIST ? 2
                                                                : 0;
    printf("pictures %s\nquiet %s\ntimeout %g\n", forms[form], in->options.quiet ? "on" : "off",
           in->options.timeout_s);
    return 0;
}

int repl_set(repl *in, dl_str words)
{
    static int (*const setters[])(repl * in, const char *value) = {set_pictures, set_quiet,
                                                                   set_timeout};
    enum { SETTINGS = sizeof setters / sizeof *setters };
    _Static_assert(sizeof repl_settings / sizeof *repl_settings == SETTINGS + 1, "in one order");
    const char *names[SETTINGS];
    char value[64];
    if (words.size == 0)
        return list(in);
    dl_str rest, name = dl_str_cut(words, ' ', &rest);
    rest = rest.data ? dl_str_trim(rest) : (dl_str){"", 0};
    snprintf(value, sizeof value, "%.*s", DL_STR_ARG(rest));
    for (size_t i = 0; i < SETTINGS; i++) {
        names[i] = repl_settings[i].name;
        if (dl_str_equal(dl_str_of(names[i]), name))
            return setters[i](in, value);
    }
    const char *near = dl_str_nearest(name, names, SETTINGS);
    return cli_usage("there is no setting '%.*s'; %s", DL_STR_ARG(name),
                     dl_str_propose(&near, 1, ":set lists them").text);
}
