/*
 * Workers and keepers end with _exit, which runs no handlers of exit: in a coverage build the
 * linker leads it here, where their counts are written first.
 */
void __gcov_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

_Noreturn void __wrap__exit(int status)
{
    __gcov_dump();
    __real__exit(status);
}
