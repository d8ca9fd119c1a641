#include "client.h"

#include <string.h>

avs_net_ssl_configuration_t client_with_key(void) {
    static const avs_net_dtls_handshake_timeouts_t timeouts = { { 1, 0 }, { 8, 0 } };
    avs_net_ssl_configuration_t configuration = { .security.mode = AVS_NET_SECURITY_PSK };
    configuration.security.data.psk.key = avs_crypto_psk_key_info_from_buffer(SERVER_KEY, strlen(SERVER_KEY));
    configuration.security.data.psk.identity =
            avs_crypto_psk_identity_info_from_buffer(SERVER_IDENTITY, strlen(SERVER_IDENTITY));
    configuration.dtls_handshake_timeouts = &timeouts;
    return configuration;
}

avs_net_ssl_configuration_t client_with_anchor(void) {
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.security.mode = AVS_NET_SECURITY_CERTIFICATE;
    avs_net_certificate_info_t certificates = {
        .server_cert_validation = true,
        .ignore_system_trust_store = true,
        .trusted_certs = avs_crypto_certificate_chain_info_from_file(certificate_path("ca.pem"))
    };
    configuration.security.data.cert = certificates;
    return configuration;
}

avs_error_t client_create_error(uint32_t kind, const avs_net_ssl_configuration_t *configuration) {
    avs_net_socket_t *socket = NULL;
    avs_error_t error = kind == SECSOCK_DATAGRAM ? avs_net_dtls_socket_create(&socket, configuration)
                                                 : avs_net_ssl_socket_create(&socket, configuration);
    test_check(avs_is_ok(error) == (socket != NULL), "a socket that failed is NULL", __FILE__, __LINE__);
    avs_net_socket_cleanup(&socket);
    return error;
}

avs_net_socket_t *client_create(uint32_t kind, const avs_net_ssl_configuration_t *configuration) {
    avs_net_socket_t *socket = NULL;
    if (kind == SECSOCK_DATAGRAM) {
        avs_net_dtls_socket_create(&socket, configuration);
    } else {
        avs_net_ssl_socket_create(&socket, configuration);
    }
    return socket;
}

avs_net_socket_t *client_create_watched(uint32_t kind, const avs_net_ssl_configuration_t *configuration,
                                        watched_socket_t **watched) {
    avs_net_socket_t *socket = client_create(kind, configuration);
    avs_net_socket_t *inner = NULL;
    if (kind == SECSOCK_DATAGRAM) {
        avs_net_udp_socket_create(&inner, &configuration->backend_configuration);
    } else {
        avs_net_tcp_socket_create(&inner, &configuration->backend_configuration);
    }
    *watched = watched_socket_create(inner);
    if (!socket || avs_is_err(avs_net_socket_decorate(socket, (avs_net_socket_t *) *watched))) {
        avs_net_socket_cleanup((avs_net_socket_t **) watched);
        avs_net_socket_cleanup(&socket);
        return NULL;
    }
    client_set_timeout(socket, SERVER_LIMIT);
    return socket;
}

avs_net_socket_t *client_create_unheard(const avs_net_ssl_configuration_t *configuration, watched_socket_t **watched) {
    avs_net_socket_t *socket = client_create_watched(SECSOCK_DATAGRAM, configuration, watched);
    if (socket) {
        (*watched)->takes_sends_silently = true;
    }
    return socket;
}

void client_set_timeout(avs_net_socket_t *socket, int64_t milliseconds) {
    avs_net_socket_opt_value_t value;
    value.recv_timeout = avs_time_duration_from_scalar(milliseconds, AVS_TIME_MS);
    avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_RECV_TIMEOUT, value);
}

int64_t client_timeout(avs_net_socket_t *socket) {
    avs_net_socket_opt_value_t value;
    int64_t milliseconds = -1;
    if (avs_is_ok(avs_net_socket_get_opt(socket, AVS_NET_SOCKET_OPT_RECV_TIMEOUT, &value))) {
        avs_time_duration_to_scalar(&milliseconds, AVS_TIME_MS, value.recv_timeout);
    }
    return milliseconds;
}

bool client_flag(avs_net_socket_t *socket, avs_net_socket_opt_key_t key) {
    avs_net_socket_opt_value_t value = { .flag = false };
    return avs_is_ok(avs_net_socket_get_opt(socket, key, &value)) && value.flag;
}

avs_net_socket_state_t client_state(avs_net_socket_t *socket) {
    avs_net_socket_opt_value_t value;
    value.state = (avs_net_socket_state_t) -1;
    avs_net_socket_get_opt(socket, AVS_NET_SOCKET_OPT_STATE, &value);
    return value.state;
}

bool client_echoes(avs_net_socket_t *socket, const char *text) {
    char bytes[256];
    size_t received = 0;
    client_set_timeout(socket, SERVER_LIMIT);
    return avs_is_ok(avs_net_socket_send(socket, text, strlen(text)))
           && avs_is_ok(avs_net_socket_receive(socket, &received, bytes, sizeof(bytes))) && received == strlen(text)
           && memcmp(bytes, text, received) == 0;
}

pair_t pair_with_key(uint32_t kind) {
    pair_t pair = { .kind = kind, .server = server_with_key(kind), .configuration = client_with_key() };
    return pair;
}

pair_t pair_with_certificate(uint32_t kind, const char *chain, const char *key) {
    pair_t pair = {
        .kind = kind, .server = server_with_certificate(kind, chain, key), .configuration = client_with_anchor()
    };
    return pair;
}

bool pair_start(pair_t *pair) {
    pair->is_running = server_start(pair->server);
    pair->socket = pair->is_running ? client_create(pair->kind, &pair->configuration) : NULL;
    return pair->socket != NULL;
}

bool pair_start_watched(pair_t *pair) {
    pair->is_running = server_start(pair->server);
    pair->socket = pair->is_running ? client_create_watched(pair->kind, &pair->configuration, &pair->watched) : NULL;
    return pair->socket != NULL;
}

avs_error_t pair_connect(pair_t *pair) {
    return avs_net_socket_connect(pair->socket, "localhost", pair->server->port);
}

avs_error_t pair_try(pair_t *pair) {
    if (!test_check(pair_start(pair), "the server starts and the client can be created", __FILE__, __LINE__)) {
        return avs_errno(AVS_UNKNOWN_ERROR);
    }
    avs_error_t error = pair_connect(pair);
    if (avs_is_ok(error)) {
        test_check(client_echoes(pair->socket, "hello"), "the server answers", __FILE__, __LINE__);
    }
    pair_stop(pair);
    return error;
}

void pair_stop(pair_t *pair) {
    test_check_error(avs_net_socket_cleanup(&pair->socket), 0, 0, __FILE__, __LINE__);
    test_check(pair->socket == NULL, "a socket that was cleaned up is NULL", __FILE__, __LINE__);
    if (pair->is_running) {
        server_stop(pair->server);
    }
    pair->is_running = false;
}

void pair_end(pair_t *pair) {
    if (pair->socket || pair->is_running) {
        pair_stop(pair);
    }
    server_free(pair->server);
    pair->server = NULL;
}
