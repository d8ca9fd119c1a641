/// libsecuresockets: TLS 1.2/1.3 and DTLS 1.2 sockets on GnuTLS or OpenSSL, for C99 and C++.
///
/// Errors are values. A call that fails changes nothing but what it says. NULL, a wrong size or a wrong state is an
/// error value too; what cannot be found out is a pointer to memory that was freed or is no such object.
///
/// Structs that begin with `size` grow in later versions: set it to sizeof of the struct, and all else that you do
/// not use to zero, which is every field's default. One as an older header has it, from 0.1 on, is read and written as
/// far as it goes. Bytes behind what this version knows have to be zero, else E2BIG, and are written as zero.
/// All that a struct points to is copied within the call, unless it says otherwise.
///
/// Texts are UTF-8 and end with a NUL, paths of files too; EINVAL for others. A function that gives text writes at most
/// `size` bytes of it, the NUL included, and returns the length of the whole text without the NUL, as snprintf does;
/// `text` may be NULL where `size` is 0.
///
/// Threads: a socket may be used by one thread that sends and one that receives at the same time, and those calls
/// that say so by any thread, as do `shutdown`, the saving and restoring of associations, and the setters of time-outs,
/// records and a suite, which count from the next call on. Every other overlap fails with EBUSY. Contexts may be shared
/// by any number of threads.
///
/// Callbacks run on the thread of the call that needs them; they must return, not longjmp or throw. They may use other
/// sockets, unless two threads do so with each other's. Their own socket answers with EBUSY, or as if it were closed,
/// and is not destroyed.
#ifndef SECURESOCKETS_H
#define SECURESOCKETS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "securesockets/numbers.h"

/// The version of this header: major << 16 | minor << 8 | patch.
#define SECSOCK_VERSION 0x000100
/// The version of the library that is linked. Any thread.
uint32_t secsock_version(void);
/// The TLS library and its version as it runs, such as "GnuTLS 3.7.9". Any thread.
size_t secsock_library(char *text, size_t size);

/// What the backend can do: SECSOCK_FEATURE_..., one bit each. Any thread.
uint64_t secsock_features(void);

/// A failure; all zero is success.
typedef struct secsock_error {
    uint16_t category;   ///< SECSOCK_CATEGORY_...: whose number `code` is.
    uint16_t code;       ///< errno, an alert as level << 8 | description, or the library's number without its sign.
    uint16_t reason;     ///< SECSOCK_REASON_...: why, the same on each backend.
    uint16_t sent_alert; ///< The alert that was sent to the peer about it, level << 8 | description; 0 for none.
} secsock_error;

/// The numbers of avs_error_t: errno, an alert that the peer sent, the TLS library's own.
enum {
    SECSOCK_CATEGORY_NONE = 0, SECSOCK_CATEGORY_ALERT = 8572, SECSOCK_CATEGORY_LIBRARY = 8573,
    SECSOCK_CATEGORY_SYSTEM = 37766
};

/// One line about an error, made of its numbers alone; "success" for none. Any thread.
size_t secsock_error_text(secsock_error error, char *text, size_t size);

/// Where certificates, revocation lists, public keys or a private key come from. PEM and DER are told apart.
typedef struct secsock_source {
    uint32_t kind; ///< SECSOCK_SOURCE_...
    const void *data; ///< Bytes for BYTES, `secsock_source`s for LIST, else a text that ends with a NUL.
    size_t count; ///< How many bytes or sources there are; without meaning for texts.
} secsock_source;

/// PATH is a file, a directory or a PKCS#11 URL (RFC 7512), whichever it is. A LIST is at most 16 deep and has 65536
/// sources in all. Private keys come from BYTES, FILE, PATH or PKCS11, and never from a directory.
enum {
    SECSOCK_SOURCE_NONE = 0, SECSOCK_SOURCE_BYTES = 1, SECSOCK_SOURCE_FILE = 2, SECSOCK_SOURCE_DIRECTORY = 3,
    SECSOCK_SOURCE_PATH = 4, SECSOCK_SOURCE_PKCS11 = 5, SECSOCK_SOURCE_LIST = 6
};

