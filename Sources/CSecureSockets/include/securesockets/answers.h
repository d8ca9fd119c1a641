// A part of securesockets.h, which includes it: what a socket tells, by any thread. NULL for a socket gives 0 or
// EINVAL.
#ifndef SECURESOCKETS_ANSWERS_H
#define SECURESOCKETS_ANSWERS_H

/// The address of this end, without a name being looked up: the text of its host, such as "192.0.2.1" or
/// "2001:db8::1". Returns the text's length, 0 without an address, as over a transport of your own.
///
/// `*port`, if the pointer is not NULL, is the port, and 0 without one. A socket that was accepted has, on datagrams,
/// the address of its listener, which may be any ("::").
size_t secsock_socket_local_address(secsock_socket *socket, char *host, size_t size, uint16_t *port);
/// The address of the peer in the same way; that of a server's client is the one that it had when it spoke last.
size_t secsock_socket_remote_address(secsock_socket *socket, char *host, size_t size, uint16_t *port);

/// The name that the client asked for (SNI), at either end; empty for none.
size_t secsock_socket_server_name(secsock_socket *socket, char *text, size_t size);
/// The raw public key that the peer proved itself with (RFC 7250), DER of its SubjectPublicKeyInfo; returns its
/// length, 0 for none.
size_t secsock_socket_peer_public_key(secsock_socket *socket, void *bytes, size_t size);
/// The connection ID in the records that come, and the one in those that are sent (RFC 9146); returns the length, 0
/// where they have none.
size_t secsock_socket_connection_id(secsock_socket *socket, void *bytes, size_t size);
size_t secsock_socket_peer_connection_id(secsock_socket *socket, void *bytes, size_t size);

/// Why a handshake did not resume an earlier session.
enum {
    SECSOCK_NOT_RESUMED_NONE = 0,                ///< It did, or is not complete.
    SECSOCK_NOT_RESUMED_EMPTY = 1,               ///< No session was saved.
    SECSOCK_NOT_RESUMED_DAMAGED = 2,             ///< What was saved is cut, changed or no session at all.
    SECSOCK_NOT_RESUMED_OTHER_BACKEND = 3,       ///< Another TLS library saved it, or another version of it.
    SECSOCK_NOT_RESUMED_OTHER_CONFIGURATION = 4, ///< It was made with another name or configuration.
    SECSOCK_NOT_RESUMED_EXPIRED = 5,             ///< It is too old, or the clock was set back.
    SECSOCK_NOT_RESUMED_DECLINED = 6,            ///< It was offered, and the server made a new one.
    SECSOCK_NOT_RESUMED_BUFFER_TOO_SMALL = 7,    ///< The buffer is empty since the last session did not fit.
    SECSOCK_NOT_RESUMED_UNREADABLE = 8           ///< Where it is kept could not be read.
};
/// What became of resumption in a client's last handshake, and of saving the session that came of it.
typedef struct secsock_resumption {
    size_t size;
    size_t session_size;          ///< Bytes that the newest session takes, and a buffer needs; 0 where there was none.
    secsock_error saving_failure; ///< What kept the newest session from being saved; success where nothing did.
    uint8_t is_resumed;
    uint8_t why_not;              ///< SECSOCK_NOT_RESUMED_...
    uint8_t reserved[6];
} secsock_resumption;
/// ENOTCONN before the first handshake as a client, and as long as there is an association that went on without one.
secsock_error secsock_socket_resumption(secsock_socket *socket, secsock_resumption *resumption);
/// The same in one line, with details, such as which library saved the session; empty where that call has ENOTCONN.
size_t secsock_socket_resumption_text(secsock_socket *socket, char *text, size_t size);

/// Why an association with a connection ID did not go on.
enum {
    SECSOCK_NOT_RESTORED_NONE = 0,                ///< It did, or connection IDs are off.
    SECSOCK_NOT_RESTORED_EMPTY = 1,               ///< No association was saved.
    SECSOCK_NOT_RESTORED_DAMAGED = 2,             ///< What was saved is cut, changed or no association at all.
    SECSOCK_NOT_RESTORED_OTHER_CONFIGURATION = 3, ///< It was made with another name or configuration.
    SECSOCK_NOT_RESTORED_UNREADABLE = 4,          ///< Where it is kept could not be read or written.
    SECSOCK_NOT_RESTORED_NEEDS_STORAGE = 5,       ///< ChaCha20-Poly1305 needs a storage.
    SECSOCK_NOT_RESTORED_IN_USE = 6,              ///< It goes on already, at a listener.
    SECSOCK_NOT_RESTORED_REFUSED = 7              ///< A limit of the listener's is reached.
};
/// Why the last handshake as a client was made, in place of going on with an association: SECSOCK_NOT_RESTORED_...
uint32_t secsock_socket_why_not_restored(secsock_socket *socket);
/// The same in words; empty for SECSOCK_NOT_RESTORED_NONE.
size_t secsock_socket_why_not_restored_text(secsock_socket *socket, char *text, size_t size);

/// What an association with connection IDs has dropped without a word, and how often its peer moved.
typedef struct secsock_connection_id_counters {
    size_t size;
    uint64_t dropped_malformed;              ///< Cut off, too long, too short, or nothing but padding.
    uint64_t dropped_unprotected;            ///< In the clear; repetitions of the peer's last flight are among them.
    uint64_t dropped_foreign_connection_ids; ///< With a connection ID that is not ours.
    uint64_t dropped_without_connection_id;  ///< Protected, without the connection ID that was agreed on.
    uint64_t dropped_replays;                ///< Their number had come already, or is too old to be told.
    uint64_t dropped_unauthentic;            ///< Not made with the keys of the association.
    uint64_t dropped_early;                  ///< In a handshake, before there were keys to open them.
    uint64_t moves;                          ///< How often the peer's address changed.
    uint64_t refused_moves;                  ///< How often `permits_move` said no.
} secsock_connection_id_counters;
/// Of the association, or of the last one where there is none. EINVAL for NULL.
secsock_error secsock_socket_connection_id_counted(secsock_socket *socket, secsock_connection_id_counters *counters);

#endif
