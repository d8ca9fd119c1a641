// Runs all tests, or those whose sentence has the first argument in it.
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "double.h"

bool test_check_error(avs_error_t error, unsigned category, unsigned code, const char *file, int line) {
    bool holds = error.code == code && (code == 0 || error.category == category);
    if (!holds) {
        printf("    %s:%d: found error %u/%u, wanted %u/%u\n", file, line, error.category, error.code, category, code);
        test_fail();
    }
    return holds;
}

static void after(void) {
    double_allocations_succeed();
    test_check(!strstr(double_log_text(), "0123456789abcdef"), "no secret is logged", __FILE__, __LINE__);
    if (test_has_failed()) {
        printf("%s", double_log_text());
    }
}

int main(int count, char **arguments) {
    return test_main(count, arguments, double_forget_log, after);
}
