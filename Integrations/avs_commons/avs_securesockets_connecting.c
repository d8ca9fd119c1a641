// Connecting: the backend socket first, then the handshake over it.
#include <errno.h>

#include <avsystem/commons/avs_commons_config.h>

#include <avsystem/commons/avs_socket_v_table.h>

#include "avs_securesockets_configuration.h"
#include "avs_securesockets_socket.h"

enum {
    HOST_SIZE = 256,
    PORT_SIZE = 8,
    STREAM_HANDSHAKE_LIMIT = 60000,
    HANDSHAKE_FAILURE = 40, // alerts
    PROTOCOL_VERSION = 70
};
#define A_YEAR INT64_C(31536000000)

avs_error_t avs_securesockets_ensure_backend(tls_socket_t *socket) {
    if (socket->backend) {
        return AVS_OK;
    }
    return avs_securesockets_is_datagram(socket)
                   ? avs_net_udp_socket_create(&socket->backend, &socket->backend_configuration)
                   : avs_net_tcp_socket_create(&socket->backend, &socket->backend_configuration);
}

static avs_error_t role_of(const tls_socket_t *socket, uint32_t *role) {
    avs_net_socket_opt_value_t value;
    avs_error_t error =
            avs_net_socket_get_opt(socket->backend, AVS_NET_SOCKET_OPT_STATE, &value);
    if (avs_is_err(error)) {
        return error;
    }
    if (value.state == AVS_NET_SOCKET_STATE_CONNECTED) {
        *role = SECSOCK_CLIENT;
        return AVS_OK;
    }
    *role = SECSOCK_SERVER;
    return value.state == AVS_NET_SOCKET_STATE_ACCEPTED && !avs_securesockets_is_datagram(socket)
                   ? AVS_OK
                   : avs_errno(AVS_EINVAL);
}

void avs_securesockets_forget_tls(tls_socket_t *socket) {
    secsock_socket_destroy(&socket->tls);
    socket->is_connected = false;
}

// A new one each time: without a resumption buffer nothing goes from one association to the next.
static secsock_error prepare(tls_socket_t *socket) {
    avs_securesockets_forget_tls(socket);
    socket->is_session_resumed = false;
    socket->is_connection_id_resumed = false;
    secsock_error error = secsock_socket_create(socket->context, &socket->tls);
    if (!error.category && avs_securesockets_is_datagram(socket)) {
        error = secsock_socket_set_handshake_timeouts(socket->tls, socket->minimum_timeout,
                                                      socket->maximum_timeout);
    }
    if (!error.category && socket->tlsa_record_count) {
        error = secsock_socket_set_tlsa_records(socket->tls, socket->tlsa_records,
                                                socket->tlsa_record_count);
    }
    if (!error.category && socket->only_suite) {
        error = secsock_socket_set_cipher_suite(socket->tls, socket->only_suite);
    }
    if (!error.category && socket->resumption_buffer_size) {
        error = secsock_socket_set_resumption_buffer(socket->tls, socket->resumption_buffer,
                                                     socket->resumption_buffer_size);
    }
    return error;
}

// A stream has as long as the user waits for one piece, and a minute at least; datagrams have their own waits.
static int64_t handshake_limit(const tls_socket_t *socket) {
    if (avs_securesockets_is_datagram(socket)) {
        return AVS_SECURESOCKETS_NEVER;
    }
    int64_t limit = avs_securesockets_receive_timeout(socket);
    if (limit == AVS_SECURESOCKETS_NEVER) {
        return A_YEAR;
    }
    return limit < STREAM_HANDSHAKE_LIMIT ? STREAM_HANDSHAKE_LIMIT : limit;
}

static secsock_error shake_hands(tls_socket_t *socket, uint32_t role, const char *host) {
    secsock_error error = prepare(socket);
    if (error.category) {
        return error;
    }
    secsock_transport transport = avs_securesockets_transport(socket);
    socket->backend_error = AVS_OK;
    socket->is_shaking_hands = true;
    error = secsock_socket_handshake(socket->tls, &transport, role, host, handshake_limit(socket));
    socket->is_shaking_hands = false;
    return error;
}

// Of all suites at once: the server has taken one that nobody has configured (secsock_socket_set_cipher_suite). Of a
// single one: the server does not have it, which some say by ending the stream, or it cannot be offered.
static bool is_suite_at_fault(const tls_socket_t *socket, secsock_error error) {
    if (!socket->only_suite) {
        return error.category == SECSOCK_CATEGORY_LIBRARY
               && error.reason == SECSOCK_REASON_NO_COMMON_SUITE;
    }
    if (error.category == SECSOCK_CATEGORY_ALERT) {
        uint8_t description = (uint8_t) error.code;
        return description == HANDSHAKE_FAILURE || description == PROTOCOL_VERSION;
    }
    if (error.category == SECSOCK_CATEGORY_SYSTEM && error.code == ECONNRESET) {
        return true;
    }
    return error.reason == SECSOCK_REASON_TRUNCATED_STREAM
           || error.reason == SECSOCK_REASON_NO_COMMON_SUITE
           || error.reason == SECSOCK_REASON_NO_USABLE_CIPHER_SUITE;
}