/// Writes the password of a key, or the PIN of a token, and returns its length; negative where there is none.
typedef int (*secsock_password)(void *context, const char *origin, char *password, size_t size);

/// What this end proves itself with: a certificate and its key.
typedef struct secsock_certificate {
    size_t size;
    secsock_source chain; ///< The own certificate first; NONE for a raw public key (RFC 7250).
    secsock_source private_key;
    secsock_password password; ///< May be NULL. Called while a context is created.
    void *password_context;
    const char *server_name; ///< In `named_certificates`: the name (SNI) that it is for, or one with "*." in front.
    uint8_t rebuilds_chain;  ///< Completes the chain from the trust anchors, even with verification off.
    uint8_t reserved[7];
} secsock_certificate;

/// A pre-shared key with its identity.
typedef struct secsock_psk {
    size_t size;
    const void *identity;
    size_t identity_size;
    const void *key;
    size_t key_size;
} secsock_psk;

/// Writes the key of a client's identity, 512 bytes at most, and returns its length; negative where there is none.
typedef int (*secsock_psk_look_up)(void *context, const void *identity, size_t identity_size, void *key, size_t size);

/// A TLSA record (RFC 6698, 2.1). This struct never grows.
typedef struct secsock_tlsa_record {
    uint8_t usage;
    uint8_t selector;
    uint8_t matching;
    const void *data;
    size_t data_size;
} secsock_tlsa_record;

enum { SECSOCK_DATAGRAM = 1, SECSOCK_STREAM = 2 };
enum { SECSOCK_CLIENT = 1, SECSOCK_SERVER = 2 };
/// Whether a server asks for a client's certificate, and insists.
enum {
    SECSOCK_CLIENT_CERTIFICATE_NONE = 0, SECSOCK_CLIENT_CERTIFICATE_REQUESTED = 1,
    SECSOCK_CLIENT_CERTIFICATE_REQUIRED = 2
};
/// What an end proves itself with.
enum {
    SECSOCK_CERTIFICATE_TYPE_NONE = 0, SECSOCK_CERTIFICATE_TYPE_X509 = 1, SECSOCK_CERTIFICATE_TYPE_RAW_PUBLIC_KEY = 2
};
/// What the peer may prove itself with, most wanted first; by default X.509, or a raw public key if some are pinned.
enum {
    SECSOCK_ACCEPTS_DEFAULT = 0, SECSOCK_ACCEPTS_X509 = 1, SECSOCK_ACCEPTS_RAW_PUBLIC_KEY = 2,
    SECSOCK_ACCEPTS_X509_OR_RAW_PUBLIC_KEY = 3, SECSOCK_ACCEPTS_RAW_PUBLIC_KEY_OR_X509 = 4
};
enum {
    SECSOCK_TLS10 = 0x0301, SECSOCK_TLS11 = 0x0302, SECSOCK_TLS12 = 0x0303, SECSOCK_TLS13 = 0x0304,
    SECSOCK_DTLS10 = 0xfeff, SECSOCK_DTLS12 = 0xfefd
};

