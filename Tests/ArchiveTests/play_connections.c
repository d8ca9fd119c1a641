// Connections of every kind, to servers, to nobody, over functions that do anything and over descriptors.
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "play.h"

enum { LONGEST_SIZE = 70000 };

// The socket whose call runs answers its own functions with an error, and is not destroyed by them.
static void intrude(play_t *play) {
    secsock_socket *socket = play->current;
    size_t received;
    uint8_t byte;
    if (!socket || !chance(&play->callbacks, 4)) {
        return;
    }
    play_expect(play, secsock_socket_send(socket, "x", 1).category != 0, "a callback cannot send");
    play_expect(play, secsock_socket_receive(socket, &byte, 1, &received, NULL).category != 0,
                "a callback cannot receive");
    play_expect(play, secsock_socket_set_resumption_buffer(socket, &byte, 1).category != 0, "a callback cannot lend");
    secsock_socket_state(socket);
    secsock_socket_cancel(chance(&play->callbacks, 8) ? socket : NULL);
    secsock_socket_destroy(&socket);
}

static int any_status(play_t *play) {
    static const int statuses[] = { 0, 0, 0, -1, -1, -2, -3, EIO, EAGAIN, ECONNRESET, 4096, INT32_MIN, INT32_MAX };
    return CHOOSE_FROM(&play->callbacks, statuses);
}

static int send_anything(void *play_, const void *bytes, size_t count, int64_t timeout, size_t *sent) {
    play_t *play = play_;
    (void) bytes;
    (void) timeout;
    intrude(play);
    *sent = chance(&play->callbacks, 3) ? choose(&play->callbacks, LONGEST_SIZE) - 1 : count;
    return chance(&play->callbacks, 3) ? any_status(play) : 0;
}

// The first bytes are those of a record of a handshake, now and then.
static int receive_anything(void *play_, void *buffer, size_t capacity, int64_t timeout, size_t *received) {
    static const uint8_t records[][3] = { { 22, 0xfe, 0xfd }, { 22, 3, 3 }, { 21, 0xfe, 0xfd }, { 23, 3, 3 } };
    play_t *play = play_;
    uint8_t *bytes = buffer;
    size_t count = choose(&play->callbacks, 100);
    (void) timeout;
    intrude(play);
    for (size_t i = 0; i < count && i < capacity; ++i) {
        bytes[i] = (uint8_t) choose(&play->callbacks, 256);
    }
    if (capacity >= 3 && chance(&play->callbacks, 2)) {
        memcpy(bytes, CHOOSE_FROM(&play->callbacks, records), 3);
    }
    *received = chance(&play->callbacks, 4) ? choose(&play->callbacks, LONGEST_SIZE) - 1 : count < capacity ? count : 0;
    return any_status(play);
}

static size_t any_mtu(void *play_) {
    static const size_t sizes[] = { 0, 1, 100, 576, 1400, 65535, LONGEST_SIZE, SIZE_MAX };
    play_t *play = play_;
    return CHOOSE_FROM(&play->callbacks, sizes);
}

static void nothing(void *play) {
    intrude(play);
}

static void choose_functions(play_t *play, secsock_transport *transport) {
    transport->context = play;
    transport->send = chance(&play->choices, 20) ? NULL : send_anything;
    transport->receive = chance(&play->choices, 20) ? NULL : receive_anything;
    transport->get_maximum_transmission_unit = chance(&play->choices, 2) ? any_mtu : NULL;
    transport->cancel = chance(&play->choices, 2) ? nothing : NULL;
    transport->shutdown = chance(&play->choices, 2) ? nothing : NULL;
    transport->close = chance(&play->choices, 2) ? nothing : NULL;
}

static secsock_error handshake(play_t *play) {
    static const char *const hosts[] = { "localhost", NULL, "", "127.0.0.1", "\xff\xfe", "a.host.example" };
    slot_t *slot = play_slot(play);
    int pair[2] = { -1, -1 };
    secsock_transport *transport = memory_get(&play->memory, sizeof(*transport));
    transport->size = chance(&play->choices, 20) ? choose(&play->choices, sizeof(*transport)) : sizeof(*transport);
    transport->kind = chance(&play->choices, 12) ? (uint32_t) choose(&play->choices, 4)
                                                 : 1 + (uint32_t) choose(&play->choices, 2);
    if (chance(&play->choices, 3)) {
        transport->maximum_transmission_unit = (uint32_t) choose(&play->choices, LONGEST_SIZE);
    }
    choose_functions(play, transport);
    if (chance(&play->choices, 6)) {
        int type = transport->kind == SECSOCK_STREAM ? SOCK_STREAM : SOCK_DGRAM;
        transport->has_descriptor = 1;
        transport->descriptor = chance(&play->choices, 4) ? -1 : socketpair(AF_UNIX, type, 0, pair) ? -2 : pair[0];
    }
    play->current = slot->socket;
    secsock_error error = secsock_socket_handshake(
            slot->socket, chance(&play->choices, 30) ? NULL : transport, (uint32_t) choose(&play->choices, 4),
            CHOOSE_FROM(&play->choices, hosts), (int64_t) choose(&play->choices, 20));
    for (int i = 0; i < 2; ++i) {
        if (pair[i] >= 0) {
            close(pair[i]);
        }
    }
    return error;
}

// To the server that fits, most times, which then answers.
static secsock_error connect_socket(play_t *play) {
    slot_t *slot = play_slot(play);
    if (slot->port && !chance(&play->choices, 6)) {
        secsock_error error = secsock_socket_connect(slot->socket, "127.0.0.1", slot->port, 5000);
        secsock_socket_set_receive_timeout(slot->socket, 20);
        return error;
    }
    static const char *const hosts[] = { "127.0.0.1", NULL, "", "::1", "999.1.1.1", "\xff\xfe" };
    uint16_t port = secsock_listener_port(play->listeners[choose(&play->choices, PLAY_LISTENERS)]);
    return secsock_socket_connect(slot->socket, CHOOSE_FROM(&play->choices, hosts),
                                  chance(&play->choices, 2) ? 9 : port, (int64_t) choose(&play->choices, 20));
}

static secsock_error bind_socket(play_t *play) {
    static const char *const hosts[] = { NULL, NULL, "127.0.0.1", "::1", "", "192.0.2.1" };
    return secsock_socket_bind(play_slot(play)->socket, CHOOSE_FROM(&play->choices, hosts),
                               chance(&play->choices, 8) ? 1 : 0);
}

static secsock_error accept_client(play_t *play) {
    secsock_listener *listener = play->listeners[choose(&play->choices, PLAY_LISTENERS)];
    slot_t *slot = play_slot(play);
    secsock_socket *socket = NULL;
    bool has_place = !chance(&play->choices, 20);
    secsock_error error =
            secsock_listener_accept(listener, (int64_t) choose(&play->choices, 3), has_place ? &socket : NULL);
    play_expect(play, (error.category == 0) == (socket != NULL), "there is a client where one was accepted");
    if (socket) {
        play_empty(slot);
        slot->socket = socket;
    }
    return error;
}

static secsock_error accept_socket(play_t *play) {
    slot_t *slot = play_slot(play);
    play->current = slot->socket;
    return secsock_socket_accept(slot->socket, (int64_t) choose(&play->choices, 10));
}

const play_row_t play_connections[] = {
    { "handshake", 4, handshake },
    { "connect", 6, connect_socket },
    { "bind", 1, bind_socket },
    { "listener_accept", 2, accept_client },
    { "accept", 2, accept_socket },
    { NULL, 0, NULL }
};
