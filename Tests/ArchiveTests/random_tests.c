// Random calls. TEST_SEED is the seed of the first round, and TEST_ROUNDS how many rounds there are.
#include <stdio.h>
#include <stdlib.h>

#include "play.h"

enum { SEED = 20260101, ROUNDS = 40, CALLS_EACH = 120 };

static uint64_t number_of(const char *name, uint64_t usual) {
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : usual;
}

TEST(random_calls, "calls of all functions in any order, with any arguments, are done or end in an error value") {
    static play_t play;
    uint64_t seed = number_of("TEST_SEED", SEED);
    uint64_t rounds = number_of("TEST_ROUNDS", ROUNDS);
    printf("    %d calls in each of %llu rounds from seed %llu on\n", CALLS_EACH, (unsigned long long) rounds,
           (unsigned long long) seed);
    bool holds = play_create(&play);
    for (uint64_t round = 0; round < rounds && holds; ++round) {
        holds = play_calls(&play, choices_of_seed(seed + round), CALLS_EACH);
        if (!holds) {
            printf("    TEST_SEED=%llu TEST_ROUNDS=1 does it again\n", (unsigned long long) (seed + round));
        }
    }
    play_destroy(&play);
    EXPECT(holds);
}
