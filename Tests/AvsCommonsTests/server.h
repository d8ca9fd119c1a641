// A server of libsecuresockets on a port of its own, which sends back what it gets, or does what a test wants.
#ifndef SERVER_H
#define SERVER_H

#include <pthread.h>
#include <stdbool.h>

#include <securesockets.h>

#define SERVER_KEY "0123456789abcdef"
#define SERVER_IDENTITY "device"
enum { SERVER_LIMIT = 10000, SERVER_SOCKETS = 8, SERVER_SUITES = 8 };

typedef struct server server_t;
// What is done with a client after its handshake; echoes where it is NULL.
typedef void server_body_t(server_t *server, secsock_socket *socket);

struct server {
    secsock_configuration configuration; // to be changed before `server_start`
    secsock_certificate certificate;
    secsock_psk psk;
    server_body_t *body;
    char port[8];

    secsock_context *context;
    secsock_listener *listener;
    struct server_client {
        server_t *server;
        size_t index;
    } clients[SERVER_SOCKETS];
    pthread_t acceptor;
    pthread_t threads[SERVER_SOCKETS];
    pthread_mutex_t lock; // what follows
    secsock_socket *sockets[SERVER_SOCKETS];
    size_t socket_count;
    size_t handshake_count;
    secsock_error handshake_error; // the last one's
    secsock_error end_error;       // what ended the last one's use
    uint8_t has_ended;             // with close_notify
    secsock_negotiated negotiated; // the last one's
    size_t peer_certificate_sizes[SERVER_SOCKETS]; // the last one's
    size_t peer_certificate_count;
};

// With the key above, or with a certificate of certs/ and its key; to be freed with `server_free`.
server_t *server_with_key(uint32_t kind);
server_t *server_with_certificate(uint32_t kind, const char *chain, const char *key);
// False where the configuration cannot be used.
bool server_start(server_t *server);
// Ends all threads; what they found can be read then.
void server_stop(server_t *server);
void server_free(server_t *server);
// Sends back what comes until nothing does.
void server_echo(server_t *server, secsock_socket *socket);

#endif
