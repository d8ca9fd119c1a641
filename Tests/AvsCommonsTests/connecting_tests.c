// The contract, "I/O", "connect, decorate": through the backend socket, and back to a usable state after a failure.
#include <stdio.h>
#include <string.h>

#include "client.h"

static bool is_connected_over(uint32_t kind) {
    pair_t pair = pair_with_key(kind);
    bool works = avs_is_ok(pair_try(&pair)) && pair.server->handshake_count == 1;
    pair_end(&pair);
    return works;
}

TEST(connects, "a socket shakes hands inside connect, over UDP and over TCP") {
    EXPECT(is_connected_over(SECSOCK_DATAGRAM));
    EXPECT(is_connected_over(SECSOCK_STREAM));
}

TEST(connected_already, "a socket that is connected already is EISCONN") {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    watched_socket_t *other = watched_socket_create(NULL);
    EXPECT_OK(pair_connect(&pair));
    EXPECT_ERRNO(pair_connect(&pair), AVS_EISCONN);
    EXPECT_ERRNO(avs_net_socket_decorate(socket, (avs_net_socket_t *) other), AVS_EISCONN);
    EXPECT(client_echoes(socket, "still there"));
    EXPECT_OK(avs_net_socket_cleanup((avs_net_socket_t **) &other));
    pair_end(&pair);
}

TEST(all_through_the_backend, "all bytes go through the backend socket's send and receive, and are counted there") {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    EXPECT(pair_start_watched(&pair));
    avs_net_socket_t *socket = pair.socket;
    watched_socket_t *watched = pair.watched;
    EXPECT_OK(pair_connect(&pair));
    EXPECT(client_echoes(socket, "hello"));
    avs_net_socket_opt_value_t value;
    EXPECT_OK(avs_net_socket_get_opt(socket, AVS_NET_SOCKET_OPT_BYTES_SENT, &value));
    uint64_t sent = 0;
    for (size_t i = 0; i < watched->send_count; ++i) {
        sent += watched->sent_sizes[i];
    }
    EXPECT_EQUAL(value.bytes_sent, sent);
    EXPECT(sent > 100);
    EXPECT_OK(avs_net_socket_get_opt(socket, AVS_NET_SOCKET_OPT_BYTES_RECEIVED, &value));
    EXPECT(value.bytes_received > 100);
    pair_end(&pair);
}

TEST(record_version, "the ClientHello of DTLS is in a record of version 1.2") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    watched_socket_t *watched = watched_socket_create(NULL);
    EXPECT_OK(avs_net_socket_decorate(socket, (avs_net_socket_t *) watched));
    watched_socket_fail(watched, avs_errno(AVS_ECONNREFUSED));
    watched_socket_fail(watched, avs_errno(AVS_ECONNREFUSED));
    EXPECT_ERRNO(avs_net_socket_connect(socket, "localhost", "5684"), AVS_ECONNREFUSED);
    EXPECT(watched->send_count >= 1);
    // OpenSSL begins with the record of version 1.0 that RFC 6347, 4.2.1 allows, and nobody can change that.
    char library[32] = "";
    secsock_library(library, sizeof(library));
    bool is_openssl = strncmp(library, "OpenSSL", 7) == 0;
    const uint8_t start[] = { 22, 0xfe, is_openssl ? 0xff : 0xfd };
    EXPECT(memcmp(watched->sent[0], start, sizeof(start)) == 0);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

TEST(waits_of_datagrams, "a DTLS handshake waits as the time-outs say, and gives the user's receive time-out back") {
    static const avs_net_dtls_handshake_timeouts_t timeouts = { { 0, 100000000 }, { 0, 200000000 } };
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.dtls_handshake_timeouts = &timeouts;
    watched_socket_t *watched;
    avs_net_socket_t *socket = client_create_unheard(&configuration, &watched);
    EXPECT(socket != NULL);
    client_set_timeout(socket, 1); // the user's, which has no say here
    EXPECT_ERRNO(avs_net_socket_connect(socket, "127.0.0.1", "9"), AVS_ETIMEDOUT);
    EXPECT_EQUAL(client_timeout(socket), 1);
    EXPECT_EQUAL(watched->send_count, 2); // at 0 and at 100 ms; the end is at 300 ms
    int64_t longest = 0;
    for (size_t i = 0; i < watched->receive_count && i < WATCHED_TIMEOUTS; ++i) {
        longest = watched->timeouts[i] > longest ? watched->timeouts[i] : longest;
    }
    EXPECT(longest > 100 && longest <= 200);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

TEST(waits_of_streams, "a TLS handshake waits as long as the user's receive time-out") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    avs_net_socket_t *silent = NULL;
    char port[8];
    EXPECT_OK(avs_net_tcp_socket_create(&silent, NULL));
    EXPECT_OK(avs_net_socket_bind(silent, "127.0.0.1", "0"));
    EXPECT_OK(avs_net_socket_get_local_port(silent, port, sizeof(port)));
    watched_socket_t *watched;
    avs_net_socket_t *socket = client_create_watched(SECSOCK_STREAM, &configuration, &watched);
    EXPECT(socket != NULL);
    client_set_timeout(socket, 150);
    EXPECT_ERRNO(avs_net_socket_connect(socket, "127.0.0.1", port), AVS_ETIMEDOUT);
    EXPECT_EQUAL(client_timeout(socket), 150);
    int64_t longest = 0;
    for (size_t i = 0; i < watched->receive_count && i < WATCHED_TIMEOUTS; ++i) {
        longest = watched->timeouts[i] > longest ? watched->timeouts[i] : longest;
    }
    EXPECT_EQUAL(longest, 150);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
    EXPECT_OK(avs_net_socket_cleanup(&silent));
}

