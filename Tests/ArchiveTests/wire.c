#include "wire.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MTU = 1200 };

// A datagram, or some bytes of a stream.
struct piece {
    struct piece *next;
    size_t size;
    size_t taken;
    uint8_t bytes[];
};

// What an end is to receive.
struct end {
    wire_t *wire;
    int index;
    struct piece *pieces;
    bool is_closed;
};

struct wire {
    uint32_t kind;
    struct end ends[2];
    pthread_mutex_t lock; // the ends
    pthread_cond_t has_changed;
};

wire_t *wire_create(uint32_t kind) {
    wire_t *wire = calloc(1, sizeof(*wire));
    pthread_condattr_t attributes;
    if (!wire) {
        abort();
    }
    wire->kind = kind;
    for (int i = 0; i < 2; ++i) {
        wire->ends[i].wire = wire;
        wire->ends[i].index = i;
    }
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&wire->has_changed, &attributes);
    pthread_mutex_init(&wire->lock, NULL);
    return wire;
}

static void take_piece(struct end *end) {
    struct piece *piece = end->pieces;
    end->pieces = piece->next;
    free(piece);
}

static void empty(struct end *end) {
    while (end->pieces) {
        take_piece(end);
    }
}

void wire_destroy(wire_t *wire) {
    if (!wire) {
        return;
    }
    empty(&wire->ends[0]);
    empty(&wire->ends[1]);
    pthread_cond_destroy(&wire->has_changed);
    pthread_mutex_destroy(&wire->lock);
    free(wire);
}

static int send_piece(void *context, const void *bytes, size_t count, int64_t timeout, size_t *sent) {
    struct end *end = context;
    struct end *other = &end->wire->ends[!end->index];
    struct piece **place = &other->pieces;
    struct piece *piece = calloc(1, sizeof(*piece) + count);
    (void) timeout;
    if (!piece) {
        return ENOMEM;
    }
    piece->size = count;
    memcpy(piece->bytes, bytes, count);
    pthread_mutex_lock(&end->wire->lock);
    while (*place) {
        place = &(*place)->next;
    }
    *place = piece;
    pthread_cond_broadcast(&end->wire->has_changed);
    pthread_mutex_unlock(&end->wire->lock);
    *sent = count;
    return 0;
}

// With the lock held: waits until something can be received; false where nothing came in time.
static bool wait_for_piece(struct end *end, int64_t timeout) {
    struct timespec until;
    int status = 0;
    clock_gettime(CLOCK_MONOTONIC, &until);
    if (timeout > 0) {
        until.tv_sec += timeout / 1000;
        until.tv_nsec += timeout % 1000 * 1000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
    }
    while (!end->pieces && !end->is_closed && timeout != 0 && status == 0) {
        status = timeout < 0 ? pthread_cond_wait(&end->wire->has_changed, &end->wire->lock)
                             : pthread_cond_timedwait(&end->wire->has_changed, &end->wire->lock, &until);
    }
    return end->pieces || end->is_closed;
}

static int receive_piece(void *context, void *buffer, size_t capacity, int64_t timeout, size_t *received) {
    struct end *end = context;
    int status = 0;
    pthread_mutex_lock(&end->wire->lock);
    if (!wait_for_piece(end, timeout)) {
        status = SECSOCK_IO_TIMED_OUT;
    } else if (!end->pieces) {
        status = SECSOCK_IO_END;
    } else {
        struct piece *piece = end->pieces;
        size_t left = piece->size - piece->taken;
        *received = left < capacity ? left : capacity;
        memcpy(buffer, piece->bytes + piece->taken, *received);
        piece->taken += *received;
        if (piece->taken == piece->size || end->wire->kind == SECSOCK_DATAGRAM) {
            take_piece(end);
        }
    }
    pthread_mutex_unlock(&end->wire->lock);
    return status;
}

static size_t get_mtu(void *context) {
    (void) context;
    return MTU;
}

// Whoever waits at the end that is closed is told; a stream has ended for the other one too.
static void close_end(void *context) {
    struct end *end = context;
    pthread_mutex_lock(&end->wire->lock);
    end->is_closed = true;
    if (end->wire->kind == SECSOCK_STREAM) {
        end->wire->ends[!end->index].is_closed = true;
    }
    pthread_cond_broadcast(&end->wire->has_changed);
    pthread_mutex_unlock(&end->wire->lock);
}

secsock_transport wire_transport(wire_t *wire, int end) {
    secsock_transport transport = { .size = sizeof(transport), .kind = wire->kind };
    wire->ends[end].is_closed = false;
    transport.context = &wire->ends[end];
    transport.send = send_piece;
    transport.receive = receive_piece;
    transport.get_maximum_transmission_unit = get_mtu;
    transport.cancel = close_end;
    transport.shutdown = close_end;
    transport.close = close_end;
    return transport;
}
