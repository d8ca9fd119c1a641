// Listeners of the archive, on ports of the system.
#include <pthread.h>
#include <string.h>

#include "pair.h"

struct client {
    secsock_context *context;
    uint16_t port;
    bool has_echoed;
};

static void *connect_and_echo(void *client_) {
    struct client *client = client_;
    secsock_socket *socket = NULL;
    char bytes[16];
    size_t received = 0;
    uint8_t has_ended = 0;
    secsock_socket_create(client->context, &socket);
    secsock_socket_set_receive_timeout(socket, PAIR_LIMIT);
    client->has_echoed = secsock_socket_connect(socket, "127.0.0.1", client->port, PAIR_LIMIT).category == 0
                         && secsock_socket_send(socket, "hello", 5).category == 0
                         && secsock_socket_receive(socket, bytes, sizeof(bytes), &received, &has_ended).category == 0
                         && received == 5 && memcmp(bytes, "hello", 5) == 0;
    secsock_socket_close(socket);
    secsock_socket_destroy(&socket);
    return NULL;
}

static bool serve_one(secsock_listener *listener) {
    secsock_socket *socket = NULL;
    char bytes[16];
    size_t received = 0;
    uint8_t has_ended = 0;
    bool holds = secsock_listener_accept(listener, PAIR_LIMIT, &socket).category == 0
                 && secsock_socket_state(socket) == SECSOCK_STATE_ACCEPTED
                 && secsock_socket_accept(socket, PAIR_LIMIT).category == 0
                 && secsock_socket_receive(socket, bytes, sizeof(bytes), &received, &has_ended).category == 0
                 && secsock_socket_send(socket, bytes, received).category == 0
                 && secsock_socket_receive(socket, bytes, sizeof(bytes), &received, &has_ended).category == 0
                 && has_ended;
    secsock_socket_destroy(&socket);
    return holds;
}

static void listens(uint32_t kind) {
    setting_t settings[2];
    pthread_t thread;
    secsock_listener *listener = NULL;
    struct client client = { .port = 0 };
    setting_with_certificate(&settings[PAIR_CLIENT], kind, "client");
    setting_with_certificate(&settings[PAIR_SERVER], kind, "server");
    settings[PAIR_CLIENT].configuration.server_name = "localhost";
    secsock_context *context = setting_context(&settings[PAIR_SERVER]);
    client.context = setting_context(&settings[PAIR_CLIENT]);
    EXPECT_EQUAL(secsock_listener_create(context, "127.0.0.1", 0, &listener).category, 0);
    secsock_context_destroy(&context); // the listener goes on
    client.port = secsock_listener_port(listener);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQUAL(pthread_create(&thread, NULL, connect_and_echo, &client), 0);
        bool is_served = serve_one(listener);
        pthread_join(thread, NULL);
        EXPECT(is_served && client.has_echoed);
    }
    secsock_listener_destroy(&listener);
    secsock_context_destroy(&client.context);
}

TEST(datagrams, "a listener serves one client after the other over DTLS 1.2") {
    listens(SECSOCK_DATAGRAM);
}

TEST(streams, "a listener serves one client after the other over TLS") {
    listens(SECSOCK_STREAM);
}

static void *cancel(void *listener) {
    secsock_listener_cancel(listener);
    return NULL;
}

TEST(canceled, "a listener that waits is ended by another thread, and takes nobody afterwards") {
    setting_t setting;
    pthread_t thread;
    secsock_listener *listener = NULL;
    secsock_socket *socket = NULL;
    setting_with_key(&setting, SECSOCK_STREAM);
    secsock_context *context = setting_context(&setting);
    EXPECT_EQUAL(secsock_listener_create(context, NULL, 0, &listener).category, 0);
    EXPECT_EQUAL(pthread_create(&thread, NULL, cancel, listener), 0);
    secsock_error error = secsock_listener_accept(listener, -1, &socket);
    pthread_join(thread, NULL);
    EXPECT_EQUAL(error.reason, SECSOCK_REASON_CANCELED);
    EXPECT_EQUAL(secsock_listener_accept(listener, -1, &socket).reason, SECSOCK_REASON_CANCELED);
    EXPECT(!socket);
    secsock_listener_destroy(&listener);
    secsock_context_destroy(&context);
}
