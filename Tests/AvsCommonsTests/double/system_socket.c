// The double of avs_commons: UDP and TCP sockets of the system, non-blocking, as those of avs_net behave.
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <avsystem/commons/avs_errno_map.h>
#include <avsystem/commons/avs_memory.h>
#include <avsystem/commons/avs_socket_v_table.h>

enum { INNER_MTU = 1472, UDP_OVERHEAD = 28, CONNECT_LIMIT = 10000, HOST_SIZE = 256, PORT_SIZE = 8 };

const avs_time_duration_t AVS_NET_SOCKET_DEFAULT_RECV_TIMEOUT = { 30, 0 };

typedef struct {
    const avs_net_socket_v_table_t *operations;
    int descriptor; // -1: none
    avs_net_socket_type_t type;
    avs_net_socket_state_t state;
    avs_net_socket_configuration_t configuration;
    avs_time_duration_t receive_timeout;
    char remote_host[HOST_SIZE];
    char remote_port[PORT_SIZE];
    uint64_t bytes_sent;
    uint64_t bytes_received;
} system_socket_t;

static avs_error_t failure(void) {
    return avs_errno(avs_map_errno(errno));
}

static avs_error_t wait_for(system_socket_t *socket, short events, int64_t milliseconds) {
    struct pollfd descriptor = { .fd = socket->descriptor, .events = events };
    int found = poll(&descriptor, 1, (int) milliseconds);
    return found > 0 ? AVS_OK : found == 0 ? avs_errno(AVS_ETIMEDOUT) : failure();
}

static struct addrinfo *resolve(system_socket_t *socket, const char *host, const char *port, int flags) {
    struct addrinfo hints = { .ai_family = AF_INET, .ai_flags = flags };
    hints.ai_socktype = socket->type == AVS_NET_UDP_SOCKET ? SOCK_DGRAM : SOCK_STREAM;
    struct addrinfo *found = NULL;
    return getaddrinfo(host, port, &hints, &found) ? NULL : found;
}

static avs_error_t open_descriptor(system_socket_t *system) {
    if (system->descriptor >= 0) {
        return AVS_OK;
    }
    int type = system->type == AVS_NET_UDP_SOCKET ? SOCK_DGRAM : SOCK_STREAM;
    system->descriptor = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return system->descriptor >= 0 ? AVS_OK : failure();
}

static avs_error_t finish_connecting(system_socket_t *socket) {
    avs_error_t error = wait_for(socket, POLLOUT, CONNECT_LIMIT);
    int code = 0;
    socklen_t size = sizeof(code);
    if (avs_is_ok(error) && getsockopt(socket->descriptor, SOL_SOCKET, SO_ERROR, &code, &size)) {
        return failure();
    }
    return avs_is_ok(error) ? avs_errno(avs_map_errno(code)) : error;
}

static avs_error_t system_connect(avs_net_socket_t *socket_, const char *host, const char *port) {
    system_socket_t *socket = (system_socket_t *) socket_;
    if (socket->state == AVS_NET_SOCKET_STATE_CONNECTED) {
        return avs_errno(AVS_EISCONN);
    }
    struct addrinfo *address = resolve(socket, host, port, 0);
    if (!address) {
        return avs_errno(AVS_EADDRNOTAVAIL);
    }
    avs_error_t error = open_descriptor(socket);
    if (avs_is_ok(error) && connect(socket->descriptor, address->ai_addr, address->ai_addrlen)) {
        error = errno == EINPROGRESS ? finish_connecting(socket) : failure();
    }
    freeaddrinfo(address);
    if (avs_is_ok(error)) {
        socket->state = AVS_NET_SOCKET_STATE_CONNECTED;
        snprintf(socket->remote_host, sizeof(socket->remote_host), "%s", host);
        snprintf(socket->remote_port, sizeof(socket->remote_port), "%s", port);
    }
    return error;
}

static avs_error_t system_bind(avs_net_socket_t *socket_, const char *host, const char *port) {
    system_socket_t *socket = (system_socket_t *) socket_;
    if (socket->state != AVS_NET_SOCKET_STATE_CLOSED) {
        return avs_errno(AVS_EBADF);
    }
    struct addrinfo *address = resolve(socket, host, port, AI_PASSIVE);
    if (!address) {
        return avs_errno(AVS_EADDRNOTAVAIL);
    }
    avs_error_t error = open_descriptor(socket);
    if (avs_is_ok(error) && bind(socket->descriptor, address->ai_addr, address->ai_addrlen)) {
        error = failure();
    }
    freeaddrinfo(address);
    if (avs_is_ok(error) && socket->type == AVS_NET_TCP_SOCKET && listen(socket->descriptor, 8)) {
        error = failure();
    }
    if (avs_is_ok(error)) {
        socket->state = AVS_NET_SOCKET_STATE_BOUND;
    }
    return error;
}

