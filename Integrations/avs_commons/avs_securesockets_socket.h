// Private to the layer: a (D)TLS socket, and what its parts share.
#ifndef AVS_SECURESOCKETS_SOCKET_H
#define AVS_SECURESOCKETS_SOCKET_H

#include <stdbool.h>

#include <avsystem/commons/avs_socket_v_table.h>
#include <securesockets.h>

typedef struct {
    const avs_net_socket_v_table_t *operations; // first, as avs_net wants it
    avs_net_socket_type_t backend_type;
    avs_net_socket_configuration_t backend_configuration;
    avs_net_socket_t *backend;
    secsock_context *context;
    secsock_socket *tls; // kept after a handshake that failed, for who asks why
    bool is_connected;
    bool is_shaking_hands;
    bool is_session_resumed;
    bool is_connection_id_resumed;
    bool uses_dane;
    uint16_t only_suite; // the one that is offered; 0: all
    uint16_t *suites;    // those that the user names
    size_t suite_count;
    uint32_t minimum_timeout;
    uint32_t maximum_timeout;
    void *resumption_buffer;
    size_t resumption_buffer_size;
    int outer_mtu;                     // what the handshake was told
    secsock_tlsa_record *tlsa_records; // one allocation, data included
    size_t tlsa_record_count;
    avs_error_t backend_error;         // what the transport gave as an errno, in full
} tls_socket_t;

static inline bool avs_securesockets_is_datagram(const tls_socket_t *socket) {
    return socket->backend_type == AVS_NET_UDP_SOCKET;
}

static inline bool avs_securesockets_is_errno(avs_error_t error, avs_errno_t code) {
    return error.category == AVS_ERRNO_CATEGORY && error.code == code;
}

// What the library says about the last failure, into the log.
void avs_securesockets_log_failure(const tls_socket_t *socket, const char *what);

// ---- Connecting

avs_error_t
avs_securesockets_connect(avs_net_socket_t *socket, const char *host, const char *port);
avs_error_t avs_securesockets_decorate(avs_net_socket_t *socket, avs_net_socket_t *backend);
avs_error_t avs_securesockets_ensure_backend(tls_socket_t *socket);
// Frees the association, without a word on the wire.
void avs_securesockets_forget_tls(tls_socket_t *socket);

// ---- The transport: the backend socket's own send and receive

secsock_transport avs_securesockets_transport(tls_socket_t *socket);
// The backend's RECV_TIMEOUT in milliseconds, or for ever.
int64_t avs_securesockets_receive_timeout(const tls_socket_t *socket);
// The backend's INNER_MTU, 0 where it has none.
int avs_securesockets_backend_inner_mtu(const tls_socket_t *socket);
// An error of the library as one of avs_net; one of the backend socket comes back as it was, whatever its category.
avs_error_t avs_securesockets_error_of(const tls_socket_t *socket, secsock_error error);
#define AVS_SECURESOCKETS_NEVER (-1)

// ---- Options

avs_error_t avs_securesockets_get_opt(avs_net_socket_t *socket,
                                      avs_net_socket_opt_key_t key,
                                      avs_net_socket_opt_value_t *value);
avs_error_t avs_securesockets_set_opt(avs_net_socket_t *socket,
                                      avs_net_socket_opt_key_t key,
                                      avs_net_socket_opt_value_t value);
avs_error_t avs_securesockets_set_timeouts(tls_socket_t *socket,
                                           const avs_net_dtls_handshake_timeouts_t *timeouts);

#endif
