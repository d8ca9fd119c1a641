// (D)TLS sockets of avs_net on libsecuresockets, for avs_commons with WITH_CUSTOM_TLS.
#include <avsystem/commons/avs_commons_config.h>

#include <avsystem/commons/avs_memory.h>
#include <avsystem/commons/avs_socket_v_table.h>

#include "avs_securesockets.h"
#include "avs_securesockets_configuration.h"
#include "avs_securesockets_socket.h"

enum { MESSAGE_SIZE = 256 };

const avs_net_dtls_handshake_timeouts_t AVS_NET_SOCKET_DEFAULT_DTLS_HANDSHAKE_TIMEOUTS = {
    .min = { 1, 0 },
    .max = { 60, 0 }
};

void avs_securesockets_log_failure(const tls_socket_t *socket, const char *what) {
    char text[MESSAGE_SIZE] = "";
    secsock_socket_error_text(socket->tls, text, sizeof(text));
    LOG(ERROR, "%s failed: %s", what, text);
    (void) what;
}

static avs_error_t bind_tls(avs_net_socket_t *socket_, const char *address, const char *port) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    avs_error_t error = avs_securesockets_ensure_backend(socket);
    return avs_is_ok(error) ? avs_net_socket_bind(socket->backend, address, port) : error;
}

// ---- Data

static avs_error_t send_tls(avs_net_socket_t *socket_, const void *buffer, size_t length) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    if (!socket->is_connected) {
        return avs_errno(AVS_EBADF);
    }
    socket->backend_error = AVS_OK;
    avs_error_t error = avs_securesockets_error_of(socket, secsock_socket_send(socket->tls, buffer, length));
    if (avs_is_err(error)) {
        avs_securesockets_log_failure(socket, "send");
    }
    return error;
}

static avs_error_t
receive_from_library(tls_socket_t *socket, void *buffer, size_t capacity, size_t *received) {
    socket->backend_error = AVS_OK;
    secsock_socket_set_receive_timeout(socket->tls, avs_securesockets_receive_timeout(socket));
    secsock_error error =
            secsock_socket_receive(socket->tls, buffer, capacity, received, NULL);
    // Told as the end, as by all backends; the text of the error tells the difference.
    if (error.reason == SECSOCK_REASON_TRUNCATED_STREAM) {
        LOG(WARNING, "the stream ended without close_notify: it may be cut off");
        return AVS_OK;
    }
    avs_error_t result = avs_securesockets_error_of(socket, error);
    if (avs_is_err(result) && !avs_securesockets_is_errno(result, AVS_ETIMEDOUT)) {
        avs_securesockets_log_failure(socket, "receive");
    }
    return result;
}

static avs_error_t
receive_tls(avs_net_socket_t *socket_, size_t *received, void *buffer, size_t capacity) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    *received = 0;
    if (!socket->is_connected) {
        return avs_errno(AVS_EBADF);
    }
    if (capacity) {
        return receive_from_library(socket, buffer, capacity, received);
    }
    if (!avs_securesockets_is_datagram(socket)) {
        return AVS_OK;
    }
    // No room: the datagram is dropped all the same.
    char dropped[1];
    avs_error_t error = receive_from_library(socket, dropped, sizeof(dropped), received);
    bool was_longer = *received > 0;
    *received = 0;
    secsock_wipe(dropped, sizeof(dropped));
    return avs_is_ok(error) && was_longer ? avs_errno(AVS_EMSGSIZE) : error;
}

// ---- The end

static avs_error_t shutdown_tls(avs_net_socket_t *socket_) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    return socket->backend ? avs_net_socket_shutdown(socket->backend) : avs_errno(AVS_EBADF);
}

// No close_notify: a server would drop the session, and the association with its connection ID.
static avs_error_t close_tls(avs_net_socket_t *socket_) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    avs_securesockets_forget_tls(socket);
    if (socket->backend) {
        avs_net_socket_close(socket->backend);
    }
    return AVS_OK;
}

static avs_error_t cleanup_tls(avs_net_socket_t **socket_) {
    tls_socket_t *socket = (tls_socket_t *) *socket_;
    close_tls(*socket_);
    avs_error_t error = avs_net_socket_cleanup(&socket->backend);
    secsock_context_destroy(&socket->context);
    avs_free(socket->tlsa_records);
    avs_free(socket->suites);
    avs_free(socket);
    *socket_ = NULL;
    return error;
}

// ---- What the backend socket knows

static const void *system_socket_tls(avs_net_socket_t *socket_) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    return socket->backend ? avs_net_socket_get_system(socket->backend) : NULL;
}

static avs_error_t
interface_name_tls(avs_net_socket_t *socket_, avs_net_socket_interface_name_t *name) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    return socket->backend ? avs_net_socket_interface_name(socket->backend, name)
                           : avs_errno(AVS_EBADF);
}

typedef avs_error_t text_getter_t(avs_net_socket_t *socket, char *text, size_t size);

static avs_error_t
ask_backend(avs_net_socket_t *socket_, text_getter_t *getter, char *text, size_t size) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    return socket->backend ? getter(socket->backend, text, size) : avs_errno(AVS_EBADF);
}