static avs_error_t system_accept(avs_net_socket_t *server_, avs_net_socket_t *client_) {
    system_socket_t *server = (system_socket_t *) server_;
    system_socket_t *client = (system_socket_t *) client_;
    avs_error_t error = wait_for(server, POLLIN, CONNECT_LIMIT);
    if (avs_is_err(error)) {
        return error;
    }
    client->descriptor = accept4(server->descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client->descriptor < 0) {
        return failure();
    }
    client->state = AVS_NET_SOCKET_STATE_ACCEPTED;
    snprintf(client->remote_host, sizeof(client->remote_host), "127.0.0.1");
    return AVS_OK;
}

static avs_error_t system_send(avs_net_socket_t *socket_, const void *bytes, size_t count) {
    system_socket_t *socket = (system_socket_t *) socket_;
    size_t sent = 0;
    do {
        avs_error_t error = wait_for(socket, POLLOUT, CONNECT_LIMIT);
        if (avs_is_err(error)) {
            return error;
        }
        ssize_t result = send(socket->descriptor, (const char *) bytes + sent, count - sent, MSG_NOSIGNAL);
        if (result < 0 && errno != EAGAIN) {
            return failure();
        }
        sent += result > 0 ? (size_t) result : 0;
    } while (sent < count);
    socket->bytes_sent += sent;
    return AVS_OK;
}

static avs_error_t
system_receive(avs_net_socket_t *socket_, size_t *received, void *bytes, size_t capacity) {
    system_socket_t *socket = (system_socket_t *) socket_;
    *received = 0;
    int64_t limit;
    if (avs_time_duration_to_scalar(&limit, AVS_TIME_MS, socket->receive_timeout)) {
        limit = -1;
    }
    avs_error_t error = wait_for(socket, POLLIN, limit);
    if (avs_is_err(error)) {
        return error;
    }
    int flags = socket->type == AVS_NET_UDP_SOCKET ? MSG_TRUNC : 0;
    ssize_t result = recv(socket->descriptor, bytes, capacity, flags);
    if (result < 0) {
        return errno == EAGAIN ? avs_errno(AVS_ETIMEDOUT) : failure();
    }
    *received = (size_t) result < capacity ? (size_t) result : capacity;
    socket->bytes_received += *received;
    return (size_t) result > capacity ? avs_errno(AVS_EMSGSIZE) : AVS_OK;
}

static avs_error_t system_shutdown(avs_net_socket_t *socket_) {
    system_socket_t *socket = (system_socket_t *) socket_;
    int result = shutdown(socket->descriptor, SHUT_RDWR);
    socket->state = AVS_NET_SOCKET_STATE_SHUTDOWN;
    return result ? failure() : AVS_OK;
}

static avs_error_t system_close(avs_net_socket_t *socket_) {
    system_socket_t *socket = (system_socket_t *) socket_;
    if (socket->descriptor >= 0) {
        close(socket->descriptor);
    }
    socket->descriptor = -1;
    socket->state = AVS_NET_SOCKET_STATE_CLOSED;
    return AVS_OK;
}

static avs_error_t system_cleanup(avs_net_socket_t **socket) {
    system_close(*socket);
    avs_free(*socket);
    *socket = NULL;
    return AVS_OK;
}

static const void *system_descriptor(avs_net_socket_t *socket) {
    return &((system_socket_t *) socket)->descriptor;
}

static avs_error_t system_interface_name(avs_net_socket_t *socket, avs_net_socket_interface_name_t *name) {
    (void) socket;
    snprintf(*name, sizeof(*name), "lo");
    return AVS_OK;
}

static avs_error_t copy_text(const char *from, char *text, size_t size) {
    return (size_t) snprintf(text, size, "%s", from) < size ? AVS_OK : avs_errno(AVS_ERANGE);
}

static avs_error_t local_name(avs_net_socket_t *socket_, char *text, size_t size, bool wants_port) {
    system_socket_t *socket = (system_socket_t *) socket_;
    struct sockaddr_storage address;
    socklen_t length = sizeof(address);
    if (getsockname(socket->descriptor, (struct sockaddr *) &address, &length)) {
        return failure();
    }
    int result = wants_port ? getnameinfo((struct sockaddr *) &address, length, NULL, 0, text, (socklen_t) size,
                                          NI_NUMERICSERV)
                            : getnameinfo((struct sockaddr *) &address, length, text, (socklen_t) size, NULL, 0,
                                          NI_NUMERICHOST);
    return result ? avs_errno(AVS_ERANGE) : AVS_OK;
}

