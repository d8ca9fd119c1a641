// What the header promises of memory, clocks and callbacks at their worst.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pair.h"

enum { ROOM = 16384, SECONDS_TO_WAIT = 20 };

static const uint8_t ticket_key[64] = { 4, 5, 6 };

TEST(replaced_buffer, "a resumption buffer is left alone once another one was set, also while an association is up") {
    for (int is_freed = 0; is_freed < 2; ++is_freed) {
        pair_t pair;
        setting_t settings[2];
        uint8_t *memory = calloc(1, ROOM);
        uint8_t *copy = malloc(ROOM);
        uint8_t *next = calloc(1, ROOM);
        setting_with_certificate(&settings[PAIR_CLIENT], SECSOCK_STREAM, NULL);
        setting_with_certificate(&settings[PAIR_SERVER], SECSOCK_STREAM, "server");
        settings[PAIR_SERVER].configuration.ticket_key = ticket_key;
        settings[PAIR_SERVER].configuration.ticket_key_size = sizeof(ticket_key);
        EXPECT(memory && copy && next && pair_create(&pair, &settings[PAIR_CLIENT], &settings[PAIR_SERVER]));
        secsock_socket *client = pair.sockets[PAIR_CLIENT];
        EXPECT_EQUAL(secsock_socket_set_resumption_buffer(client, memory, ROOM).category, 0);
        EXPECT(pair_shake_hands(&pair));
        EXPECT_EQUAL(secsock_socket_set_resumption_buffer(client, next, ROOM).category, 0);
        memcpy(copy, memory, ROOM);
        if (is_freed) {
            free(memory);
        }
        EXPECT(pair_echoes(&pair)); // the ticket comes with it
        EXPECT(is_freed || memcmp(copy, memory, ROOM) == 0);
        pair_destroy(&pair);
        free(is_freed ? NULL : memory);
        free(copy);
        free(next);
    }
}

static int64_t tell_time(void *context) {
    return *(int64_t *) context;
}

// A client and a server with tickets and this clock; `settings` has the rest of their configurations.
static bool create_with_clock(pair_t *pair, setting_t settings[2], int64_t *time) {
    for (int i = 0; i < 2; ++i) {
        settings[i].configuration.clock = tell_time;
        settings[i].configuration.clock_context = time;
    }
    settings[PAIR_SERVER].configuration.ticket_key = ticket_key;
    settings[PAIR_SERVER].configuration.ticket_key_size = sizeof(ticket_key);
    return pair_create(pair, &settings[PAIR_CLIENT], &settings[PAIR_SERVER]);
}

TEST(clocks, "a clock may say anything: certificates are not valid then, and with a key all goes on, with tickets too") {
    static int64_t times[] = { INT64_MAX, INT64_MAX - 1, INT64_MIN, -1, 0, 253402300800 };
    for (size_t i = 0; i < 2 * sizeof(times) / sizeof(*times); ++i) {
        pair_t pair;
        setting_t settings[2];
        uint8_t *memory = calloc(1, ROOM);
        bool has_key = i % 2;
        for (int end = 0; end < 2; ++end) {
            if (has_key) {
                setting_with_key(&settings[end], SECSOCK_STREAM);
            } else {
                setting_with_certificate(&settings[end], SECSOCK_STREAM, end == PAIR_CLIENT ? "client" : "server");
            }
        }
        EXPECT(memory && create_with_clock(&pair, settings, &times[i / 2]));
        EXPECT_EQUAL(secsock_socket_set_resumption_buffer(pair.sockets[PAIR_CLIENT], memory, ROOM).category, 0);
        for (int again = 0; again < 2; ++again) {
            EXPECT(pair_shake_hands(&pair) == has_key);
            EXPECT(!has_key || pair_echoes(&pair));
        }
        pair_destroy(&pair);
        free(memory);
    }
}

// A `send` that waits until it is let go.
static struct {
    pthread_mutex_t lock;
    pthread_cond_t has_changed;
    secsock_transport base;
    bool holds_back; // whether the next one waits
    bool waits;
    bool may_go;
    bool was_late; // nobody let it go
} gate = { .lock = PTHREAD_MUTEX_INITIALIZER, .has_changed = PTHREAD_COND_INITIALIZER };

