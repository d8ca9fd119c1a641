// A double of avs_commons: memory, counted, so that tests see what is left.
#ifndef DOUBLE_AVS_MEMORY_H
#define DOUBLE_AVS_MEMORY_H

#include <stddef.h>

void *avs_malloc(size_t size);
void *avs_calloc(size_t count, size_t size);
void avs_free(void *memory);

#endif