/// All that is decided before an association begins. Zero is the default of each field, and the safe choice.
///
/// With a PSK there is no certificate, and the other way round: EINVAL for both.
typedef struct secsock_configuration {
    size_t size;
    uint32_t kind;            ///< SECSOCK_DATAGRAM or SECSOCK_STREAM.
    uint16_t minimum_version; ///< 0: TLS 1.2 or DTLS 1.2. Older ones only if named here; they need suites of their age.
    uint16_t maximum_version; ///< 0: the newest. ENOTSUP for one of the other kind, and where none is left.
    const secsock_psk *psk;
    secsock_psk_look_up psk_look_up; ///< Servers, in place of `psk`. Called in the handshake.
    void *psk_context;
    const void *psk_hint; ///< Beside `psk_look_up` (RFC 4279, 5.2).
    size_t psk_hint_size;
    const secsock_certificate *certificate;
    const secsock_certificate *named_certificates; ///< Servers, beside `certificate`: each by a name of its own.
    size_t named_certificate_count;

    uint8_t disables_verification;     ///< Any certificate is taken.
    uint8_t ignores_system_trust_store;
    uint8_t skips_name_check;
    uint8_t allows_common_name;        ///< For certificates without any other name.
    uint8_t is_opportunistic;          ///< Beside `disables_verification`: TLSA records of usage 2 and 3 have to match.
    uint8_t checks_name_of_domain_issued_certificate; ///< Where a TLSA record of usage 3 matched.
    uint8_t ignores_validity_periods;  ///< For devices without a clock.
    uint8_t client_certificate;        ///< SECSOCK_CLIENT_CERTIFICATE_...
    uint8_t allows_colliding_digests;  ///< Signatures with SHA-1 or MD5.
    uint8_t maximum_depth;             ///< CAs between the peer's certificate and the trust anchor; 0: as many as
    uint8_t has_maximum_depth;         ///< `maximum_certificates` leaves room for, unless this says that 0 is meant.
    uint8_t accepts;                   ///< SECSOCK_ACCEPTS_...
    uint32_t minimum_modulus_bits;     ///< Of keys of RSA and DSA; 0: 2048.
    uint32_t minimum_curve_bits;       ///< Of keys on curves; 0: 224.
    secsock_source trust_anchors;
    secsock_source revocation_lists;   ///< Enforced.
    secsock_source pinned_public_keys; ///< Raw public keys that are accepted, in place of certificates.
    const secsock_tlsa_record *tlsa_records;
    size_t tlsa_record_count;
    int64_t (*clock)(void *context);   ///< Seconds since 1970, for validity periods; NULL: the system's.
    void *clock_context;

    const char *server_name;           ///< For SNI, verification and DANE in place of the host; at most 255 bytes.
    const uint16_t *cipher_suites;     ///< IANA's numbers, most wanted first; none: a sound default.
    size_t cipher_suite_count;
    const uint16_t *groups;            ///< IANA's numbers; none: the library's.
    size_t group_count;
    const uint16_t *signature_schemes; ///< IANA's numbers; none: the library's.
    size_t signature_scheme_count;
    const char *const *application_protocols; ///< ALPN, most wanted first.
    size_t application_protocol_count;

    uint32_t minimum_handshake_timeout; ///< Milliseconds of the first wait of DTLS; 0: 1 s. At least 50 ms.
    uint32_t maximum_handshake_timeout; ///< Milliseconds of the longest one; 0: 60 s. At most 1 hour.
    uint32_t maximum_transmission_unit; ///< The longest UDP payload; 0: the transport's.
    /// Servers: whether an association goes on at another address, 0 for no; NULL: it does. Asked when an authentic
    /// record newer than all others came from there, within a call of the socket.
    int (*permits_move)(void *context, const char *host, uint16_t port, const char *new_host, uint16_t new_port);
    void *move_context;
    uint8_t uses_connection_ids;        ///< RFC 9146, datagrams.
    uint8_t connection_id_length;       ///< Of the ID that the peer is to send; a client may do with 0.
    uint8_t answers_unreadable_finished;
    uint8_t maximum_certificates;       ///< Of the peer's; 0: 10.
    uint32_t maximum_handshake_length;  ///< Bytes; 0: 131072.
    const void *ticket_key;             ///< Servers: 32 to 512 random bytes; none: no tickets.
    size_t ticket_key_size;
    uint32_t cached_sessions;           ///< Servers: how many sessions are resumed by id; 0: none.
    uint32_t session_lifetime;          ///< Servers: seconds; 0: 6 hours.
    void (*key_log)(void *context, const char *line); ///< NSS key log; who has it reads everything.
    void *key_log_context;
} secsock_configuration;

/// A configuration that was read once: credentials loaded and compared. Any number of sockets may share it.
typedef struct secsock_context secsock_context;

/// Reads a configuration. On failure `*context` is NULL and `text`, if it is not NULL, says what is wrong.
///
/// EPROTO and others for what cannot be parsed, EINVAL for values out of range, ENOTSUP for what the backend has not.
/// Callbacks of the configuration have to be usable as long as the context or a socket of it exists. Any thread.
secsock_error secsock_context_create(const secsock_configuration *configuration, secsock_context **context, char *text,
                                     size_t size);
