#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_TESTS = 256, MOST_FILES = 128, SECONDS_EACH = 300 };

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

void test_fail(void) {
    has_failed = true;
}

bool test_has_failed(void) {
    return has_failed;
}

bool test_check(bool holds, const char *what, const char *file, int line) {
    if (!holds) {
        printf("    %s:%d: does not hold: %s\n", file, line, what);
        test_fail();
    }
    return holds;
}

bool test_check_number(int64_t found, int64_t wanted, const char *what, const char *file, int line) {
    if (found != wanted) {
        printf("    %s:%d: %s is %lld, wanted %lld\n", file, line, what, (long long) found, (long long) wanted);
        test_fail();
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

static bool passes(size_t index, void (*before)(void), void (*after)(void)) {
    has_failed = false;
    if (before) {
        before();
    }
    alarm(SECONDS_EACH);
    tests[index].body();
    alarm(0);
    if (after) {
        after();
    }
    printf("%s %s\n", has_failed ? "FAILED" : "ok    ", tests[index].sentence);
    return !has_failed;
}

int test_main(int count, char **arguments, void (*before)(void), void (*after)(void)) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    int passed = 0;
    int failed = 0;
    for (size_t i = 0; i < test_count; ++i) {
        if (count < 2 || strstr(tests[i].sentence, arguments[1])) {
            passes(i, before, after) ? ++passed : ++failed;
        }
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed || !passed;
}
