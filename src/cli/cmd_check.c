/* dateline check: for continuous integration. Each notebook is looked at in a process of its own,
 * and what was found is told in the order in which they were named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/answer.h"
#include "cli/batch.h"
#include "cli/check.h"
#include "cli/unpack.h"

/* As many findings as a million lines tell. */
static const size_t most_answer = (size_t)256 << 20;

/* What a process hands back, before the text that it made. */
typedef struct check_answer {
    int whole; /* 1: it was written to its end */
    int status;
    size_t faults, warnings;
} check_answer;

typedef struct check_telling {
    cli_batch *batch;
    size_t told; /* entries, from the first on */
    size_t faults, warnings, clean;
    int status;
} check_telling;

/* --- in the notebook's process --- */

static void make_answer(findings *found, const cli_options *options, dl_buf *text,
                        check_answer *answer)
{
    answer->status = findings_status(found);
    answer->faults = findings_faults(found);
    answer->warnings = found->count - answer->faults;
    if (found->failed)
        answer->status = finding_graver(answer->status, 7);
    if (options->json)
        findings_print_json(found, text);
    else
        findings_print(found, options->quiet, text);
    answer->whole = !text->failed;
}

static int check_entry(const batch_entry *entry, const cli_options *options)
{
    findings found = {0};
    check_answer answer = {0};
    dl_buf text = {0};
    check_notebook(entry->notebook, options, &found);
    make_answer(&found, options, &text, &answer);
    FILE *file = fopen(entry->answer, "wbe");
    bool written = file && fwrite(&answer, sizeof answer, 1, file) == 1 &&
                   fwrite(text.data ? text.data : "", 1, text.size, file) == text.size;
    if (file && fclose(file) != 0)
        written = false;
    findings_clear(&found);
    dl_buf_clear(&text);
    return written ? answer.status : 1;
}

/* --- in ours --- */

static bool read_answer(const batch_entry *entry, check_answer *answer, dl_buf *text)
{
    dl_buf bytes = {0};
    dl_error ignored;
    int rc = dl_file_read(entry->answer, most_answer, &bytes, &ignored);
    bool there = rc == 0 && bytes.size >= sizeof *answer;
    if (there) {
        memcpy(answer, bytes.data, sizeof *answer);
        dl_buf_append(text, bytes.data + sizeof *answer, bytes.size - sizeof *answer);
    }
    dl_buf_clear(&bytes);
    unlink(entry->answer);
    return there && answer->whole && !text->failed;
}

/* A process that did not come to its end: what it said is all that is known. */
static void make_failure(const batch_entry *entry, const cli_options *options, dl_buf *text,
                         check_answer *answer)
{
    findings found = {0};
    int status = entry->status ? entry->status : 1;
    dl_str said = entry->said.size ? entry->said : DL_STR("its process ended without an answer");
    findings_add(&found, &(finding){.status = status,
                                    .kind = status == 7 ? dl_kind_word(DL_ERR_LIMIT_TIME) : "ended",
                                    .file = dl_str_of(entry->notebook),
                                    .message = said});
    dl_buf_truncate(text, 0);
    make_answer(&found, options, text, answer);
    answer->status = status;
    findings_clear(&found);
}

static void tell_entry(check_telling *in, const batch_entry *entry)
{
    check_answer answer = {0};
    dl_buf text = {0};
    if (!read_answer(entry, &answer, &text))
        make_failure(entry, in->batch->options, &text, &answer);
    in->faults += answer.faults;
    in->warnings += answer.warnings;
    in->clean += answer.status == 0;
    in->status = finding_graver(in->status, answer.status);
    cli_print(dl_buf_str(&text));
    dl_buf_clear(&text);
}

/* Those that are done, up to the first that is not. */
static void when_told(void *user, const batch_entry *entry, size_t done)
{
    check_telling *in = user;
    (void)entry;
    (void)done;
    while (in->told < in->batch->count && in->batch->entries[in->told].done)
        tell_entry(in, &in->batch->entries[in->told++]);
}

static void while_waiting(void *user, size_t running, size_t done)
{
    (void)user;
    (void)running;
    (void)done;
}

static void summarize_json(const check_telling *in, dl_buf *out)
{
    answer_open(out, NULL, '{');
    answer_flag(out, "summary", true);
    answer_number(out, "notebooks", (long long)in->batch->count);
    answer_number(out, "clean", (long long)in->clean);
    answer_number(out, "faults", (long long)in->faults);
    answer_number(out, "warnings", (long long)in->warnings);
    answer_number(out, "status", in->status);
    dl_buf_puts(out, "}\n");
}

static void summarize(const check_telling *in)
{
    dl_buf text = {0};
    const cli_batch *batch = in->batch;
    if (batch->options->json)
        summarize_json(in, &text);
    else if (!batch->options->quiet || in->status)
        dl_buf_printf(&text, "%zu notebook%s, %zu without fault; %zu fault%s, %zu warning%s\n",
                      batch->count, batch->count == 1 ? "" : "s", in->clean, in->faults,
                      in->faults == 1 ? "" : "s", in->warnings, in->warnings == 1 ? "" : "s");
    cli_print(dl_buf_str(&text));
    dl_buf_clear(&text);
}

static int make_entries(cli_batch *batch, const char *folder)
{
    const cli_options *options = batch->options;
    size_t count = (size_t)options->argument_count;
    batch->entries = dl_arena_alloc(&batch->arena, count * sizeof *batch->entries);
    if (!batch->entries)
        return cli_usage("memory ran out");
    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX];
        batch_entry *entry = &batch->entries[i];
        if (strcmp(options->arguments[i], "-") == 0)
            return cli_usage("a notebook that is a file was expected: standard input has no lock");
        int length = snprintf(path, sizeof path, "%s/%zu", folder, i);
        if (length < 0 || (size_t)length >= sizeof path)
            return cli_usage("the path of the folder for temporary files is too long");
        *entry = (batch_entry){.notebook = options->arguments[i],
                               .answer = dl_arena_copy(&batch->arena, dl_str_of(path)).data};
        if (!entry->answer)
            return cli_usage("memory ran out");
        snprintf(entry->label, sizeof entry->label, "%s", entry->notebook);
        batch->count++;
    }
    return 0;
}

int cmd_check(const cli_options *options)
{
    if (options->argument_count == 0)
        return cli_usage("a notebook was expected: dateline check NOTEBOOK...");
    cli_batch batch = {.options = options, .run = check_entry};
    check_telling telling = {.batch = &batch};
    const batch_teller teller = {&telling, when_told, while_waiting};
    char folder[PATH_MAX];
    dl_arena_init(&batch.arena);
    int status = unpack_make_folder(folder, sizeof folder);
    if (status == 0)
        status = make_entries(&batch, folder);
    if (status == 0)
        status = batch_execute(&batch, &teller);
    if (status == 0) {
        summarize(&telling);
        status = telling.status;
    }
    dl_file_remove_tree(folder);
    dl_arena_clear(&batch.arena);
    return status;
}