TEST(again_after_failure, "after a handshake that failed the backend is closed but kept, and connect can be tried") {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    EXPECT(pair_start_watched(&pair));
    avs_net_socket_t *socket = pair.socket;
    watched_socket_t *watched = pair.watched;
    watched_socket_fail(watched, avs_errno(AVS_EHOSTUNREACH));
    EXPECT_ERRNO(pair_connect(&pair), AVS_EHOSTUNREACH);
    EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_CLOSED);
    EXPECT_EQUAL(client_timeout(socket), SERVER_LIMIT);
    for (int i = 0; i < 2; ++i) {
        EXPECT_OK(pair_connect(&pair));
        EXPECT(client_echoes(socket, "hello"));
        EXPECT_OK(avs_net_socket_close(socket));
    }
    pair_end(&pair);
}

TEST(bound_port, "a port that was bound is the one that is connected from") {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    EXPECT_OK(avs_net_socket_bind(socket, "127.0.0.1", "0"));
    EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_BOUND);
    char before[8];
    char after[8];
    EXPECT_OK(avs_net_socket_get_local_port(socket, before, sizeof(before)));
    EXPECT_OK(pair_connect(&pair));
    EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_CONNECTED);
    EXPECT_OK(avs_net_socket_get_local_port(socket, after, sizeof(after)));
    EXPECT(strcmp(before, after) == 0);
    EXPECT(client_echoes(socket, "hello"));
    EXPECT_OK(avs_net_socket_close(socket));
    EXPECT_OK(avs_net_socket_bind(socket, "127.0.0.1", before));
    EXPECT_OK(pair_connect(&pair));
    EXPECT_OK(avs_net_socket_get_local_port(socket, after, sizeof(after)));
    EXPECT(strcmp(before, after) == 0);
    pair_end(&pair);
}

TEST(decorates_connected, "a backend that is connected makes decorate shake hands as a client, for its own host") {
    pair_t pair = pair_with_certificate(SECSOCK_STREAM, "server.pem", "server.key.pem");
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    avs_net_socket_t *tcp = NULL;
    EXPECT_OK(avs_net_tcp_socket_create(&tcp, NULL));
    EXPECT_OK(avs_net_socket_connect(tcp, "localhost", pair.server->port));
    EXPECT_OK(avs_net_socket_decorate(socket, tcp));
    EXPECT(client_echoes(socket, "hello"));
    char name[64];
    EXPECT_OK(avs_net_socket_get_remote_hostname(socket, name, sizeof(name)));
    EXPECT(strcmp(name, "localhost") == 0);
    pair_end(&pair);
}

TEST(decorate_replaces, "a backend that had no connection yet is freed when another one takes its place") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    bool is_gone = false;
    watched_socket_t *first = watched_socket_create(NULL);
    first->is_gone = &is_gone;
    avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    EXPECT_OK(avs_net_socket_decorate(socket, (avs_net_socket_t *) first));
    EXPECT(!is_gone);
    EXPECT_OK(avs_net_socket_decorate(socket, (avs_net_socket_t *) watched_socket_create(NULL)));
    EXPECT(is_gone);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

TEST(decorate_itself, "a backend that a socket has already, and the socket itself, are EINVAL") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    watched_socket_t *watched;
    avs_net_socket_t *socket = client_create_watched(SECSOCK_DATAGRAM, &configuration, &watched);
    EXPECT(socket != NULL);
    EXPECT_ERRNO(avs_net_socket_decorate(socket, (avs_net_socket_t *) watched), AVS_EINVAL);
    EXPECT_ERRNO(avs_net_socket_decorate(socket, socket), AVS_EINVAL);
    EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_CLOSED);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