/// Frees it and sets the pointer to NULL; its sockets go on. NULL does nothing.
void secsock_context_destroy(secsock_context **context);

/// What `send` and `receive` return besides 0 for success and errno numbers, which end the call: that the time has
/// passed and nothing was sent or received, as EAGAIN and EINTR say too, and that the stream has ended.
enum { SECSOCK_IO_TIMED_OUT = -1, SECSOCK_IO_END = -2 };

/// What carries the records: callbacks, or a descriptor.
///
/// Time-outs are in milliseconds; 0 does not wait, negative waits for ever. Where a sender and a receiver use the
/// socket at once, so may `send` and `receive`. Without a descriptor these two are needed; all else may be NULL.
typedef struct secsock_transport {
    size_t size;
    uint32_t kind;                      ///< As that of the configuration.
    uint32_t maximum_transmission_unit; ///< The longest datagram, where there is no callback; 0: 1400, or the path's.
    uint8_t has_descriptor; ///< No function below is called then.
    int descriptor; ///< A connected socket. It is duplicated, and made non-blocking; yours to close.
    void *context;
    /// Sends one datagram, or some bytes of a stream; `*sent` is how many. Asked without waiting first, then with it.
    int (*send)(void *context, const void *bytes, size_t count, int64_t timeout, size_t *sent);
    /// Receives one datagram, or what there is of a stream, at most `capacity` bytes; `*received` is how many.
    int (*receive)(void *context, void *buffer, size_t capacity, int64_t timeout, size_t *received);
    /// The longest datagram, asked when a handshake begins.
    size_t (*get_maximum_transmission_unit)(void *context);
    /// Ends a `send` and a `receive` that wait, from any thread; without it `secsock_socket_cancel` has effect once
    /// they return.
    void (*cancel)(void *context);
    /// Ends both directions.
    void (*shutdown)(void *context);
    /// Nothing is called afterwards. Only after a handshake that succeeded: the transport is yours again else.
    void (*close)(void *context);
} secsock_transport;

/// A TLS or DTLS socket.
typedef struct secsock_socket secsock_socket;

/// A socket without a connection; nothing is sent. On failure `*socket` is NULL. Any thread.
secsock_error secsock_socket_create(secsock_context *context, secsock_socket **socket);
/// Frees it as after `suspend`, without a word on the wire, and sets the pointer to NULL. NULL does nothing.
///
/// No other thread may be in a call.
void secsock_socket_destroy(secsock_socket **socket);

/// Milliseconds of the waits of the next DTLS handshakes, in place of the configuration's; 0 and 0 takes those again.
///
/// EINVAL unless 50 <= minimum <= maximum <= 3600000.
secsock_error secsock_socket_set_handshake_timeouts(secsock_socket *socket, uint32_t minimum, uint32_t maximum);
/// TLSA records for the next handshake in place of the configuration's; NULL and 0 takes those again.
secsock_error secsock_socket_set_tlsa_records(secsock_socket *socket, const secsock_tlsa_record *records, size_t count);
/// The suite that a client's next handshakes offer alone; 0: all, and on GnuTLS more, which end as NO_COMMON_SUITE if
/// they are taken.
secsock_error secsock_socket_set_cipher_suite(secsock_socket *socket, uint16_t cipher_suite);
/// How long `receive` waits, in milliseconds: 0 does not wait, negative for ever; default 30 s.
secsock_error secsock_socket_set_receive_timeout(secsock_socket *socket, int64_t timeout);
/// How long `send` waits, in milliseconds: negative for ever; default 30 s.
secsock_error secsock_socket_set_send_timeout(secsock_socket *socket, int64_t timeout);

/// Memory of the caller's that holds a client's session or, with connection IDs, its association, from one connection
/// to the next; NULL and 0 for none.
///
/// It is borrowed until another one or a storage is set or the socket is destroyed; an association that is up then
/// uses neither. EBUSY beside any other call. All zero means empty, and may be written whenever no call runs. It is
/// read when a client's handshake begins; anything in it that is no good leads to a full handshake. A newer session is
/// written whenever there is one, and an association with each send and receive. What they leave is zero, and all of
/// it where they do not fit.
secsock_error secsock_socket_set_resumption_buffer(secsock_socket *socket, void *memory, size_t size);

