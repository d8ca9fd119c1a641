// Tests in C: each has a sentence that says what has to hold.
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>
#include <stdint.h>

#include <avsystem/commons/avs_errno.h>

void test_register(const char *sentence, void (*body)(void));
bool test_check(bool holds, const char *what, const char *file, int line);
bool test_check_error(avs_error_t error, unsigned category, unsigned code, const char *file, int line);
bool test_check_number(int64_t found, int64_t wanted, const char *what, const char *file, int line);
// The path of a file in certs/.
const char *certificate_path(const char *name);

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
#define EXPECT_CODE(error, category, code)                                   \
    do {                                                                     \
        if (!test_check_error(error, category, code, __FILE__, __LINE__))    \
            return;                                                          \
    } while (0)
#define EXPECT_ERRNO(error, code) EXPECT_CODE(error, AVS_ERRNO_CATEGORY, code)
#define EXPECT_OK(error) EXPECT_CODE(error, 0, 0)
#define EXPECT_ALERT(error, level, description) EXPECT_CODE(error, 8572, (level) << 8 | (description))

#endif
