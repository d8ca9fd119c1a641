#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

static server_t *server_create(uint32_t kind) {
    server_t *server = calloc(1, sizeof(*server));
    if (!server) {
        abort();
    }
    server->configuration.size = sizeof(server->configuration);
    server->configuration.kind = kind;
    return server;
}

server_t *server_with_key(uint32_t kind) {
    server_t *server = server_create(kind);
    server->psk.size = sizeof(server->psk);
    server->psk.identity = SERVER_IDENTITY;
    server->psk.identity_size = strlen(SERVER_IDENTITY);
    server->psk.key = SERVER_KEY;
    server->psk.key_size = strlen(SERVER_KEY);
    server->configuration.psk = &server->psk;
    return server;
}

server_t *server_with_certificate(uint32_t kind, const char *chain, const char *key) {
    server_t *server = server_create(kind);
    server->certificate.size = sizeof(server->certificate);
    server->certificate.chain.kind = SECSOCK_SOURCE_FILE;
    server->certificate.chain.data = certificate_path(chain);
    server->certificate.private_key.kind = SECSOCK_SOURCE_FILE;
    server->certificate.private_key.data = certificate_path(key);
    server->configuration.certificate = &server->certificate;
    return server;
}

void server_free(server_t *server) {
    free(server);
}

void server_echo(server_t *server, secsock_socket *socket) {
    char bytes[16384];
    size_t received;
    uint8_t has_ended = 0;
    secsock_error error = { 0 };
    while (!error.category && !has_ended) {
        error = secsock_socket_receive(socket, bytes, sizeof(bytes), &received, &has_ended);
        if (!error.category && received) {
            error = secsock_socket_send(socket, bytes, received);
        }
    }
    pthread_mutex_lock(&server->lock);
    server->end_error = error;
    server->has_ended = has_ended;
    pthread_mutex_unlock(&server->lock);
}

static void note_handshake(server_t *server, secsock_socket *socket, secsock_error error) {
    pthread_mutex_lock(&server->lock);
    server->handshake_error = error;
    server->handshake_count += !error.category;
    server->negotiated.size = sizeof(server->negotiated);
    secsock_socket_negotiated(socket, &server->negotiated);
    size_t count = 0;
    size_t size;
    while (count < SERVER_SOCKETS && (size = secsock_socket_peer_certificate(socket, count, NULL, 0))) {
        server->peer_certificate_sizes[count++] = size;
    }
    server->peer_certificate_count = count;
    pthread_mutex_unlock(&server->lock);
}

static void *serve(void *client_) {
    struct server_client *client = client_;
    server_t *server = client->server;
    secsock_socket *socket = server->sockets[client->index];
    secsock_socket_set_receive_timeout(socket, SERVER_LIMIT);
    secsock_error error = secsock_socket_accept(socket, SERVER_LIMIT);
    note_handshake(server, socket, error);
    if (!error.category) {
        (server->body ? server->body : server_echo)(server, socket);
    }
    pthread_mutex_lock(&server->lock);
    secsock_socket_destroy(&server->sockets[client->index]);
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static void *accept_clients(void *server_) {
    server_t *server = server_;
    secsock_socket *socket = NULL;
    while (server->socket_count < SERVER_SOCKETS
           && !secsock_listener_accept(server->listener, -1, &socket).category) {
        pthread_mutex_lock(&server->lock);
        size_t index = server->socket_count++;
        server->sockets[index] = socket;
        server->clients[index].server = server;
        server->clients[index].index = index;
        pthread_create(&server->threads[index], NULL, serve, &server->clients[index]);
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}

bool server_start(server_t *server) {
    char text[256] = "";
    secsock_error error = secsock_context_create(&server->configuration, &server->context, text, sizeof(text));
    if (!error.category) {
        error = secsock_listener_create(server->context, "127.0.0.1", 0, &server->listener);
    }
    if (error.category) {
        printf("    the server cannot start: %u/%u %s\n", error.category, error.code, text);
        secsock_context_destroy(&server->context);
        return false;
    }
    snprintf(server->port, sizeof(server->port), "%u", secsock_listener_port(server->listener));
    pthread_mutex_init(&server->lock, NULL);
    pthread_create(&server->acceptor, NULL, accept_clients, server);
    return true;
}

void server_stop(server_t *server) {
    secsock_listener_cancel(server->listener);
    pthread_join(server->acceptor, NULL);
    pthread_mutex_lock(&server->lock);
    for (size_t i = 0; i < server->socket_count; ++i) {
        secsock_socket_cancel(server->sockets[i]);
    }
    pthread_mutex_unlock(&server->lock);
    for (size_t i = 0; i < server->socket_count; ++i) {
        pthread_join(server->threads[i], NULL);
    }
    secsock_listener_destroy(&server->listener);
    secsock_context_destroy(&server->context);
    pthread_mutex_destroy(&server->lock);
}