/// Where bytes are kept, 65536 at most. `load` writes what was saved last and its length, 0 for nothing; `save` gets
/// NULL and 0 where there is nothing to keep any more. Both return 0 or an errno. They run with the socket locked.
typedef struct secsock_storage {
    size_t size;
    void *context;
    int (*load)(void *context, void *bytes, size_t capacity, size_t *length);
    int (*save)(void *context, const void *bytes, size_t length);
    uint8_t is_kept_current; ///< Associations: `save` after each receive too, not only ahead of 64 sends.
    uint8_t omits_certificates; ///< Associations: without those of the peer, which make most of the size.
    uint8_t reserved[6];
} secsock_storage;
/// Storages in place of the resumption buffer: for sessions, and for associations with connection IDs. NULL for none.
///
/// They are borrowed as that is. EBUSY beside any other call.
///
/// `save` of an association must not return 0 before the bytes are durable: nonces depend on it.
secsock_error secsock_socket_set_session_storage(secsock_socket *socket, const secsock_storage *storage);
secsock_error secsock_socket_set_association_storage(secsock_socket *socket, const secsock_storage *storage);

/// Resolves, connects and shakes hands as a client; `bind` before it fixes the local address (NULL and 0: any).
///
/// `limit` is in milliseconds; negative: as long as the handshake time-outs say, 60 s on a stream. On failure the
/// socket can be used again. EISCONN where it is connected.
secsock_error secsock_socket_connect(secsock_socket *socket, const char *host, uint16_t port, int64_t limit);
secsock_error secsock_socket_bind(secsock_socket *socket, const char *host, uint16_t port);
/// Shakes hands over a transport, as SECSOCK_CLIENT or SECSOCK_SERVER.
///
/// `host` is the name for SNI and verification where the configuration has none; NULL for none. `limit` as above. On
/// failure the transport is the caller's, in whatever state it is, and the socket can be used again. EISCONN where it
/// is connected.
secsock_error secsock_socket_handshake(secsock_socket *socket, const secsock_transport *transport, uint32_t role,
                                       const char *host, int64_t limit);

/// Sends all bytes or fails; on datagrams as one, EMSGSIZE over the inner MTU. Nothing to send sends nothing.
///
/// ENOTCONN where there is no connection and something to send. One thread at a time, beside `receive`.
secsock_error secsock_socket_send(secsock_socket *socket, const void *bytes, size_t count);
/// Receives one datagram, or some bytes of a stream; `*received` is how many, and 0 on failure, EMSGSIZE apart.
///
/// EMSGSIZE: the datagram was longer, `*received` bytes of it are there and the rest is gone. ETIMEDOUT: nothing
/// came. `*has_ended`, if the pointer is not NULL, is 1 after close_notify, which is success with 0 bytes. A stream
/// that ends without close_notify fails with SECSOCK_REASON_TRUNCATED_STREAM. One thread at a time, beside `send`.
secsock_error secsock_socket_receive(secsock_socket *socket, void *buffer, size_t capacity, size_t *received,
                                     uint8_t *has_ended);

/// Sends close_notify as far as possible without waiting, and frees the association. A closed socket stays closed.
secsock_error secsock_socket_close(secsock_socket *socket);
/// The same without a word on the wire; session and association are kept for the next handshake.
secsock_error secsock_socket_suspend(secsock_socket *socket);
/// Ends both directions of the transport, without a word of TLS. ENOTCONN where there is none.
secsock_error secsock_socket_shutdown(secsock_socket *socket);
/// Ends what waits, and all that would wait until `close` or `suspend`, with ECANCELED. Any thread.
void secsock_socket_cancel(secsock_socket *socket);

