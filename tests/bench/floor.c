/* The floor of a run: a program that loads the libraries that dateline loads, and ends. */
int main(void)
{
    return 0;
}
