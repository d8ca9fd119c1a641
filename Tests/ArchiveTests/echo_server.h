// A server on a port of its own that sends back what it gets, one client after the other.
#ifndef ECHO_SERVER_H
#define ECHO_SERVER_H

#include "pair.h"

typedef struct echo_server echo_server_t;

// NULL where it cannot listen.
echo_server_t *echo_server_create(const setting_t *setting);
uint16_t echo_server_port(const echo_server_t *server);
void echo_server_destroy(echo_server_t *server);

#endif
