// What libFuzzer calls: each byte of an input chooses a call of the C interface, or what one is given. The calls and what is
// promised of them are those of Tests/ArchiveTests.
#include <stdlib.h>

#include "../../Tests/ArchiveTests/play.h"

enum { MOST_CALLS = 200 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    static play_t play;
    static bool has_begun;
    if (!has_begun && !play_create(&play)) {
        abort();
    }
    has_begun = true;
    if (!play_calls(&play, choices_of_bytes(bytes, count), MOST_CALLS)) {
        abort();
    }
    return 0;
}