TEST(decorate_fails, "a decorate that fails leaves the given socket the caller's, and the old backend in place") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    EXPECT_ERRNO(avs_net_socket_decorate(socket, NULL), AVS_EINVAL);
    bool is_gone = false;
    watched_socket_t *watched = watched_socket_create(NULL);
    watched->is_gone = &is_gone;
    watched->state = AVS_NET_SOCKET_STATE_CONNECTED;
    watched_socket_fail(watched, avs_errno(AVS_ECONNRESET));
    EXPECT_ERRNO(avs_net_socket_decorate(socket, (avs_net_socket_t *) watched), AVS_ECONNRESET);
    EXPECT(!is_gone);
    EXPECT_EQUAL(watched->state, AVS_NET_SOCKET_STATE_CONNECTED);
    EXPECT_EQUAL(client_timeout((avs_net_socket_t *) watched), 30000);
    watched->state_error = avs_errno(AVS_EIO);
    EXPECT_ERRNO(avs_net_socket_decorate(socket, (avs_net_socket_t *) watched), AVS_EIO);
    watched->state_error = AVS_OK;
    watched->state = AVS_NET_SOCKET_STATE_ACCEPTED; // no server role on datagrams
    EXPECT_ERRNO(avs_net_socket_decorate(socket, (avs_net_socket_t *) watched), AVS_EINVAL);
    EXPECT(!is_gone);
    EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_CLOSED);
    EXPECT_OK(avs_net_socket_cleanup((avs_net_socket_t **) &watched));
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

typedef struct {
    char port[8];
    bool has_certificate;
    bool works;
} remote_client_t;

static void *connect_client(void *client_) {
    remote_client_t *client = client_;
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
    if (client->has_certificate) {
        certificates->client_cert = avs_crypto_certificate_chain_info_from_file(CERTIFICATES "/client.pem");
        certificates->client_key = avs_crypto_private_key_info_from_file(CERTIFICATES "/client.key.pem", NULL);
    }
    avs_net_socket_t *socket = client_create(SECSOCK_STREAM, &configuration);
    avs_error_t error = avs_net_socket_connect(socket, "localhost", client->port);
    client->works = avs_is_ok(error) && client_echoes(socket, "hello server");
    avs_net_socket_cleanup(&socket);
    return NULL;
}

// Serves one client, which gets back what it sends; the error of the handshake.
static avs_error_t serve_client(avs_net_socket_t *listener) {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
    certificates->client_cert = avs_crypto_certificate_chain_info_from_file(CERTIFICATES "/server.pem");
    certificates->client_key = avs_crypto_private_key_info_from_file(CERTIFICATES "/server.key.pem", NULL);
    avs_net_socket_t *socket = client_create(SECSOCK_STREAM, &configuration);
    avs_net_socket_t *accepted = NULL;
    avs_net_tcp_socket_create(&accepted, NULL);
    avs_error_t error = avs_net_socket_accept(listener, accepted);
    if (avs_is_ok(error) && avs_is_err((error = avs_net_socket_decorate(socket, accepted)))) {
        avs_net_socket_cleanup(&accepted);
    }
    char bytes[64];
    size_t received;
    if (avs_is_ok(error) && avs_is_ok(avs_net_socket_receive(socket, &received, bytes, sizeof(bytes)))) {
        avs_net_socket_send(socket, bytes, received);
    }
    avs_net_socket_cleanup(&socket);
    return error;
}

TEST(server_role, "a backend that was accepted makes decorate shake hands as a server, which wants a certificate") {
    for (int i = 0; i < 2; ++i) {
        remote_client_t client = { .has_certificate = i == 0 };
        avs_net_socket_t *listener = NULL;
        EXPECT_OK(avs_net_tcp_socket_create(&listener, NULL));
        EXPECT_OK(avs_net_socket_bind(listener, "127.0.0.1", "0"));
        EXPECT_OK(avs_net_socket_get_local_port(listener, client.port, sizeof(client.port)));
        pthread_t thread;
        EXPECT(pthread_create(&thread, NULL, connect_client, &client) == 0);
        avs_error_t error = serve_client(listener);
        pthread_join(thread, NULL);
        EXPECT(avs_is_ok(error) == client.has_certificate);
        EXPECT(client.works == client.has_certificate);
        EXPECT_OK(avs_net_socket_cleanup(&listener));
    }
}
