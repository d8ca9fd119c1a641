// What the tests do with (D)TLS sockets of avs_net over and over.
#ifndef CLIENT_H
#define CLIENT_H

#include <avsystem/commons/avs_socket.h>

#include "avs_securesockets.h"
#include "double.h"
#include "server.h"
#include "test.h"
#include "watched_socket.h"

// The key of server.h; handshake time-outs of 1 and 8 seconds, as DTLS has them.
avs_net_ssl_configuration_t client_with_key(void);
// Trust in certs/ca and nothing else; no certificate of its own.
avs_net_ssl_configuration_t client_with_anchor(void);

// A DTLS or TLS socket; NULL where it cannot be created.
avs_net_socket_t *client_create(uint32_t kind, const avs_net_ssl_configuration_t *configuration);
avs_error_t client_create_error(uint32_t kind, const avs_net_ssl_configuration_t *configuration);
// One that stands on a watched UDP or TCP socket, which is given back.
avs_net_socket_t *client_create_watched(uint32_t kind, const avs_net_ssl_configuration_t *configuration,
                                        watched_socket_t **watched);

void client_set_timeout(avs_net_socket_t *socket, int64_t milliseconds);
int64_t client_timeout(avs_net_socket_t *socket);
bool client_flag(avs_net_socket_t *socket, avs_net_socket_opt_key_t key);
avs_net_socket_state_t client_state(avs_net_socket_t *socket);
// Sends a text and gets it back.
bool client_echoes(avs_net_socket_t *socket, const char *text);
// On a watched UDP socket whose datagrams arrive nowhere.
avs_net_socket_t *client_create_unheard(const avs_net_ssl_configuration_t *configuration, watched_socket_t **watched);

// A server, and a client that fits it.
typedef struct {
    uint32_t kind;
    server_t *server;                          // these two may be changed before `pair_start`
    avs_net_ssl_configuration_t configuration; // of the client
    avs_net_socket_t *socket;                  // NULL before that
    watched_socket_t *watched;                 // what it stands on, after `pair_start_watched`
    bool is_running;
} pair_t;

// With the key of server.h, or with a certificate of certs/ whose issuer the client trusts.
pair_t pair_with_key(uint32_t kind);
pair_t pair_with_certificate(uint32_t kind, const char *chain, const char *key);
// Starts the server and creates the client's socket, which is not connected.
bool pair_start(pair_t *pair);
bool pair_start_watched(pair_t *pair);
// Connects to "localhost".
avs_error_t pair_connect(pair_t *pair);
// Starts, connects, echoes once and stops; the error of `connect`, or that nothing could be started.
avs_error_t pair_try(pair_t *pair);
// Cleans the socket up, which has to work, and ends the server; what that found can be read until `pair_end`.
void pair_stop(pair_t *pair);
// The same, where it is not done yet, and frees all.
void pair_end(pair_t *pair);

#endif
