// A storage in memory, that holds exactly what was saved last.
#ifndef STORAGE_H
#define STORAGE_H

#include <securesockets.h>

typedef struct {
    uint8_t *bytes;
    size_t size;
    int failure; // what both functions return; 0 for success
} storage_t;

secsock_storage storage_functions(storage_t *storage);
void storage_free(storage_t *storage);

#endif
