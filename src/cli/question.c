#include "cli/question.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

static char read_answer(int terminal)
{
    char letter = 'n', byte;
    bool first = true;
    while (read(terminal, &byte, 1) == 1 && byte != '\n') {
        if (first && byte != ' ')
            letter = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
        first = first && byte == ' ';
    }
    return letter;
}

char cli_question(dl_str words)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return 'n';
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0)
        return 'n';
    tcflush(terminal, TCIFLUSH);
    bool asked = write(terminal, words.data, words.size) == (ssize_t)words.size;
    char answer = asked ? read_answer(terminal) : 'n';
    close(terminal);
    return answer;
}
