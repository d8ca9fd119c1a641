// The contract, "Errors": each row of its table.
#include <string.h>

#include "client.h"

// A fatal alert in the clear, as one record of DTLS 1.2.
#define CLEAR_ALERT(description) { 21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, description }

static avs_error_t connect_to_answers(avs_net_socket_t **socket, watched_socket_t *watched) {
    avs_net_ssl_configuration_t configuration = client_with_key();
    *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    avs_error_t error = avs_net_socket_decorate(*socket, (avs_net_socket_t *) watched);
    return avs_is_ok(error) ? avs_net_socket_connect(*socket, "localhost", "5684") : error;
}

TEST(alert_in_handshake, "an alert in the handshake is category 8572, with level and description") {
    static const uint8_t record[] = CLEAR_ALERT(115);
    watched_socket_t *watched = watched_socket_create(NULL);
    watched_socket_answer(watched, record, sizeof(record));
    avs_net_socket_t *socket;
    EXPECT_ALERT(connect_to_answers(&socket, watched), 2, 115);
    EXPECT_EQUAL(secsock_socket_last_received_alert(avs_securesockets_of(socket)), 2 << 8 | 115);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

TEST(unknown_identity, "a server that does not know the identity is alert 115, over UDP and over TCP") {
    for (uint32_t kind = SECSOCK_DATAGRAM; kind <= SECSOCK_STREAM; ++kind) {
        pair_t pair = pair_with_key(kind);
        pair.configuration.version = AVS_NET_SSL_VERSION_TLSv1_2;
        pair.configuration.security.data.psk.identity = avs_crypto_psk_identity_info_from_buffer("nobody", 6);
        EXPECT_ALERT(pair_try(&pair), 2, 115);
        pair_end(&pair);
    }
}

TEST(alert_in_receive, "an alert after the handshake is category 8572 in receive") {
    pair_t pair = pair_with_certificate(SECSOCK_STREAM, "server.pem", "server.key.pem");
    pair.server->configuration.client_certificate = SECSOCK_CLIENT_CERTIFICATE_REQUIRED;
    pair.server->configuration.trust_anchors.kind = SECSOCK_SOURCE_FILE;
    pair.server->configuration.trust_anchors.data = certificate_path("ca.pem");
    pair.configuration.version = AVS_NET_SSL_VERSION_TLSv1_3;
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    // In TLS 1.3 the client is done before the server has looked at its certificate, which is missing.
    EXPECT_OK(pair_connect(&pair));
    char byte;
    size_t received = 7;
    EXPECT_ALERT(avs_net_socket_receive(socket, &received, &byte, 1), 2, 116);
    EXPECT_EQUAL(received, 0);
    pair_end(&pair);
}

TEST(library_error, "another failure in the handshake is category 8573 with the library's number") {
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server-untrusted.pem", "server-untrusted.key.pem");
    avs_error_t error = pair_try(&pair);
    EXPECT_EQUAL(error.category, 8573);
    EXPECT(error.code != 0);
    EXPECT_EQUAL(pair.server->handshake_error.category, SECSOCK_CATEGORY_ALERT);
    EXPECT_EQUAL(pair.server->handshake_error.code, 2 << 8 | 48); // unknown_ca
    pair_end(&pair);
}

TEST(handshake_timeout, "a server that does not answer is ETIMEDOUT") {
    static const avs_net_dtls_handshake_timeouts_t timeouts = { { 0, 50000000 }, { 0, 50000000 } };
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.dtls_handshake_timeouts = &timeouts;
    avs_net_socket_t *silent = NULL;
    char port[8];
    EXPECT_OK(avs_net_udp_socket_create(&silent, NULL));
    EXPECT_OK(avs_net_socket_bind(silent, "127.0.0.1", "0"));
    EXPECT_OK(avs_net_socket_get_local_port(silent, port, sizeof(port)));
    avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    EXPECT_ERRNO(avs_net_socket_connect(socket, "127.0.0.1", port), AVS_ETIMEDOUT);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
    EXPECT_OK(avs_net_socket_cleanup(&silent));
}

static void refused_port(char *port, size_t size) {
    avs_net_socket_t *socket = NULL;
    avs_net_udp_socket_create(&socket, NULL);
    avs_net_socket_bind(socket, "127.0.0.1", "0");
    avs_net_socket_get_local_port(socket, port, size);
    avs_net_socket_cleanup(&socket);
}

TEST(refused, "a port that nobody has is ECONNREFUSED at once, over UDP and over TCP") {
    char port[8] = "9";
    refused_port(port, sizeof(port));
    avs_net_ssl_configuration_t configuration = client_with_key();
    for (uint32_t kind = SECSOCK_DATAGRAM; kind <= SECSOCK_STREAM; ++kind) {
        avs_net_socket_t *socket = client_create(kind, &configuration);
        EXPECT_ERRNO(avs_net_socket_connect(socket, "127.0.0.1", port), AVS_ECONNREFUSED);
        EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_CLOSED);
        EXPECT_OK(avs_net_socket_cleanup(&socket));
    }
}

TEST(alert_before_refusal, "an alert that came before the refusal is what is told") {
    static const uint8_t record[] = CLEAR_ALERT(40);
    watched_socket_t *watched = watched_socket_create(NULL);
    watched_socket_fail(watched, avs_errno(AVS_ECONNREFUSED));
    watched_socket_answer(watched, record, sizeof(record));
    avs_net_socket_t *socket;
    EXPECT_ALERT(connect_to_answers(&socket, watched), 2, 40);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

TEST(errors_of_the_backend, "an error of the backend comes back as it was, of whatever category") {
    static const avs_error_t errors[] = { { AVS_ERRNO_CATEGORY, AVS_ENETUNREACH }, { 4711, 13 } };
    for (size_t i = 0; i < 2; ++i) {
        watched_socket_t *watched = watched_socket_create(NULL);
        watched_socket_fail(watched, errors[i]);
        avs_net_socket_t *socket;
        EXPECT_CODE(connect_to_answers(&socket, watched), errors[i].category, errors[i].code);
        watched->send_error = errors[i];
        EXPECT_CODE(avs_net_socket_connect(socket, "localhost", "5684"), errors[i].category, errors[i].code);
        EXPECT_OK(avs_net_socket_cleanup(&socket));
    }
}

TEST(why, "who asks the library gets the reason of a handshake that failed, until the socket is closed") {
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server-expired.pem", "server-expired.key.pem");
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    EXPECT(avs_securesockets_of(socket) == NULL);
    EXPECT(avs_is_err(pair_connect(&pair)));
    char text[4096];
    EXPECT(secsock_socket_error_text(avs_securesockets_of(socket), text, sizeof(text)) > 0);
    EXPECT(strstr(double_log_text(), text) != NULL);
    EXPECT_EQUAL(secsock_socket_last_sent_alert(avs_securesockets_of(socket)), 2 << 8 | 45); // certificate_expired
    EXPECT(secsock_socket_verification_report(avs_securesockets_of(socket), text, sizeof(text)) > 0);
    EXPECT(strstr(text, "expired") != NULL);
    EXPECT_OK(avs_net_socket_close(socket));
    EXPECT(avs_securesockets_of(socket) == NULL);
    pair_end(&pair);
}
