// Numbers that decide what is done: random ones from a seed, or those of bytes that a fuzzer gives.
#ifndef CHOICES_H
#define CHOICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
    const uint8_t *bytes; // NULL: random ones
    size_t left;
} choices_t;

choices_t choices_of_seed(uint64_t seed);
choices_t choices_of_bytes(const uint8_t *bytes, size_t count);
// Whether there are no bytes left; all that is chosen then is 0.
bool choices_have_ended(const choices_t *choices);
// From 0 to below the limit.
uint64_t choose(choices_t *choices, uint64_t limit);
// One time in so many.
bool chance(choices_t *choices, uint64_t times);

// Memory for what one call is given, each piece as long as was asked for and no longer.
enum { MOST_PIECES = 128 };
typedef struct {
    void *pieces[MOST_PIECES];
    size_t count;
} memory_t;

// All zero.
void *memory_get(memory_t *memory, size_t size);
void memory_free(memory_t *memory);

// Bytes whose length may be a lie that can be found out: NULL where there are some, or a length that cannot be.
typedef struct {
    void *bytes;
    size_t count;
} bytes_t;
bytes_t choose_bytes(choices_t *choices, memory_t *memory, size_t limit);

#define CHOOSE_FROM(choices, array) ((array)[choose(choices, sizeof(array) / sizeof(*(array)))])

#endif