// `*has_wrong_suite` says whether another suite might do.
static avs_error_t start_tls(tls_socket_t *socket, const char *host, bool *has_wrong_suite) {
    uint32_t role;
    avs_error_t error = role_of(socket, &role);
    if (avs_is_err(error)) {
        return error;
    }
    secsock_error failure = shake_hands(socket, role, host);
    if (failure.category) {
        *has_wrong_suite = is_suite_at_fault(socket, failure);
        avs_securesockets_log_failure(socket, "handshake");
        return avs_securesockets_error_of(socket, failure);
    }
    socket->is_connected = true;
    socket->is_session_resumed = secsock_socket_is_session_resumed(socket->tls);
    socket->is_connection_id_resumed = secsock_socket_is_connection_id_resumed(socket->tls);
    return AVS_OK;
}

static avs_error_t
connect_once(tls_socket_t *socket, const char *host, const char *port, bool *has_wrong_suite) {
    *has_wrong_suite = false;
    avs_error_t error = avs_net_socket_connect(socket->backend, host, port);
    if (avs_is_ok(error) && avs_is_err((error = start_tls(socket, host, has_wrong_suite)))) {
        avs_net_socket_close(socket->backend);
    }
    return error;
}

typedef struct {
    bool is_bound;
    char host[HOST_SIZE];
    char port[PORT_SIZE];
} local_name_t;

static void note_local_name(const tls_socket_t *socket, local_name_t *name) {
    avs_net_socket_opt_value_t value;
    name->is_bound =
            avs_is_ok(avs_net_socket_get_opt(socket->backend, AVS_NET_SOCKET_OPT_STATE, &value))
            && value.state == AVS_NET_SOCKET_STATE_BOUND
            && avs_is_ok(avs_net_socket_get_local_host(socket->backend, name->host,
                                                       sizeof(name->host)))
            && avs_is_ok(avs_net_socket_get_local_port(socket->backend, name->port,
                                                       sizeof(name->port)));
}

// One suite after the other, in the user's order, until the server has one. Where it has none the error is the last
// alert of the server's, or else `failure`.
static avs_error_t connect_by_suites(tls_socket_t *socket,
                                     const local_name_t *local,
                                     const char *host,
                                     const char *port,
                                     avs_error_t failure) {
    for (size_t i = 0; i < socket->suite_count; ++i) {
        socket->only_suite = socket->suites[i];
        avs_error_t error = AVS_OK;
        if (local->is_bound) {
            error = avs_net_socket_bind(socket->backend, local->host, local->port);
        }
        bool has_wrong_suite = false;
        if (avs_is_ok(error)) {
            error = connect_once(socket, host, port, &has_wrong_suite);
        }
        if (!has_wrong_suite) {
            return error;
        }
        if (error.category == AVS_NET_SSL_ALERT_CATEGORY) {
            failure = error;
        }
    }
    return failure;
}

avs_error_t
avs_securesockets_connect(avs_net_socket_t *socket_, const char *host, const char *port) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    if (socket->is_connected) {
        return avs_errno(AVS_EISCONN);
    }
    avs_error_t error = avs_securesockets_ensure_backend(socket);
    if (avs_is_err(error)) {
        return error;
    }
    local_name_t local;
    note_local_name(socket, &local);
    bool has_wrong_suite;
    error = connect_once(socket, host, port, &has_wrong_suite);
    if (has_wrong_suite && socket->suite_count) {
        error = connect_by_suites(socket, &local, host, port, error);
    }
    // What worked is what the next connection begins with.
    if (avs_is_err(error)) {
        socket->only_suite = 0;
    }
    return error;
}

avs_error_t avs_securesockets_decorate(avs_net_socket_t *socket_, avs_net_socket_t *backend) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    if (socket->is_connected) {
        return avs_errno(AVS_EISCONN);
    }
    if (!backend || backend == socket_ || backend == socket->backend) {
        return avs_errno(AVS_EINVAL);
    }
    avs_net_socket_opt_value_t value;
    avs_error_t error = avs_net_socket_get_opt(backend, AVS_NET_SOCKET_OPT_STATE, &value);
    if (avs_is_err(error)) {
        return error;
    }
    avs_net_socket_t *previous = socket->backend;
    socket->backend = backend;
    socket->only_suite = 0; // of another server
    if (value.state == AVS_NET_SOCKET_STATE_ACCEPTED
        || value.state == AVS_NET_SOCKET_STATE_CONNECTED) {
        char host[HOST_SIZE];
        error = avs_net_socket_get_remote_hostname(backend, host, sizeof(host));
        if (avs_is_ok(error)) {
            bool has_wrong_suite; // nobody can connect it once more
            error = start_tls(socket, host, &has_wrong_suite);
        }
    }
    if (avs_is_err(error)) {
        socket->backend = previous;
        return error;
    }
    avs_net_socket_cleanup(&previous);
    return AVS_OK;
}
