/*
 * Whether this is a sanitizer's build. There the wall is light, and what a sanitizer finds in a
 * worker ends its runner's process too: a fault must not pass for a cell's.
 */
#ifndef RUNNER_SANITIZED_H
#define RUNNER_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define FINDS_LEAKS 1
#elif defined(__SANITIZE_THREAD__)
#define FINDS_RACES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FINDS_LEAKS 1
#elif __has_feature(thread_sanitizer)
#define FINDS_RACES 1
#endif
#endif
#if defined(FINDS_LEAKS) || defined(FINDS_RACES)
#define SANITIZED 1
#else
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

#ifdef FINDS_LEAKS
int __lsan_do_recoverable_leak_check(void);
#define LEAKS() __lsan_do_recoverable_leak_check()
#else
#define LEAKS() 0
#endif

#endif
