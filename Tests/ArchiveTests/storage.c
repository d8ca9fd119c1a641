#include "storage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int load(void *context, void *bytes, size_t capacity, size_t *length) {
    storage_t *storage = context;
    if (storage->failure == 0 && storage->size <= capacity) {
        if (storage->size) {
            memcpy(bytes, storage->bytes, storage->size);
        }
        *length = storage->size;
    }
    return storage->failure;
}

static int save(void *context, const void *bytes, size_t length) {
    storage_t *storage = context;
    if (storage->failure) {
        return storage->failure;
    }
    storage_free(storage);
    if (!length) {
        return 0;
    }
    storage->bytes = malloc(length);
    if (!storage->bytes) {
        return ENOMEM;
    }
    memcpy(storage->bytes, bytes, length);
    storage->size = length;
    return 0;
}

secsock_storage storage_functions(storage_t *storage) {
    secsock_storage functions = { .size = sizeof(functions), .context = storage, .load = load, .save = save };
    return functions;
}

void storage_free(storage_t *storage) {
    free(storage->bytes);
    storage->bytes = NULL;
    storage->size = 0;
}
