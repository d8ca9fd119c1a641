#include "baseline.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

// Counts what the whole process allocates, by standing in front of glibc's own allocator.

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_long allocations;
static atomic_bool is_counting;

// Off while time is taken: two threads that count would wait for each other.
static void count(void) {
    if (atomic_load_explicit(&is_counting, memory_order_relaxed)) atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *pointer, size_t size) {
    count();
    return __libc_realloc(pointer, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **pointer, size_t alignment, size_t size) {
    count();
    *pointer = __libc_memalign(alignment, size);
    return *pointer ? 0 : ENOMEM;
}

void baseline_start_counting(void) {
    atomic_store(&allocations, 0);
    atomic_store(&is_counting, 1);
}

long baseline_stop_counting(void) {
    atomic_store(&is_counting, 0);
    return atomic_load(&allocations);
}

size_t baseline_heap_in_use(void) { return mallinfo2().uordblks + mallinfo2().hblkhd; }

size_t baseline_resident_memory(void) {
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return 0;
    if (fscanf(file, "%*u %lu", &pages) != 1) pages = 0;
    fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

double baseline_processor_seconds(void) { return seconds(CLOCK_PROCESS_CPUTIME_ID); }

double baseline_wall_seconds(void) { return seconds(CLOCK_MONOTONIC); }
