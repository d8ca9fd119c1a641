#include "echo_server.h"

#include <pthread.h>
#include <stdlib.h>

enum { MILLISECONDS_TO_ACCEPT = 2000, MILLISECONDS_TO_RECEIVE = 20 };

struct echo_server {
    secsock_listener *listener;
    pthread_t thread;
};

// Sends back what comes until nothing does for a while: who has gone without a word must not keep others waiting.
static void echo(secsock_socket *socket) {
    char bytes[16384];
    size_t received = 0;
    uint8_t has_ended = 0;
    secsock_error error = secsock_socket_accept(socket, MILLISECONDS_TO_ACCEPT);
    secsock_socket_set_receive_timeout(socket, MILLISECONDS_TO_RECEIVE);
    secsock_socket_set_send_timeout(socket, MILLISECONDS_TO_RECEIVE);
    while (!error.category && !has_ended) {
        error = secsock_socket_receive(socket, bytes, sizeof(bytes), &received, &has_ended);
        if (!error.category && !has_ended) {
            error = secsock_socket_send(socket, bytes, received);
        }
    }
    secsock_socket_close(socket);
}

static void *serve(void *server_) {
    echo_server_t *server = server_;
    secsock_error error = { .category = 0 };
    while (error.reason != SECSOCK_REASON_CANCELED) {
        secsock_socket *socket = NULL;
        error = secsock_listener_accept(server->listener, -1, &socket);
        if (!error.category) {
            echo(socket);
        }
        secsock_socket_destroy(&socket);
    }
    return NULL;
}

echo_server_t *echo_server_create(const setting_t *setting) {
    echo_server_t *server = calloc(1, sizeof(*server));
    secsock_context *context = setting_context(setting);
    if (server && !secsock_listener_create(context, "127.0.0.1", 0, &server->listener).category
        && pthread_create(&server->thread, NULL, serve, server)) {
        secsock_listener_destroy(&server->listener);
    }
    secsock_context_destroy(&context);
    if (server && !server->listener) {
        free(server);
        return NULL;
    }
    return server;
}

uint16_t echo_server_port(const echo_server_t *server) {
    return server ? secsock_listener_port(server->listener) : 0;
}

void echo_server_destroy(echo_server_t *server) {
    if (server) {
        secsock_listener_cancel(server->listener);
        pthread_join(server->thread, NULL);
        secsock_listener_destroy(&server->listener);
        free(server);
    }
}
