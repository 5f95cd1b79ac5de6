#include "cli/completion.h"

#include <getopt.h>
#include <string.h>

/* A usage's words in capitals, and what they stand for. */
static const struct {
    const char *word, *endings, *asked;
} kinds[] = {
    {"NOTEBOOK", "md dateline", NULL},
    {"NAME.md", "md", NULL},
    {"FILE.lua", "lua", NULL},
    {"FROM", "md ipynb", NULL},
    {"TO", "md ipynb", NULL},
    {"FILE", "", NULL},
    {"ARGUMENT", "", NULL},
    {"URL", NULL, "urls"},
    {"COMMAND", NULL, "topics"},
    {"TEMPLATE", NULL, "templates"},
};

static void add_kind(dl_str word, completed *of)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!dl_str_equal(word, dl_str_of(kinds[i].word)))
            continue;
        of->endings = of->endings ? of->endings : kinds[i].endings;
        of->asked = of->asked ? of->asked : kinds[i].asked;
    }
}

static void add_word(dl_str word, completed *of)
{
    size_t used = strlen(of->words);
    if (used + word.size + 2 > sizeof of->words)
        return;
    if (used)
        of->words[used++] = ' ';
    memcpy(of->words + used, word.data, word.size);
    of->words[used + word.size] = '\0';
}

completed completion_of(const cli_command *command)
{
    completed of = {0};
    bool of_option = false; /* the word after -o is that option's value */
    for (const char *at = command->usage; *at;) {
        size_t size = strcspn(at, " |[]");
        dl_str word = {at, size};
        if (dl_str_ends(word, DL_STR("...")))
            word.size -= 3;
        bool option = word.size && word.data[0] == '-';
        if (word.size && !option && !of_option) {
            if (word.data[0] >= 'a' && word.data[0] <= 'z')
                add_word(word, &of);
            else
                add_kind(word, &of);
        }
        of_option = option || (size == 0 && of_option);
        at += size;
        at += *at != '\0';
    }
    return of;
}

value_kind completion_value(const option_row *row)
{
    if (row->argument == no_argument)
        return VALUE_NONE;
    if (row->words)
        return VALUE_WORDS;
    if (strcmp(row->value, "FILE") == 0)
        return VALUE_FILE;
    if (strcmp(row->value, "FOLDER") == 0 || strcmp(row->value, "DIR") == 0)
        return VALUE_FOLDER;
    return row->letter == 'p' ? VALUE_PARAM : VALUE_ANY;
}

int completion_print(const cli_options *options)
{
    static const struct {
        const char *shell;
        void (*write)(dl_buf *out);
    } shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
    dl_buf out = {0};
    bool known = false;
    for (size_t i = 0; i < sizeof shells / sizeof *shells && !known; i++) {
        known = strcmp(shells[i].shell, options->completion) == 0;
        if (known)
            shells[i].write(&out);
    }
    known = known || completion_answer(options->completion, options, &out);
    int status =
        known ? cli_print(dl_buf_str(&out))
              : cli_unknown_word("--completion", options->completion, option_words("completion"));
    dl_buf_clear(&out);
    return status;
}
