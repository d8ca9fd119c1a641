// Two ends in memory, whose functions are a transport.
#ifndef WIRE_H
#define WIRE_H

#include <securesockets.h>

typedef struct wire wire_t;

wire_t *wire_create(uint32_t kind);
// Frees it; no socket may be on it any more.
void wire_destroy(wire_t *wire);
// One of the ends, 0 or 1, open again if it was closed.
secsock_transport wire_transport(wire_t *wire, int end);

#endif
