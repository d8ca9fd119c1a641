#include "choices.h"

#include <stdlib.h>

choices_t choices_of_seed(uint64_t seed) {
    choices_t choices = { .state = seed };
    return choices;
}

choices_t choices_of_bytes(const uint8_t *bytes, size_t count) {
    choices_t choices = { .bytes = bytes, .left = count };
    return choices;
}

bool choices_have_ended(const choices_t *choices) {
    return choices->bytes && !choices->left;
}

static uint64_t next_byte(choices_t *choices) {
    if (!choices->left) {
        return 0;
    }
    --choices->left;
    return *choices->bytes++;
}

// SplitMix64, of Steele, Lea and Flood.
static uint64_t next_random(choices_t *choices) {
    uint64_t number = choices->state += 0x9e3779b97f4a7c15;
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
    number = (number ^ number >> 27) * 0x94d049bb133111eb;
    return number ^ number >> 31;
}

uint64_t choose(choices_t *choices, uint64_t limit) {
    uint64_t number = 0;
    if (!choices->bytes) {
        return next_random(choices) % limit;
    }
    for (uint64_t rest = limit - 1; rest; rest >>= 8) {
        number = number << 8 | next_byte(choices);
    }
    return number % limit;
}

bool chance(choices_t *choices, uint64_t times) {
    return choose(choices, times) == times - 1;
}

void *memory_get(memory_t *memory, size_t size) {
    void *piece = calloc(1, size ? size : 1);
    if (!piece || memory->count == MOST_PIECES) {
        abort();
    }
    return memory->pieces[memory->count++] = piece;
}

void memory_free(memory_t *memory) {
    while (memory->count) {
        free(memory->pieces[--memory->count]);
    }
}

bytes_t choose_bytes(choices_t *choices, memory_t *memory, size_t limit) {
    bytes_t found = { .count = choose(choices, limit + 1) };
    if (chance(choices, 12)) {
        return found; // NULL
    }
    uint8_t *bytes = memory_get(memory, found.count);
    for (size_t i = 0; i < found.count; ++i) {
        bytes[i] = (uint8_t) choose(choices, 256);
    }
    found.bytes = bytes;
    if (chance(choices, 24)) {
        found.count = chance(choices, 2) ? SIZE_MAX : (size_t) 1 << (sizeof(size_t) * 8 - 1);
    }
    return found;
}
