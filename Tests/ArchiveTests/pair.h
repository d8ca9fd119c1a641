// A client and a server in memory, on the two ends of a wire.
#ifndef PAIR_H
#define PAIR_H

#include <stdbool.h>

#include <securesockets.h>

#include "../CTestSupport/test.h"
#include "wire.h"

enum { PAIR_CLIENT = 0, PAIR_SERVER = 1, PAIR_LIMIT = 60000 };

// A configuration and what it points to.
typedef struct {
    secsock_configuration configuration;
    secsock_certificate certificate;
    secsock_psk psk;
} setting_t;

typedef struct {
    uint32_t kind;
    wire_t *wire;
    secsock_socket *sockets[2];
    secsock_error errors[2]; // of the last handshake
} pair_t;

// With a certificate of certs/, or none for NULL, and trust in certs/ca alone; both ends verify. Filled in place.
void setting_with_certificate(setting_t *setting, uint32_t kind, const char *name);
// With a pre-shared key.
void setting_with_key(setting_t *setting, uint32_t kind);
// NULL, with a failed check, where it cannot be used.
secsock_context *setting_context(const setting_t *setting);

// Sockets of both, which are not connected; false, with a failed check, where they cannot be made.
bool pair_create(pair_t *pair, const setting_t *client, const setting_t *server);
void pair_destroy(pair_t *pair);
// Both ends shake hands, on a wire that is new; false where one of them fails.
bool pair_shake_hands(pair_t *pair);
// The client alone does, on the same wire.
bool pair_goes_on(pair_t *pair);
// A text goes in each direction.
bool pair_echoes(pair_t *pair);

#endif