static avs_error_t system_local_host(avs_net_socket_t *socket, char *text, size_t size) {
    return local_name(socket, text, size, false);
}

static avs_error_t system_local_port(avs_net_socket_t *socket, char *text, size_t size) {
    return local_name(socket, text, size, true);
}

static avs_error_t system_remote_hostname(avs_net_socket_t *socket, char *text, size_t size) {
    return copy_text(((system_socket_t *) socket)->remote_host, text, size);
}

static avs_error_t system_remote_host(avs_net_socket_t *socket, char *text, size_t size) {
    (void) socket;
    return copy_text("127.0.0.1", text, size);
}

static avs_error_t system_remote_port(avs_net_socket_t *socket, char *text, size_t size) {
    return copy_text(((system_socket_t *) socket)->remote_port, text, size);
}

static avs_error_t get_inner_mtu(system_socket_t *socket, avs_net_socket_opt_value_t *value) {
    if (socket->type != AVS_NET_UDP_SOCKET) {
        return avs_errno(AVS_ENOTSUP);
    }
    if (socket->descriptor < 0) {
        return avs_errno(AVS_EBADF);
    }
    int forced = socket->configuration.forced_mtu;
    value->mtu = forced > 0 ? forced - UDP_OVERHEAD : INNER_MTU;
    return AVS_OK;
}

static avs_error_t
system_get_opt(avs_net_socket_t *socket_, avs_net_socket_opt_key_t key, avs_net_socket_opt_value_t *value) {
    system_socket_t *socket = (system_socket_t *) socket_;
    switch (key) {
    case AVS_NET_SOCKET_OPT_RECV_TIMEOUT: value->recv_timeout = socket->receive_timeout; return AVS_OK;
    case AVS_NET_SOCKET_OPT_STATE: value->state = socket->state; return AVS_OK;
    case AVS_NET_SOCKET_OPT_INNER_MTU: return get_inner_mtu(socket, value);
    case AVS_NET_SOCKET_OPT_BYTES_SENT: value->bytes_sent = socket->bytes_sent; return AVS_OK;
    case AVS_NET_SOCKET_OPT_BYTES_RECEIVED: value->bytes_received = socket->bytes_received; return AVS_OK;
    case AVS_NET_SOCKET_HAS_BUFFERED_DATA: value->flag = false; return AVS_OK;
    default: return avs_errno(AVS_EINVAL);
    }
}

static avs_error_t
system_set_opt(avs_net_socket_t *socket_, avs_net_socket_opt_key_t key, avs_net_socket_opt_value_t value) {
    if (key != AVS_NET_SOCKET_OPT_RECV_TIMEOUT) {
        return avs_errno(AVS_EINVAL);
    }
    ((system_socket_t *) socket_)->receive_timeout = value.recv_timeout;
    return AVS_OK;
}

static const avs_net_socket_v_table_t OPERATIONS = {
    .connect = system_connect,
    .send = system_send,
    .receive = system_receive,
    .bind = system_bind,
    .accept = system_accept,
    .close = system_close,
    .shutdown = system_shutdown,
    .cleanup = system_cleanup,
    .get_system_socket = system_descriptor,
    .get_interface_name = system_interface_name,
    .get_remote_host = system_remote_host,
    .get_remote_hostname = system_remote_hostname,
    .get_remote_port = system_remote_port,
    .get_local_host = system_local_host,
    .get_local_port = system_local_port,
    .get_opt = system_get_opt,
    .set_opt = system_set_opt
};

static avs_error_t create(avs_net_socket_t **out, avs_net_socket_type_t type,
                          const avs_net_socket_configuration_t *configuration) {
    system_socket_t *socket = avs_calloc(1, sizeof(*socket));
    if (!socket) {
        return avs_errno(AVS_ENOMEM);
    }
    socket->operations = &OPERATIONS;
    socket->descriptor = -1;
    socket->type = type;
    socket->receive_timeout = AVS_NET_SOCKET_DEFAULT_RECV_TIMEOUT;
    if (configuration) {
        socket->configuration = *configuration;
    }
    *out = (avs_net_socket_t *) socket;
    return AVS_OK;
}

avs_error_t avs_net_udp_socket_create(avs_net_socket_t **socket, const avs_net_socket_configuration_t *configuration) {
    return create(socket, AVS_NET_UDP_SOCKET, configuration);
}

avs_error_t avs_net_tcp_socket_create(avs_net_socket_t **socket, const avs_net_socket_configuration_t *configuration) {
    return create(socket, AVS_NET_TCP_SOCKET, configuration);
}
