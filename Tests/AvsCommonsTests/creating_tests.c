// The contract, "Create": what is refused, when, and with what.
#include <string.h>

#include "client.h"

TEST(no_configuration, "a socket without a configuration is EINVAL") {
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, NULL), AVS_EINVAL);
    EXPECT_ERRNO(client_create_error(SECSOCK_STREAM, NULL), AVS_EINVAL);
}

TEST(nothing_yet, "a new socket has no backend socket, and says so") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    avs_net_socket_t *socket = NULL;
    EXPECT_OK(avs_net_dtls_socket_create(&socket, &configuration));
    char text[64];
    avs_net_socket_interface_name_t name;
    EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_CLOSED);
    EXPECT(avs_net_socket_get_system(socket) == NULL);
    EXPECT_ERRNO(avs_net_socket_get_remote_host(socket, text, sizeof(text)), AVS_EBADF);
    EXPECT_ERRNO(avs_net_socket_get_remote_hostname(socket, text, sizeof(text)), AVS_EBADF);
    EXPECT_ERRNO(avs_net_socket_get_remote_port(socket, text, sizeof(text)), AVS_EBADF);
    EXPECT_ERRNO(avs_net_socket_get_local_host(socket, text, sizeof(text)), AVS_EBADF);
    EXPECT_ERRNO(avs_net_socket_get_local_port(socket, text, sizeof(text)), AVS_EBADF);
    EXPECT_ERRNO(avs_net_socket_interface_name(socket, &name), AVS_EBADF);
    EXPECT_ERRNO(avs_net_socket_shutdown(socket), AVS_EBADF);
    EXPECT_ERRNO(avs_net_socket_send(socket, "x", 1), AVS_EBADF);
    size_t received = 7;
    EXPECT_ERRNO(avs_net_socket_receive(socket, &received, text, sizeof(text)), AVS_EBADF);
    EXPECT_EQUAL(received, 0);
    EXPECT_OK(avs_net_socket_close(socket));
    EXPECT_OK(avs_net_socket_cleanup(&socket));
    EXPECT(socket == NULL);
}

TEST(server_names, "a server name of 255 characters is taken, one of 256 is not, and an empty one is none") {
    char name[257];
    memset(name, 'a', sizeof(name));
    for (size_t i = 60; i < sizeof(name); i += 61) {
        name[i] = '.';
    }
    name[256] = 0;
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.server_name_indication = name;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_ERANGE);
    name[253] = 0; // the longest that can be a name (RFC 1035)
    EXPECT_OK(client_create_error(SECSOCK_DATAGRAM, &configuration));
    configuration.server_name_indication = "";
    EXPECT_OK(client_create_error(SECSOCK_DATAGRAM, &configuration));
}

TEST(handshake_timeouts, "handshake time-outs below zero and too long ones are EINVAL") {
    static const struct {
        avs_net_dtls_handshake_timeouts_t timeouts;
        avs_errno_t code;
    } rows[] = {
        { { { 1, 0 }, { 60, 0 } }, AVS_NO_ERROR },
        { { { 0, 0 }, { 0, 0 } }, AVS_NO_ERROR },
        { { { 5, 0 }, { 1, 0 } }, AVS_NO_ERROR },
        { { { 3600, 0 }, { 3600, 0 } }, AVS_NO_ERROR },
        { { { -1, 0 }, { 60, 0 } }, AVS_EINVAL },
        { { { 1, 0 }, { -60, 0 } }, AVS_EINVAL },
        { { { 1, 0 }, { 4300000, 0 } }, AVS_EINVAL },
        { { { 0, -1 }, { 60, 0 } }, AVS_EINVAL },
        { { { 1, 0 }, { INT64_MAX, 0 } }, AVS_EINVAL }
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        avs_net_ssl_configuration_t configuration = client_with_key();
        configuration.dtls_handshake_timeouts = &rows[i].timeouts;
        EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), rows[i].code);
    }
    EXPECT_EQUAL(AVS_NET_SOCKET_DEFAULT_DTLS_HANDSHAKE_TIMEOUTS.min.seconds, 1);
    EXPECT_EQUAL(AVS_NET_SOCKET_DEFAULT_DTLS_HANDSHAKE_TIMEOUTS.max.seconds, 60);
}

TEST(versions, "SSL 2 and DTLS 1.3 are ENOTSUP, and every other version can be created") {
    static const struct {
        uint32_t kind;
        avs_net_ssl_version_t version;
        avs_errno_t code;
    } rows[] = {
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_DEFAULT, AVS_NO_ERROR },
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_SSLv2_OR_3, AVS_NO_ERROR },
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_SSLv2, AVS_ENOTSUP },
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_SSLv3, AVS_NO_ERROR },
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_TLSv1, AVS_NO_ERROR },
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_TLSv1_1, AVS_NO_ERROR },
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_TLSv1_2, AVS_NO_ERROR },
        { SECSOCK_STREAM, AVS_NET_SSL_VERSION_TLSv1_3, AVS_NO_ERROR },
        { SECSOCK_STREAM, (avs_net_ssl_version_t) 99, AVS_ENOTSUP },
        { SECSOCK_DATAGRAM, AVS_NET_SSL_VERSION_DEFAULT, AVS_NO_ERROR },
        { SECSOCK_DATAGRAM, AVS_NET_SSL_VERSION_SSLv2, AVS_ENOTSUP },
        { SECSOCK_DATAGRAM, AVS_NET_SSL_VERSION_TLSv1, AVS_NO_ERROR },
        { SECSOCK_DATAGRAM, AVS_NET_SSL_VERSION_TLSv1_2, AVS_NO_ERROR },
        { SECSOCK_DATAGRAM, AVS_NET_SSL_VERSION_TLSv1_3, AVS_ENOTSUP }
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        avs_net_ssl_configuration_t configuration = client_with_key();
        configuration.version = rows[i].version;
        EXPECT_ERRNO(client_create_error(rows[i].kind, &configuration), rows[i].code);
    }
}

