// Runs all tests of the archive, or those whose sentence has the first argument in it.
#include <stddef.h>

#include "../CTestSupport/test.h"

int main(int count, char **arguments) {
    return test_main(count, arguments, NULL, NULL);
}
