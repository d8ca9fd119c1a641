// Tests in C: each has a sentence that says what has to hold.
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include <stdbool.h>
#include <stdint.h>

void test_register(const char *sentence, void (*body)(void));
bool test_check(bool holds, const char *what, const char *file, int line);
bool test_check_number(int64_t found, int64_t wanted, const char *what, const char *file, int line);
// Notes that the test that runs has failed, and whether it has.
void test_fail(void);
bool test_has_failed(void);
// The path of a file in certs/.
const char *certificate_path(const char *name);
// Runs all tests, or those whose sentence has the first argument in it, with these before and after each; either may be
// NULL. What `main` is to return.
int test_main(int count, char **arguments, void (*before)(void), void (*after)(void));

#define TEST(name, sentence)                                                        \
    static void name(void);                                                         \
    __attribute__((constructor)) static void register_##name(void) {                \
        test_register(sentence, name);                                              \
    }                                                                               \
    static void name(void)

// A test ends with the first of these that does not hold: what follows would mean nothing.
#define EXPECT(condition)                                          \
    do {                                                           \
        if (!test_check(condition, #condition, __FILE__, __LINE__)) \
            return;                                                \
    } while (0)
#define EXPECT_EQUAL(found, wanted)                                                  \
    do {                                                                             \
        if (!test_check_number((int64_t) (found), (int64_t) (wanted), #found, __FILE__, __LINE__)) \
            return;                                                                  \
    } while (0)

#endif