TEST(bad_credentials, "credentials that cannot be used fail when the socket is created") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
    certificates->client_cert = avs_crypto_certificate_chain_info_from_file(certificate_path("client.pem"));
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL); // no key
    certificates->client_key = avs_crypto_private_key_info_from_file(certificate_path("server.key.pem"), NULL);
    EXPECT_CODE(client_create_error(SECSOCK_DATAGRAM, &configuration), 8573, 60); // another one's key
    certificates->client_key = avs_crypto_private_key_info_from_file(certificate_path("client.key.pem"), NULL);
    EXPECT_OK(client_create_error(SECSOCK_DATAGRAM, &configuration));
    certificates->client_key = avs_crypto_private_key_info_from_buffer("no key", 6, NULL);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EPROTO);
    certificates->client_cert = avs_crypto_certificate_chain_info_from_buffer("no certificate", 14);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EPROTO);
    certificates->trusted_certs = avs_crypto_certificate_chain_info_from_buffer("none either", 11);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EPROTO);
}

TEST(bad_keys, "a pre-shared key that is empty or no buffer fails when the socket is created") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.security.data.psk.key = avs_crypto_psk_key_info_from_buffer("", 0);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    configuration.security.data.psk.key = avs_crypto_psk_key_info_from_buffer(NULL, 16);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    configuration.security.data.psk.key.desc.source = AVS_CRYPTO_DATA_SOURCE_EMPTY;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    configuration.security.data.psk.key.desc.source = AVS_CRYPTO_DATA_SOURCE_FILE;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    configuration = client_with_key();
    configuration.security.mode = (avs_net_security_mode_t) 7;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_ENOTSUP);
}

static secsock_configuration seen;
static int callback_result;

static int additional_configuration(void *configuration) {
    seen = *(secsock_configuration *) configuration;
    return callback_result;
}

TEST(additional_configuration_callback, "additional configuration gets the library's own, and EPIPE if it fails") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.additional_configuration_clb = additional_configuration;
    configuration.server_name_indication = "server.example";
    callback_result = 0;
    EXPECT_OK(client_create_error(SECSOCK_STREAM, &configuration));
    EXPECT_EQUAL(seen.size, sizeof(seen));
    EXPECT_EQUAL(seen.kind, SECSOCK_STREAM);
    EXPECT_EQUAL(seen.minimum_version, 0);
    callback_result = -1;
    EXPECT_ERRNO(client_create_error(SECSOCK_STREAM, &configuration), AVS_EPIPE);
}

TEST(trust_store_flag, "the system's trust store is left out where it is to be ignored") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    configuration.additional_configuration_clb = additional_configuration;
    callback_result = 0;
    for (int ignores = 0; ignores < 2; ++ignores) {
        configuration.security.data.cert.ignore_system_trust_store = ignores;
        EXPECT_OK(client_create_error(SECSOCK_STREAM, &configuration));
        EXPECT_EQUAL(seen.ignores_system_trust_store, ignores);
        EXPECT_EQUAL(seen.disables_verification, 0);
        EXPECT_EQUAL(seen.skips_name_check, 0);
    }
}

TEST(buffer_without_memory, "a resumption buffer without memory is EINVAL") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.session_resumption_buffer_size = 1024;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
}

TEST(copies, "what the configuration points to is copied") {
    char key[] = SERVER_KEY;
    char name[] = "localhost";
    uint32_t suites[] = { 0xC0A8 };
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.security.data.psk.key = avs_crypto_psk_key_info_from_buffer(key, strlen(key));
    configuration.server_name_indication = name;
    configuration.ciphersuites.ids = suites;
    configuration.ciphersuites.num_ids = 1;
    server_t *server = server_with_key(SECSOCK_DATAGRAM);
    EXPECT(server_start(server));
    avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    EXPECT(socket != NULL);
    memset(key, 0, sizeof(key));
    memset(name, 0, sizeof(name));
    memset(suites, 0, sizeof(suites));
    memset(&configuration, 0, sizeof(configuration));
    EXPECT_OK(avs_net_socket_connect(socket, "localhost", server->port));
    EXPECT(client_echoes(socket, "hello"));
    EXPECT_OK(avs_net_socket_cleanup(&socket));
    server_stop(server);
    EXPECT_EQUAL(server->negotiated.cipher_suite, 0xC0A8);
    server_free(server);
}

TEST(out_of_memory, "each allocation that fails is ENOMEM, and nothing stays behind") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    uint32_t suites[] = { 0xC0AE };
    configuration.ciphersuites.ids = suites;
    configuration.ciphersuites.num_ids = 1;
    size_t living = double_living_allocations();
    avs_error_t error = avs_errno(AVS_ENOMEM);
    for (size_t i = 0; avs_is_err(error) && i < 32; ++i) {
        double_fail_allocation(i);
        error = client_create_error(SECSOCK_DATAGRAM, &configuration);
        double_allocations_succeed();
        EXPECT_EQUAL(double_living_allocations(), living);
        EXPECT(avs_is_ok(error) || error.code == AVS_ENOMEM);
    }
    EXPECT_OK(error);
}