static avs_error_t remote_host_tls(avs_net_socket_t *socket, char *text, size_t size) {
    return ask_backend(socket, avs_net_socket_get_remote_host, text, size);
}

static avs_error_t remote_hostname_tls(avs_net_socket_t *socket, char *text, size_t size) {
    return ask_backend(socket, avs_net_socket_get_remote_hostname, text, size);
}

static avs_error_t remote_port_tls(avs_net_socket_t *socket, char *text, size_t size) {
    return ask_backend(socket, avs_net_socket_get_remote_port, text, size);
}

static avs_error_t local_host_tls(avs_net_socket_t *socket, char *text, size_t size) {
    return ask_backend(socket, avs_net_socket_get_local_host, text, size);
}

static avs_error_t local_port_tls(avs_net_socket_t *socket, char *text, size_t size) {
    return ask_backend(socket, avs_net_socket_get_local_port, text, size);
}

// ---- Creation

static const avs_net_socket_v_table_t OPERATIONS = {
    .connect = avs_securesockets_connect,
    .decorate = avs_securesockets_decorate,
    .send = send_tls,
    .receive = receive_tls,
    .bind = bind_tls,
    .close = close_tls,
    .shutdown = shutdown_tls,
    .cleanup = cleanup_tls,
    .get_system_socket = system_socket_tls,
    .get_interface_name = interface_name_tls,
    .get_remote_host = remote_host_tls,
    .get_remote_hostname = remote_hostname_tls,
    .get_remote_port = remote_port_tls,
    .get_local_host = local_host_tls,
    .get_local_port = local_port_tls,
    .get_opt = avs_securesockets_get_opt,
    .set_opt = avs_securesockets_set_opt
};

static avs_error_t
initialize(tls_socket_t *socket, const avs_net_ssl_configuration_t *configuration) {
    socket->backend_configuration = configuration->backend_configuration;
    socket->resumption_buffer = configuration->session_resumption_buffer;
    socket->resumption_buffer_size = configuration->session_resumption_buffer_size;
    if (socket->resumption_buffer_size && !socket->resumption_buffer) {
        return avs_errno(AVS_EINVAL);
    }
    socket->uses_dane = configuration->security.mode == AVS_NET_SECURITY_CERTIFICATE
                        && configuration->security.data.cert.dane;
    const avs_net_dtls_handshake_timeouts_t *timeouts = configuration->dtls_handshake_timeouts;
    avs_error_t error = avs_securesockets_set_timeouts(
            socket, timeouts ? timeouts : &AVS_NET_SOCKET_DEFAULT_DTLS_HANDSHAKE_TIMEOUTS);
    if (avs_is_ok(error)) {
        error = avs_securesockets_copy_suites(&socket->suites, &socket->suite_count, configuration);
    }
    if (avs_is_ok(error)) {
        error = avs_securesockets_create_context(&socket->context, configuration, socket->suites,
                                                 socket->suite_count,
                                                 avs_securesockets_is_datagram(socket));
    }
    return error;
}

static avs_error_t
create(avs_net_socket_t **out, avs_net_socket_type_t backend_type, const void *configuration) {
    *out = NULL;
    if (!configuration) {
        return avs_errno(AVS_EINVAL);
    }
    tls_socket_t *socket = (tls_socket_t *) avs_calloc(1, sizeof(*socket));
    if (!socket) {
        return avs_errno(AVS_ENOMEM);
    }
    socket->operations = &OPERATIONS;
    socket->backend_type = backend_type;
    *out = (avs_net_socket_t *) socket;
    avs_error_t error =
            initialize(socket, (const avs_net_ssl_configuration_t *) configuration);
    if (avs_is_err(error)) {
        cleanup_tls(out);
    }
    return error;
}

// ---- What avs_commons links with: the names that it lacks with WITH_CUSTOM_TLS

avs_error_t _avs_net_create_ssl_socket(avs_net_socket_t **socket, const void *configuration);
avs_error_t _avs_net_create_dtls_socket(avs_net_socket_t **socket, const void *configuration);
avs_error_t _avs_net_initialize_global_ssl_state(void);
void _avs_net_cleanup_global_ssl_state(void);
void _avs_crypto_cleanup_global_state(void);

avs_error_t _avs_net_create_ssl_socket(avs_net_socket_t **socket, const void *configuration) {
    return create(socket, AVS_NET_TCP_SOCKET, configuration);
}

avs_error_t _avs_net_create_dtls_socket(avs_net_socket_t **socket, const void *configuration) {
    return create(socket, AVS_NET_UDP_SOCKET, configuration);
}

avs_error_t _avs_net_initialize_global_ssl_state(void) {
    return AVS_OK;
}

void _avs_net_cleanup_global_ssl_state(void) {}

void _avs_crypto_cleanup_global_state(void) {}

void avs_crypto_clear_buffer(void *buffer, size_t size);
void avs_crypto_clear_buffer(void *buffer, size_t size) {
    secsock_wipe(buffer, size);
}

secsock_socket *avs_securesockets_of(avs_net_socket_t *socket_) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    return socket && socket->operations == &OPERATIONS ? socket->tls : NULL;
}
