// The contract, "Resumption buffer", and what SESSION_RESUMED and CONNECTION_ID_RESUMED tell.
#include <string.h>

#include "client.h"

enum { ANJAYS_SIZE = 1024 };

typedef struct {
    pair_t pair;
    uint8_t buffer[2 * ANJAYS_SIZE];
} resuming_t;

static bool is_zero(const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        if (bytes[i]) {
            return false;
        }
    }
    return true;
}

static bool start(resuming_t *resuming, size_t size) {
    static char ticket_key[64] = "only a test has a ticket key like this one";
    secsock_configuration *server = &resuming->pair.server->configuration;
    memset(resuming->buffer, 0, sizeof(resuming->buffer));
    ++ticket_key[63]; // no two servers have the same
    server->ticket_key = ticket_key;
    server->ticket_key_size = sizeof(ticket_key);
    server->cached_sessions = 8;
    resuming->pair.configuration.session_resumption_buffer = size ? resuming->buffer : NULL;
    resuming->pair.configuration.session_resumption_buffer_size = size;
    return pair_start(&resuming->pair);
}

// Connects, uses the connection, and closes it; whether the session was resumed, -1 for a failure.
static int reconnect(resuming_t *resuming) {
    avs_net_socket_t *socket = resuming->pair.socket;
    if (avs_is_err(pair_connect(&resuming->pair)) || !client_echoes(socket, "hello")) {
        return -1;
    }
    bool is_resumed = client_flag(socket, AVS_NET_SOCKET_OPT_SESSION_RESUMED);
    return avs_is_ok(avs_net_socket_close(socket)) ? is_resumed : -1;
}

TEST(resumes, "a session in the buffer is resumed, with a key in 1024 bytes, over UDP and over TCP") {
    for (uint32_t kind = SECSOCK_DATAGRAM; kind <= SECSOCK_STREAM; ++kind) {
        resuming_t resuming = { .pair = pair_with_key(kind) };
        EXPECT(start(&resuming, ANJAYS_SIZE));
        EXPECT_EQUAL(reconnect(&resuming), 0);
        EXPECT(!is_zero(resuming.buffer, ANJAYS_SIZE));
        EXPECT(is_zero(resuming.buffer + ANJAYS_SIZE, ANJAYS_SIZE));
        EXPECT_EQUAL(reconnect(&resuming), 1);
        EXPECT_EQUAL(reconnect(&resuming), 1);
        pair_end(&resuming.pair);
    }
}

TEST(resumed_before_a_failure, "a connection that failed is no longer one that was resumed") {
    resuming_t resuming = { .pair = pair_with_key(SECSOCK_DATAGRAM) };
    EXPECT(start(&resuming, ANJAYS_SIZE));
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT_EQUAL(reconnect(&resuming), 1);
    EXPECT(client_flag(resuming.pair.socket, AVS_NET_SOCKET_OPT_SESSION_RESUMED));
    watched_socket_t *unheard = watched_socket_create(NULL);
    watched_socket_fail(unheard, avs_errno(AVS_ECONNRESET));
    unheard->state = AVS_NET_SOCKET_STATE_CONNECTED;
    EXPECT(avs_is_err(avs_net_socket_decorate(resuming.pair.socket, (avs_net_socket_t *) unheard)));
    EXPECT(!client_flag(resuming.pair.socket, AVS_NET_SOCKET_OPT_SESSION_RESUMED));
    avs_net_socket_cleanup((avs_net_socket_t **) &unheard);
    pair_end(&resuming.pair);
}

TEST(resumes_with_certificates, "a session with a certificate is resumed, in the versions from TLS 1.2 on") {
    static const avs_net_ssl_version_t versions[] = { AVS_NET_SSL_VERSION_DEFAULT, AVS_NET_SSL_VERSION_TLSv1_3 };
    for (size_t i = 0; i < 2; ++i) {
        resuming_t resuming = { .pair = pair_with_certificate(SECSOCK_STREAM, "server.pem", "server.key.pem") };
        resuming.pair.configuration.version = versions[i];
        EXPECT(start(&resuming, sizeof(resuming.buffer)));
        EXPECT_EQUAL(reconnect(&resuming), 0);
        EXPECT_EQUAL(reconnect(&resuming), 1);
        pair_end(&resuming.pair);
    }
}

TEST(no_buffer, "without a buffer every handshake is a full one") {
    resuming_t resuming = { .pair = pair_with_key(SECSOCK_DATAGRAM) };
    EXPECT(start(&resuming, 0));
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT_EQUAL(reconnect(&resuming), 0);
    pair_end(&resuming.pair);
}

TEST(zeroed_buffer, "a buffer that the caller has zeroed means a full handshake") {
    resuming_t resuming = { .pair = pair_with_key(SECSOCK_DATAGRAM) };
    EXPECT(start(&resuming, ANJAYS_SIZE));
    EXPECT_EQUAL(reconnect(&resuming), 0);
    memset(resuming.buffer, 0, ANJAYS_SIZE);
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT_EQUAL(reconnect(&resuming), 1);
    pair_end(&resuming.pair);
}

