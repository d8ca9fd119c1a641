// What holds of the errors of avs_commons.
#ifndef TEST_H
#define TEST_H

#include <avsystem/commons/avs_errno.h>

#include "../CTestSupport/test.h"

bool test_check_error(avs_error_t error, unsigned category, unsigned code, const char *file, int line);

#define EXPECT_CODE(error, category, code)                                   \
    do {                                                                     \
        if (!test_check_error(error, category, code, __FILE__, __LINE__))    \
            return;                                                          \
    } while (0)
#define EXPECT_ERRNO(error, code) EXPECT_CODE(error, AVS_ERRNO_CATEGORY, code)
#define EXPECT_OK(error) EXPECT_CODE(error, 0, 0)
#define EXPECT_ALERT(error, level, description) EXPECT_CODE(error, 8572, (level) << 8 | (description))

#endif