// What a socket tells: any thread; NULL for a socket, and its own callbacks, get 0, -1 or an error.
enum {
    SECSOCK_STATE_CLOSED = 0, SECSOCK_STATE_SHUTDOWN = 1, SECSOCK_STATE_BOUND = 2, SECSOCK_STATE_ACCEPTED = 3,
    SECSOCK_STATE_CONNECTED = 4
};
uint32_t secsock_socket_state(secsock_socket *socket);
/// Whether `receive` has data without anything more arriving: 1 or 0.
int secsock_socket_has_buffered_data(secsock_socket *socket);
/// The most bytes that one datagram carries, at most 16384; on a stream what fits one record. 0 without a connection.
size_t secsock_socket_inner_mtu(secsock_socket *socket);
/// Whether the handshake really resumed a session, or an association with a connection ID went on without one.
int secsock_socket_is_session_resumed(secsock_socket *socket);
/// Whether an association with a connection ID went on without a handshake.
int secsock_socket_is_connection_id_resumed(secsock_socket *socket);
/// The descriptor, to be polled only; -1 without one.
int secsock_socket_descriptor(secsock_socket *socket);
/// The newest alert of the association, or of the last one where there is none: level << 8 | description; 0 for none.
uint16_t secsock_socket_last_received_alert(secsock_socket *socket);
uint16_t secsock_socket_last_sent_alert(secsock_socket *socket);
/// What the last call that failed said, with its details; empty where none has.
size_t secsock_socket_error_text(secsock_socket *socket, char *text, size_t size);
/// What was looked at when the peer's certificate was verified or refused, as one line of JSON; empty without one.
size_t secsock_socket_verification_report(secsock_socket *socket, char *text, size_t size);
/// The application protocol (ALPN); empty for none.
size_t secsock_socket_application_protocol(secsock_socket *socket, char *text, size_t size);
/// DER of a certificate that the peer presented, its own first; returns its length, 0 for none.
size_t secsock_socket_peer_certificate(secsock_socket *socket, size_t index, void *bytes, size_t size);
/// The identity of the pre-shared key; returns its length.
size_t secsock_socket_psk_identity(secsock_socket *socket, void *bytes, size_t size);

/// What the handshake agreed on.
typedef struct secsock_negotiated {
    size_t size;           ///< Set by the caller, as in all such structs.
    uint16_t version;      ///< SECSOCK_TLS12 and so on.
    uint16_t cipher_suite; ///< IANA's number.
    uint16_t group;        ///< IANA's number; 0 for none.
    uint8_t uses_connection_ids;
    uint8_t certificate_type;      ///< SECSOCK_CERTIFICATE_TYPE_...: of this end.
    uint8_t peer_certificate_type; ///< The same of the peer.
    uint8_t reserved[7];
} secsock_negotiated;
/// ENOTCONN before the handshake is complete.
secsock_error secsock_socket_negotiated(secsock_socket *socket, secsock_negotiated *negotiated);
/// IANA's name of a suite; empty for one that is not known. Any thread.
size_t secsock_cipher_suite_name(uint16_t cipher_suite, char *text, size_t size);

/// The association as bytes, as secret as a key, with 64 numbers reserved; `*length` is what it takes.
///
/// ENOBUFS where that is more than `capacity`, ENOTCONN without a connection, ENOTSUP without connection IDs and with
/// ChaCha20-Poly1305, which needs a storage.
secsock_error secsock_socket_save_association(secsock_socket *socket, void *bytes, size_t capacity, size_t *length);
/// The same without the peer's certificates, which make most of the size; whoever restores it does not have them.
secsock_error secsock_socket_save_association_without_certificates(secsock_socket *socket, void *bytes, size_t capacity,
                                                                   size_t *length);
/// The next handshake as a client goes on with these bytes if they are good, and shakes hands else.
secsock_error secsock_socket_restore_association(secsock_socket *socket, const void *bytes, size_t length);

/// Overwrites memory so that no compiler leaves it out. Any thread; NULL does nothing.
void secsock_wipe(void *memory, size_t size);

#include "securesockets/context.h"
#include "securesockets/answers.h"
#include "securesockets/options.h"
#include "securesockets/listener.h"

#ifdef __cplusplus
}
#endif
#endif
