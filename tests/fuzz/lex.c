/*
 * Code that is being typed, under libFuzzer: a byte of place, then Lua. Tokens stand in order and
 * within the code, brackets find each other, and nothing is an error.
 */
#include "engine/lex.h"
#include "fuzz.h"

static void check_tokens(const lexed *in, size_t place)
{
    size_t last = 0;
    hold(in->code.size <= place);
    for (size_t i = 0; i < in->count; i++) {
        const token *at = &in->tokens[i];
        hold(at->start >= last && at->end > at->start && at->end <= in->code.size);
        hold(lex_text(in, at).size == at->end - at->start);
        last = at->end;
    }
    if (in->in_string)
        hold(in->string_start < in->text_start && in->text_start <= in->code.size);
    hold(!(in->in_string && in->in_comment));
}

static void check_brackets(const lexed *in)
{
    for (size_t i = 0; i < in->count && i < 200; i++) {
        if (!lex_is(in, i, ")") && !lex_is(in, i, "]") && !lex_is(in, i, "}"))
            continue;
        size_t opening = lex_opening(in, i);
        hold(opening < i || opening == in->count);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lexed in;
    if (size == 0)
        return 0;
    dl_str code = fuzz_bytes(data + 1, size - 1);
    size_t place = code.size - (data[0] < code.size ? data[0] : code.size);
    hold(lex_code(code, place, &in, NULL) == 0);
    check_tokens(&in, place);
    check_brackets(&in);
    lex_clear(&in);
    return 0;
}