static int send_through_gate(void *context, const void *bytes, size_t count, int64_t timeout, size_t *sent) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += SECONDS_TO_WAIT;
    pthread_mutex_lock(&gate.lock);
    bool is_held = gate.holds_back && timeout != 0;
    if (gate.holds_back && !is_held) {
        pthread_mutex_unlock(&gate.lock);
        return SECSOCK_IO_TIMED_OUT;
    }
    gate.waits = is_held;
    pthread_cond_broadcast(&gate.has_changed);
    while (is_held && !gate.may_go && !gate.was_late) {
        gate.was_late = pthread_cond_timedwait(&gate.has_changed, &gate.lock, &until) == ETIMEDOUT;
    }
    gate.holds_back = false;
    pthread_mutex_unlock(&gate.lock);
    return gate.base.send(context, bytes, count, timeout, sent);
}

static void *send_text(void *pair_) {
    pair_t *pair = pair_;
    secsock_socket_set_send_timeout(pair->sockets[PAIR_CLIENT], PAIR_LIMIT);
    pair->errors[PAIR_CLIENT] = secsock_socket_send(pair->sockets[PAIR_CLIENT], "hello", 5);
    return NULL;
}

static void *shake_hands_as_server(void *pair_) {
    pair_t *pair = pair_;
    secsock_transport transport = wire_transport(pair->wire, PAIR_SERVER);
    pair->errors[PAIR_SERVER] =
            secsock_socket_handshake(pair->sockets[PAIR_SERVER], &transport, SECSOCK_SERVER, NULL, PAIR_LIMIT);
    return NULL;
}

static bool shake_hands_through_gate(pair_t *pair) {
    pthread_t thread;
    pair->wire = wire_create(SECSOCK_STREAM);
    gate.base = wire_transport(pair->wire, PAIR_CLIENT);
    secsock_transport transport = gate.base;
    transport.send = send_through_gate;
    if (pthread_create(&thread, NULL, shake_hands_as_server, pair)) {
        return false;
    }
    secsock_error error =
            secsock_socket_handshake(pair->sockets[PAIR_CLIENT], &transport, SECSOCK_CLIENT, NULL, PAIR_LIMIT);
    pthread_join(thread, NULL);
    return error.category == 0 && pair->errors[PAIR_SERVER].category == 0;
}

TEST(waiting_send, "a `send` function that waits keeps no other thread from asking the socket, nor from receiving") {
    pair_t pair;
    setting_t settings[2];
    pthread_t thread;
    char bytes[16];
    size_t received = 0;
    setting_with_key(&settings[PAIR_CLIENT], SECSOCK_STREAM);
    setting_with_key(&settings[PAIR_SERVER], SECSOCK_STREAM);
    EXPECT(pair_create(&pair, &settings[PAIR_CLIENT], &settings[PAIR_SERVER]));
    EXPECT(shake_hands_through_gate(&pair));
    EXPECT_EQUAL(secsock_socket_send(pair.sockets[PAIR_SERVER], "to you", 6).category, 0);
    gate.holds_back = true;
    EXPECT_EQUAL(pthread_create(&thread, NULL, send_text, &pair), 0);
    pthread_mutex_lock(&gate.lock);
    while (!gate.waits) {
        pthread_cond_wait(&gate.has_changed, &gate.lock);
    }
    pthread_mutex_unlock(&gate.lock);
    bool is_connected = secsock_socket_state(pair.sockets[PAIR_CLIENT]) == SECSOCK_STATE_CONNECTED;
    secsock_error error =
            secsock_socket_receive(pair.sockets[PAIR_CLIENT], bytes, sizeof(bytes), &received, NULL);
    pthread_mutex_lock(&gate.lock);
    gate.may_go = true;
    pthread_cond_broadcast(&gate.has_changed);
    bool was_late = gate.was_late;
    pthread_mutex_unlock(&gate.lock);
    pthread_join(thread, NULL);
    pair_destroy(&pair);
    EXPECT(is_connected && error.category == 0 && received == 6);
    EXPECT(!was_late);
    EXPECT_EQUAL(pair.errors[PAIR_CLIENT].category, 0);
}
