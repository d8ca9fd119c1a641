// What carries the records: the backend socket's own send and receive, never its descriptor.
#include <errno.h>

#include <avsystem/commons/avs_commons_config.h>

#include <avsystem/commons/avs_errno_map.h>
#include <avsystem/commons/avs_time.h>

#include "avs_securesockets_configuration.h"
#include "avs_securesockets_socket.h"

enum { HIGHEST_ERRNO = 133, UNKNOWN_MTU = 1400 };

static int errno_of(avs_error_t error) {
    for (int code = 1; code <= HIGHEST_ERRNO; ++code) {
        if (avs_securesockets_is_errno(error, avs_map_errno(code))) {
            return code;
        }
    }
    return EIO;
}

static int fail(tls_socket_t *socket, avs_error_t error) {
    socket->backend_error = error;
    return errno_of(error);
}

static int64_t milliseconds_of(avs_time_duration_t duration) {
    int64_t milliseconds;
    if (avs_time_duration_to_scalar(&milliseconds, AVS_TIME_MS, duration)) {
        return AVS_SECURESOCKETS_NEVER;
    }
    return milliseconds < 0 ? 0 : milliseconds;
}

static int64_t shorter(int64_t left, int64_t right) {
    if (left == AVS_SECURESOCKETS_NEVER || right == AVS_SECURESOCKETS_NEVER) {
        return left == AVS_SECURESOCKETS_NEVER ? right : left;
    }
    return left < right ? left : right;
}

int64_t avs_securesockets_receive_timeout(const tls_socket_t *socket) {
    avs_net_socket_opt_value_t value;
    if (avs_is_err(avs_net_socket_get_opt(socket->backend, AVS_NET_SOCKET_OPT_RECV_TIMEOUT,
                                          &value))) {
        return milliseconds_of(AVS_NET_SOCKET_DEFAULT_RECV_TIMEOUT);
    }
    return milliseconds_of(value.recv_timeout);
}

static avs_error_t receive_within(
        tls_socket_t *socket, void *buffer, size_t capacity, int64_t timeout, size_t *received) {
    avs_net_socket_opt_value_t original;
    avs_error_t error = avs_net_socket_get_opt(socket->backend, AVS_NET_SOCKET_OPT_RECV_TIMEOUT,
                                               &original);
    if (avs_is_err(error)) {
        return error;
    }
    avs_net_socket_opt_value_t limit;
    limit.recv_timeout = timeout == AVS_SECURESOCKETS_NEVER ? AVS_TIME_DURATION_INVALID
                                          : avs_time_duration_from_scalar(timeout, AVS_TIME_MS);
    avs_net_socket_set_opt(socket->backend, AVS_NET_SOCKET_OPT_RECV_TIMEOUT, limit);
    error = avs_net_socket_receive(socket->backend, received, buffer, capacity);
    avs_net_socket_set_opt(socket->backend, AVS_NET_SOCKET_OPT_RECV_TIMEOUT, original);
    return error;
}

static int transport_receive(
        void *context, void *buffer, size_t capacity, int64_t timeout, size_t *received) {
    tls_socket_t *socket = (tls_socket_t *) context;
    int64_t limit = timeout < 0 ? AVS_SECURESOCKETS_NEVER : timeout;
    // A handshake over a stream waits for each piece as long as the user says, not as long as there is time in all.
    bool has_users_limit = socket->is_shaking_hands && !avs_securesockets_is_datagram(socket) && timeout;
    if (has_users_limit) {
        limit = shorter(limit, avs_securesockets_receive_timeout(socket));
    }
    *received = 0;
    avs_error_t error = receive_within(socket, buffer, capacity, limit, received);
    if (avs_securesockets_is_errno(error, AVS_ETIMEDOUT) || avs_securesockets_is_errno(error, AVS_EAGAIN)) {
        *received = 0;
        return has_users_limit && limit != timeout ? fail(socket, error) : SECSOCK_IO_TIMED_OUT;
    }
    // A datagram that is longer than any record is cut, and then no more than bytes that do not authenticate.
    if (avs_is_err(error) && !avs_securesockets_is_errno(error, AVS_EMSGSIZE)) {
        *received = 0;
        return fail(socket, error);
    }
    return 0; // nothing received: the end of a stream
}

static int
transport_send(void *context, const void *bytes, size_t count, int64_t timeout, size_t *sent) {
    tls_socket_t *socket = (tls_socket_t *) context;
    (void) timeout; // avs_net has one of its own
    avs_error_t error = avs_net_socket_send(socket->backend, bytes, count);
    *sent = avs_is_ok(error) ? count : 0;
    return avs_is_ok(error) ? 0 : fail(socket, error);
}

int avs_securesockets_backend_inner_mtu(const tls_socket_t *socket) {
    avs_net_socket_opt_value_t value;
    if (!socket->backend
        || avs_is_err(avs_net_socket_get_opt(socket->backend, AVS_NET_SOCKET_OPT_INNER_MTU,
                                             &value))) {
        return 0;
    }
    return value.mtu < 0 ? 0 : value.mtu;
}

static size_t transport_mtu(void *context) {
    tls_socket_t *socket = (tls_socket_t *) context;
    int mtu = avs_securesockets_backend_inner_mtu(socket);
    socket->outer_mtu = mtu > 0 ? mtu : UNKNOWN_MTU;
    return (size_t) socket->outer_mtu;
}

secsock_transport avs_securesockets_transport(tls_socket_t *socket) {
    secsock_transport transport = {
        .size = sizeof(transport),
        .kind = avs_securesockets_is_datagram(socket) ? SECSOCK_DATAGRAM : SECSOCK_STREAM,
        .context = socket,
        .send = transport_send,
        .receive = transport_receive,
        .get_maximum_transmission_unit = transport_mtu
    };
    return transport;
}

avs_error_t avs_securesockets_error_of(const tls_socket_t *socket, secsock_error error) {
    if (error.category == SECSOCK_CATEGORY_SYSTEM && avs_is_err(socket->backend_error)
        && error.code == errno_of(socket->backend_error)) {
        return socket->backend_error;
    }
    return avs_securesockets_error(error);
}
