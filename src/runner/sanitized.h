/*
 * Whether this is a sanitizer's build. There the wall is light, and what a sanitizer finds in a
 * worker ends its runner's process too: a fault must not pass for a cell's.
 */
#ifndef RUNNER_SANITIZED_H
#define RUNNER_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* In a coverage build a worker writes what it counted, which no real wall allows. */
#ifdef DL_COVERAGE
#define WALL_IS_LIGHT 1
#else
#define WALL_IS_LIGHT SANITIZED
#endif

/* What tests/run has sanitizers end a program with. */
enum { SANITIZER_STATUS = 99 };

#if SANITIZED
int __lsan_do_recoverable_leak_check(void);
#define LEAKS() __lsan_do_recoverable_leak_check()
#else
#define LEAKS() 0
#endif

#endif
