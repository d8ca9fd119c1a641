// A part of securesockets.h, which includes it: what the socket of the system is told.
#ifndef SECURESOCKETS_OPTIONS_H
#define SECURESOCKETS_OPTIONS_H

/// A family of addresses.
enum { SECSOCK_FAMILY_ANY = 0, SECSOCK_FAMILY_IPV4 = 4, SECSOCK_FAMILY_IPV6 = 6 };
/// Whether an address may be bound while connections of an earlier socket linger on it (SO_REUSEADDR). The default is
/// yes on streams, and no on datagrams, where two programs could share a port unnoticed.
enum { SECSOCK_REUSE_DEFAULT = 0, SECSOCK_REUSE_ALLOWED = 1, SECSOCK_REUSE_FORBIDDEN = 2 };

/// The family of its addresses and how its packets travel; without effect on transports of your own.
typedef struct secsock_options {
    size_t size;
    const char *network_interface;   ///< The only one that packets take, such as "eth0", at most 15 bytes; NULL: any.
    uint8_t family;                  ///< SECSOCK_FAMILY_...: the only one whose addresses are used.
    uint8_t preferred_family;        ///< SECSOCK_FAMILY_...: the one that `connect` tries first.
    uint8_t address_reuse;           ///< SECSOCK_REUSE_...
    uint8_t differentiated_services; ///< The code point (DSCP, RFC 2474), 0 to 63; 0: the system's.
    uint8_t priority;                ///< In the system's queues, 0 to 6, higher first (SO_PRIORITY); 0: what the system
    uint8_t has_priority;            ///< derives from the code point, unless this says that 0 is meant.
    uint8_t reserved[2];
} secsock_options;
/// Options for the next `bind` and `connect`, which fail where the system refuses one: EADDRNOTAVAIL without an
/// address of the family, ENODEV without such an interface, EPERM where it needs a privilege. NULL: the system's. They
/// stay after `close`. EINVAL for values out of range. Any thread.
secsock_error secsock_socket_set_options(secsock_socket *socket, const secsock_options *options);

/// The address that `connect` tries first where the name of the host has it among others, and goes before
/// `preferred_family`; NULL and 0: none.
///
/// `host` is an address, no name, else EINVAL. A `connect` that succeeded sets it, so that the next one comes back to
/// the server that knows the session: who keeps it over a restart gives it back here. It stays after `close`.
/// Any thread.
secsock_error secsock_socket_set_preferred_endpoint(secsock_socket *socket, const char *host, uint16_t port);
/// The same as `secsock_socket_remote_address` tells addresses. Any thread.
size_t secsock_socket_preferred_endpoint(secsock_socket *socket, char *host, size_t size, uint16_t *port);

#endif
