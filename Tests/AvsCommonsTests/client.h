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
// Connects to "localhost", echoes once, cleans up; the error of `connect`.
avs_error_t client_try(uint32_t kind, const avs_net_ssl_configuration_t *configuration, const server_t *server);

#endif
