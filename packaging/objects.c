/* Frees an object of Swift's whose initializer has thrown: the Embedded library of Swift 6.3 destroys what was set of it and
 * leaves its memory, so a certificate that cannot be read, of a hostile peer too, would cost some bytes each time.
 *
 * The library's own function is weak, and this one takes its place. No class here has a superclass, whose part would have
 * to be destroyed first. A negative count of references marks an object that is not from the heap, as in
 * swift_deallocClassInstance. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct object {
    const void *metadata;
    intptr_t references;
};

void swift_deallocPartialClassInstance(struct object *object, const void *metadata, size_t size, size_t alignment);

void swift_deallocPartialClassInstance(struct object *object, const void *metadata, size_t size, size_t alignment) {
    (void) metadata;
    (void) size;
    (void) alignment;
    if (object->references >= 0) {
        free(object);
    }
}
