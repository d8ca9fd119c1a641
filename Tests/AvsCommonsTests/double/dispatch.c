// The double of avs_commons: each call of a socket is that of its operations. A missing operation is ENOTSUP.
#include <stdlib.h>

#include <avsystem/commons/avs_socket_v_table.h>

struct avs_net_socket_struct {
    const avs_net_socket_v_table_t *operations;
};

#define CALL(operation, ...) \
    (socket->operations->operation ? socket->operations->operation(socket, __VA_ARGS__) : avs_errno(AVS_ENOTSUP))

avs_error_t _avs_net_create_ssl_socket(avs_net_socket_t **socket, const void *configuration);
avs_error_t _avs_net_create_dtls_socket(avs_net_socket_t **socket, const void *configuration);
avs_error_t _avs_net_initialize_global_ssl_state(void);

typedef avs_error_t constructor_t(avs_net_socket_t **socket, const void *configuration);

static avs_error_t create(avs_net_socket_t **socket, constructor_t *constructor, const void *configuration) {
    avs_error_t error = _avs_net_initialize_global_ssl_state();
    if (avs_is_err(error)) {
        return error;
    }
    avs_net_socket_cleanup(socket);
    return constructor(socket, configuration);
}

avs_error_t avs_net_dtls_socket_create(avs_net_socket_t **socket, const avs_net_ssl_configuration_t *configuration) {
    return create(socket, _avs_net_create_dtls_socket, configuration);
}

avs_error_t avs_net_ssl_socket_create(avs_net_socket_t **socket, const avs_net_ssl_configuration_t *configuration) {
    return create(socket, _avs_net_create_ssl_socket, configuration);
}

avs_error_t avs_net_socket_cleanup(avs_net_socket_t **socket) {
    return *socket ? (*socket)->operations->cleanup(socket) : AVS_OK;
}

avs_error_t avs_net_socket_connect(avs_net_socket_t *socket, const char *host, const char *port) {
    return CALL(connect, host, port);
}

avs_error_t avs_net_socket_decorate(avs_net_socket_t *socket, avs_net_socket_t *backend) {
    return CALL(decorate, backend);
}

avs_error_t avs_net_socket_bind(avs_net_socket_t *socket, const char *address, const char *port) {
    return CALL(bind, address, port);
}

avs_error_t avs_net_socket_accept(avs_net_socket_t *socket, avs_net_socket_t *client) {
    return CALL(accept, client);
}

avs_error_t avs_net_socket_send(avs_net_socket_t *socket, const void *bytes, size_t count) {
    return CALL(send, bytes, count);
}

avs_error_t avs_net_socket_receive(avs_net_socket_t *socket, size_t *received, void *bytes, size_t capacity) {
    return CALL(receive, received, bytes, capacity);
}

avs_error_t avs_net_socket_shutdown(avs_net_socket_t *socket) {
    return socket->operations->shutdown ? socket->operations->shutdown(socket) : avs_errno(AVS_ENOTSUP);
}

avs_error_t avs_net_socket_close(avs_net_socket_t *socket) {
    return socket->operations->close ? socket->operations->close(socket) : avs_errno(AVS_ENOTSUP);
}

const void *avs_net_socket_get_system(avs_net_socket_t *socket) {
    return socket->operations->get_system_socket ? socket->operations->get_system_socket(socket) : NULL;
}

avs_error_t avs_net_socket_interface_name(avs_net_socket_t *socket, avs_net_socket_interface_name_t *name) {
    return CALL(get_interface_name, name);
}

avs_error_t avs_net_socket_get_remote_host(avs_net_socket_t *socket, char *text, size_t size) {
    return CALL(get_remote_host, text, size);
}

avs_error_t avs_net_socket_get_remote_hostname(avs_net_socket_t *socket, char *text, size_t size) {
    return CALL(get_remote_hostname, text, size);
}

avs_error_t avs_net_socket_get_remote_port(avs_net_socket_t *socket, char *text, size_t size) {
    return CALL(get_remote_port, text, size);
}

avs_error_t avs_net_socket_get_local_host(avs_net_socket_t *socket, char *text, size_t size) {
    return CALL(get_local_host, text, size);
}

avs_error_t avs_net_socket_get_local_port(avs_net_socket_t *socket, char *text, size_t size) {
    return CALL(get_local_port, text, size);
}

avs_error_t avs_net_socket_get_opt(avs_net_socket_t *socket, avs_net_socket_opt_key_t key,
                                   avs_net_socket_opt_value_t *value) {
    return CALL(get_opt, key, value);
}

avs_error_t avs_net_socket_set_opt(avs_net_socket_t *socket, avs_net_socket_opt_key_t key,
                                   avs_net_socket_opt_value_t value) {
    return CALL(set_opt, key, value);
}
