// A backend socket that stands around another one, or around none: it remembers what the layer does with it, and gives
// what a test wants it to give.
#ifndef WATCHED_SOCKET_H
#define WATCHED_SOCKET_H

#include <avsystem/commons/avs_socket.h>

enum { WATCHED_TIMEOUTS = 256, WATCHED_SENDS = 64, WATCHED_ANSWERS = 8, WATCHED_SIZE = 2048 };

typedef struct {
    avs_error_t error; // given in place of bytes, where it is one
    uint8_t bytes[WATCHED_SIZE];
    size_t count;
} watched_answer_t;

typedef struct {
    const void *operations; // first
    avs_net_socket_t *inner; // the watched one's, freed with it; NULL for none
    bool takes_sends_silently;          // what is sent goes nowhere
    avs_error_t send_error;             // each send fails with it, where it is one
    avs_error_t bind_error;             // each bind fails with it, where it is one
    int inner_mtu;                      // told in place of what is so, where it is not 0
    avs_error_t state_error;            // asking for the state fails with it, where it is one
    avs_net_socket_state_t state;       // without an inner one
    avs_time_duration_t receive_timeout; // without an inner one
    watched_answer_t answers[WATCHED_ANSWERS]; // given before what the inner one has
    size_t answer_count;
    size_t next_answer;
    int64_t timeouts[WATCHED_TIMEOUTS]; // RECV_TIMEOUT of each receive, in milliseconds
    size_t receive_count;
    uint8_t sent[WATCHED_SENDS][WATCHED_SIZE];
    size_t sent_sizes[WATCHED_SENDS];
    size_t send_count;
    bool *is_gone; // set when it is cleaned up, where it is not NULL
} watched_socket_t;

// `inner` may be NULL; it is the watched one's from now on.
watched_socket_t *watched_socket_create(avs_net_socket_t *inner);
void watched_socket_answer(watched_socket_t *socket, const void *bytes, size_t count);
void watched_socket_fail(watched_socket_t *socket, avs_error_t error);

#endif
