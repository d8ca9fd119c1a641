// A part of securesockets.h, which includes it: listeners.
#ifndef SECURESOCKETS_LISTENER_H
#define SECURESOCKETS_LISTENER_H

/// A UDP or TCP port that clients come to.
typedef struct secsock_listener secsock_listener;

/// Listens at a local address: NULL is any, port 0 a free one. On failure `*listener` is NULL. Any thread.
secsock_error secsock_listener_create(secsock_context *context, const char *host, uint16_t port,
                                      secsock_listener **listener);

/// Where a listener listens, and how much it takes on: what is over a limit is refused without an answer and counted.
typedef struct secsock_listener_settings {
    size_t size;
    const char *host;                  ///< The local address; NULL: any, IPv6 and IPv4.
    const secsock_options *options;    ///< Of its socket, and of those that it accepts; NULL: the system's.
    uint32_t half_open_handshakes;     ///< Accepted sockets at a time whose handshake is not complete; 0: 1024.
    uint32_t associations;             ///< Accepted sockets at a time, half-open ones included; 0: 100000.
    uint32_t associations_per_address; ///< Of them from one IP address; 0: 1024.
    uint32_t handshake_time;           ///< Milliseconds of a handshake from when it was accepted on; 0: 60 s.
    uint32_t idle_time;                ///< Milliseconds without anything received, after which it ends; 0: for ever.
    uint16_t port;                     ///< 0: a free one.
    uint8_t reserved[2];
} secsock_listener_settings;
/// The same as `secsock_listener_create`; on failure `text`, if it is not NULL, says what is wrong.
///
/// EADDRINUSE where the port is taken, EADDRNOTAVAIL where the machine has no such address, and what the options can
/// fail with.
secsock_error secsock_listener_create_with(secsock_context *context, const secsock_listener_settings *settings,
                                           secsock_listener **listener, char *text, size_t size);
/// The port. Any thread; 0 for NULL.
uint16_t secsock_listener_port(secsock_listener *listener);
/// The address that it listens at, as `secsock_socket_local_address` tells it; "::" for any. Any thread.
size_t secsock_listener_local_address(secsock_listener *listener, char *host, size_t size, uint16_t *port);
/// Waits at most so many milliseconds, negative for ever, for a client, to be given to `secsock_socket_accept`.
///
/// One thread at a time, else EBUSY. On failure `*socket` is NULL.
secsock_error secsock_listener_accept(secsock_listener *listener, int64_t timeout, secsock_socket **socket);
/// What the last call of the listener's that failed said, with its details; empty where none has. Any thread.
size_t secsock_listener_error_text(secsock_listener *listener, char *text, size_t size);
/// Shakes hands with a client that was accepted; on failure the socket is closed.
secsock_error secsock_socket_accept(secsock_socket *socket, int64_t limit);
/// Serves all clients that come from now on with another context: new certificates, keys, lists or anchors. Any
/// thread.
///
/// Accepted sockets go on as they are, and DTLS clients' cookies stay good. EINVAL where it is for the other kind of
/// transport, has connection IDs of another length, or no server can be made of it; then nothing has changed.
secsock_error secsock_listener_reload(secsock_listener *listener, secsock_context *context);
/// Goes on with an association with connection IDs that was saved, in this process or in another one, without a
/// handshake: from bytes, or, where these are NULL and 0, from what the storage has. Any thread. On failure `*socket`
/// is NULL.
///
/// The socket is accepted and established, sends to where the client was and follows it to where that is now. The
/// storage keeps it from now on, and may be NULL where there are bytes; ChaCha20-Poly1305 needs one. EINVAL where the
/// bytes are no association of this context, EADDRINUSE where it goes on already, ENOTSUP on streams and without
/// connection IDs, ENOBUFS where a limit is reached, EIO where the storage could not be read or could not keep it.
secsock_error secsock_listener_restore(secsock_listener *listener, const void *bytes, size_t length,
                                       const secsock_storage *storage, secsock_socket **socket);

/// What a listener has seen since it began.
typedef struct secsock_listener_counters {
    size_t size;
    uint64_t accepted;          ///< Clients that were given out.
    uint64_t established;       ///< Handshakes that were completed.
    uint64_t failed_handshakes; ///< Handshakes that failed or ran out of time.
    uint64_t associations;      ///< That exist now, half-open ones included.
    uint64_t half_open;         ///< That exist now and whose handshake is not complete.
    uint64_t replaced;          ///< Associations that a new one of the same client took the place of (RFC 6347, 4.2.8).
    uint64_t idle;              ///< Associations that ended since nothing came for too long.
    uint64_t restored;          ///< Associations that were restored; among those accepted and established.
    uint64_t moves;             ///< Associations that went on at another address of the peer's (RFC 9146, 6).
    uint64_t refused_moves;     ///< Moves that `permits_move` refused.
    uint64_t refused_by_half_open_handshakes;     ///< Clients that this limit refused, and so on.
    uint64_t refused_by_associations;
    uint64_t refused_by_associations_per_address;
    uint64_t refused_by_connection_ids;           ///< All connection IDs of the length are in use.
    uint64_t cookies_sent;      ///< Hellos that were answered with a cookie.
    uint64_t cookies_verified;  ///< Hellos that came back with the right one.
    uint64_t cookies_rejected;  ///< Hellos with a wrong one, which are answered with the right one.
    uint64_t dropped_foreign_connection_ids; ///< Datagrams with a connection ID that no association has.
    uint64_t dropped_stray_datagrams;        ///< Datagrams that were no whole hello and belonged to no association.
    uint64_t dropped_hellos;                 ///< Since `accept` did not keep up.
    uint64_t dropped_by_full_inbox;          ///< Datagrams, since their association did not receive for too long.
} secsock_listener_counters;
/// EINVAL for NULL. Any thread.
secsock_error secsock_listener_counted(secsock_listener *listener, secsock_listener_counters *counters);
/// How many alerts with a description came from clients, and were sent to them, in associations that have ended. Any
/// thread; 0 for NULL.
uint64_t secsock_listener_alerts_received(secsock_listener *listener, uint8_t description);
uint64_t secsock_listener_alerts_sent(secsock_listener *listener, uint8_t description);

/// Ends all `accept`s with ECANCELED, now and from now on. Any thread.
void secsock_listener_cancel(secsock_listener *listener);
/// Frees it and sets the pointer to NULL; its sockets go on. No other thread may be in a call. NULL does nothing.
void secsock_listener_destroy(secsock_listener **listener);

#endif
