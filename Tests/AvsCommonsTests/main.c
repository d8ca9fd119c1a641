// Runs all tests, or those whose sentence has the first argument in it.
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "double.h"

enum { MOST_TESTS = 256, MOST_FILES = 128, SECONDS_EACH = 60 };

static struct {
    const char *sentence;
    void (*body)(void);
} tests[MOST_TESTS];
static size_t test_count;
static bool has_failed;

void test_register(const char *sentence, void (*body)(void)) {
    if (test_count == MOST_TESTS) {
        abort();
    }
    tests[test_count].sentence = sentence;
    tests[test_count++].body = body;
}

bool test_check(bool holds, const char *what, const char *file, int line) {
    if (!holds) {
        printf("    %s:%d: does not hold: %s\n", file, line, what);
        has_failed = true;
    }
    return holds;
}

bool test_check_error(avs_error_t error, unsigned category, unsigned code, const char *file, int line) {
    bool holds = error.code == code && (code == 0 || error.category == category);
    if (!holds) {
        printf("    %s:%d: found error %u/%u, wanted %u/%u\n", file, line, error.category, error.code, category, code);
        has_failed = true;
    }
    return holds;
}

bool test_check_number(int64_t found, int64_t wanted, const char *what, const char *file, int line) {
    if (found != wanted) {
        printf("    %s:%d: %s is %lld, wanted %lld\n", file, line, what, (long long) found, (long long) wanted);
        has_failed = true;
    }
    return found == wanted;
}

const char *certificate_path(const char *name) {
    static char paths[MOST_FILES][512];
    char path[sizeof(*paths)];
    snprintf(path, sizeof(path), "%s/%s", CERTIFICATES, name);
    size_t i = 0;
    while (i < MOST_FILES && paths[i][0] && strcmp(paths[i], path)) {
        ++i;
    }
    if (i == MOST_FILES) {
        abort();
    }
    return strcpy(paths[i], path);
}

static bool passes(size_t index) {
    has_failed = false;
    double_forget_log();
    alarm(SECONDS_EACH);
    tests[index].body();
    alarm(0);
    double_allocations_succeed();
    test_check(!strstr(double_log_text(), "0123456789abcdef"), "no secret is logged", __FILE__, __LINE__);
    printf("%s %s\n", has_failed ? "FAILED" : "ok    ", tests[index].sentence);
    if (has_failed) {
        printf("%s", double_log_text());
    }
    return !has_failed;
}

int main(int count, char **arguments) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    int passed = 0;
    int failed = 0;
    for (size_t i = 0; i < test_count; ++i) {
        if (count < 2 || strstr(tests[i].sentence, arguments[1])) {
            passes(i) ? ++passed : ++failed;
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