TEST(noise, "a buffer full of noise, or with a session that was changed, means a full handshake and no error") {
    resuming_t resuming = { .pair = pair_with_key(SECSOCK_DATAGRAM) };
    EXPECT(start(&resuming, ANJAYS_SIZE));
    for (size_t i = 0; i < ANJAYS_SIZE; ++i) {
        resuming.buffer[i] = (uint8_t) (i * 31 + 7);
    }
    EXPECT_EQUAL(reconnect(&resuming), 0);
    resuming.buffer[100] ^= 1;
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT_EQUAL(reconnect(&resuming), 1);
    pair_end(&resuming.pair);
}

TEST(small_buffer, "a session that does not fit leaves all of the buffer zero") {
    resuming_t resuming = { .pair = pair_with_key(SECSOCK_DATAGRAM) };
    EXPECT(start(&resuming, 40));
    resuming.buffer[39] = 1;
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT(is_zero(resuming.buffer, sizeof(resuming.buffer)));
    pair_end(&resuming.pair);
}

TEST(server_has_forgotten, "a session that the server does not know is not resumed, and the new one is") {
    resuming_t resuming = { .pair = pair_with_key(SECSOCK_DATAGRAM) };
    EXPECT(start(&resuming, ANJAYS_SIZE));
    EXPECT_EQUAL(reconnect(&resuming), 0);
    uint8_t session[ANJAYS_SIZE];
    memcpy(session, resuming.buffer, sizeof(session));
    pair_end(&resuming.pair);
    resuming.pair = pair_with_key(SECSOCK_DATAGRAM);
    EXPECT(start(&resuming, ANJAYS_SIZE));
    memcpy(resuming.buffer, session, sizeof(session));
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT_EQUAL(reconnect(&resuming), 1);
    pair_end(&resuming.pair);
}

static bool start_with_connection_ids(resuming_t *resuming) {
    resuming->pair = pair_with_key(SECSOCK_DATAGRAM);
    resuming->pair.server->configuration.uses_connection_ids = 1;
    resuming->pair.server->configuration.connection_id_length = 8;
    resuming->pair.configuration.use_connection_id = true;
    return start(resuming, ANJAYS_SIZE);
}

TEST(connection_id, "with a connection ID the association goes on from another port, without a handshake") {
    resuming_t resuming;
    EXPECT(start_with_connection_ids(&resuming));
    EXPECT(!client_flag(resuming.pair.socket, AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED));
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT(!client_flag(resuming.pair.socket, AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQUAL(reconnect(&resuming), 1);
        EXPECT(client_flag(resuming.pair.socket, AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED));
    }
    memset(resuming.buffer, 0, ANJAYS_SIZE);
    EXPECT_EQUAL(reconnect(&resuming), 0);
    EXPECT(!client_flag(resuming.pair.socket, AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED));
    pair_stop(&resuming.pair);
    EXPECT_EQUAL(resuming.pair.server->handshake_count, 2);
    pair_end(&resuming.pair);
}

TEST(kept_current, "the association in the buffer is kept current on every send and receive") {
    resuming_t resuming;
    EXPECT(start_with_connection_ids(&resuming));
    EXPECT_OK(pair_connect(&resuming.pair));
    uint8_t before[ANJAYS_SIZE];
    memcpy(before, resuming.buffer, sizeof(before));
    EXPECT(client_echoes(resuming.pair.socket, "hello"));
    EXPECT(memcmp(before, resuming.buffer, sizeof(before)) != 0);
    // Another process that takes the bytes as they are now goes on with them.
    uint8_t saved[ANJAYS_SIZE];
    memcpy(saved, resuming.buffer, sizeof(saved));
    avs_net_socket_cleanup(&resuming.pair.socket);
    resuming.pair.configuration.session_resumption_buffer = saved;
    resuming.pair.configuration.session_resumption_buffer_size = sizeof(saved);
    resuming.pair.socket = client_create(SECSOCK_DATAGRAM, &resuming.pair.configuration);
    EXPECT_EQUAL(reconnect(&resuming), 1);
    EXPECT(client_flag(resuming.pair.socket, AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED));
    pair_end(&resuming.pair);
}

TEST(external_key_in_tls13, "a pre-shared key of TLS 1.3 is no resumption") {
    resuming_t resuming = { .pair = pair_with_key(SECSOCK_STREAM) };
    resuming.pair.configuration.version = AVS_NET_SSL_VERSION_TLSv1_3;
    EXPECT(start(&resuming, ANJAYS_SIZE));
    EXPECT_EQUAL(reconnect(&resuming), 0);
    pair_end(&resuming.pair);
}
