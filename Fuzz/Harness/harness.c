// What libFuzzer calls, by the names that it knows. Its own `main` runs it; see https://llvm.org/docs/LibFuzzer.html.
#include <stddef.h>
#include <stdint.h>

extern void secsock_fuzz_begin(void);
extern void secsock_fuzz_try(const uint8_t *bytes, size_t count);
extern size_t secsock_fuzz_mutate(uint8_t *bytes, size_t count, size_t capacity, unsigned int seed);
extern size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t capacity);

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    secsock_fuzz_begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    secsock_fuzz_try(bytes, count);
    return 0;
}

// One in four changes knows nothing of DER: those are libFuzzer's, which has looked at what the code compares with.
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t capacity, unsigned int seed) {
    size_t changed = seed % 4 == 0 ? 0 : secsock_fuzz_mutate(bytes, count, capacity, seed);
    return changed > 0 ? changed : LLVMFuzzerMutate(bytes, count, capacity);
}
