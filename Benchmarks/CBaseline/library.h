#pragma once

#include "baseline.h"

#include <netinet/in.h>
#include <sys/types.h>

// What memory.c and sockets.c need of a library: gnutls.c and openssl.c say how each does it.

/// Where the records of a session go: what carries them begins with this. The functions return what recv and send do, with errno.
typedef struct transport {
    ssize_t (*push)(void *transport, const void *data, size_t size);
    ssize_t (*pull)(void *transport, void *data, size_t size);
    /// 0 lets GnuTLS repeat its flight.
    int (*is_ready)(void *transport, unsigned milliseconds);
    /// How many datagrams came on sockets, and whether an answer is overdue.
    int pulled, is_overdue;
} transport;

/// Where a handshake is.
typedef enum { step_failed = -1, step_done, step_wants_input, step_wants_output } step;

enum { mtu = 1400 };

/// A session that can be resumed, in the library's own form.
struct baseline_session {
    uint8_t *bytes;
    size_t size;
};

typedef struct {
    void *(*make_psk)(void);
    void *(*make_certificate)(const uint8_t *certificate, size_t certificate_size, const uint8_t *key, size_t key_size,
                              const uint8_t *anchor, size_t anchor_size);
    void (*free_credentials)(void *);

    /// A session without a transport; NULL on failure.
    void *(*open)(const baseline *, int is_client);
    void (*close)(void *session);
    int (*carry)(void *session, transport *);
    int (*carry_descriptor)(void *session, int descriptor);

    step (*shake_hands)(void *session, transport *);
    /// How long to wait for an answer, and what is done when none has come.
    long (*milliseconds_left)(void *session);
    int (*repeat)(void *session, transport *);

    /// How many bytes; 0 where it has to wait, -1 on failure or at the end.
    ssize_t (*send)(void *session, const void *data, size_t size);
    ssize_t (*receive)(void *session, void *data, size_t room);
    void (*say_goodbye)(void *session);

    /// What answers hellos with cookies, and makes a session of one that brings its cookie; NULL for others.
    void *(*make_gate)(const baseline *);
    void (*free_gate)(void *gate);
    void *(*admit)(void *gate, transport *, const struct sockaddr_in *peer, uint8_t *hello, size_t size);

    /// 0 on success.
    int (*allow_tickets)(void *credentials);
    int (*save)(void *session, baseline_session *);
    int (*resume)(void *session, const baseline_session *);
    int (*is_resumed)(void *session);
} library;

extern const library gnutls_library, openssl_library;

/// What all sessions of one kind share.
struct baseline {
    const library *library;
    int is_datagram;
    /// The library's own: priorities parsed once, credentials loaded once.
    void *credentials;
};
