/* What Swift's String asks of the tables of Unicode, answered without any: they are 50 KB, and a device has no use for them.
 *
 * Texts are then equal where their scalars are, and each scalar is a character. Names in TLS are ASCII, and file names
 * are bytes. The functions are those of libswiftUnicodeDataTables.a of Swift 6.3; an archive that needs another one of
 * them does not link. */
#include <stdint.h>

/* No class of combination, and nothing to be normalized. */
uint16_t _swift_stdlib_getNormData(uint32_t scalar) {
    (void) scalar;
    return 0;
}

/* The entry of no scalar. */
uint32_t _swift_stdlib_getDecompositionEntry(uint32_t scalar) {
    (void) scalar;
    return 0;
}

const uint8_t *const _swift_stdlib_nfd_decompositions = 0;

/* No two scalars become one. */
uint32_t _swift_stdlib_getComposition(uint32_t first, uint32_t second) {
    (void) first;
    (void) second;
    return UINT32_MAX;
}

/* Of no property: a character of its own. */
uint8_t _swift_stdlib_getGraphemeBreakProperty(uint32_t scalar) {
    (void) scalar;
    return UINT8_MAX;
}

_Bool _swift_stdlib_isExtendedPictographic(uint32_t scalar) {
    (void) scalar;
    return 0;
}

_Bool _swift_stdlib_isInCB_Consonant(uint32_t scalar) {
    (void) scalar;
    return 0;
}
