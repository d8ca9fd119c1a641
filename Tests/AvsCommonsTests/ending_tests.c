// The contract, "shutdown, close, cleanup": not a word on the wire, and everything given back.
#include <string.h>

#include "client.h"

TEST(no_good_bye, "shutdown, close and cleanup send nothing: the server's association goes on") {
    for (int i = 0; i < 3; ++i) {
        pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
        EXPECT(pair_start_watched(&pair));
        avs_net_socket_t *socket = pair.socket;
        watched_socket_t *watched = pair.watched;
        EXPECT_OK(pair_connect(&pair));
        EXPECT(client_echoes(socket, "hello"));
        size_t sent = watched->send_count;
        if (i == 0) {
            EXPECT_OK(avs_net_socket_shutdown(socket));
            EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_SHUTDOWN);
        }
        if (i < 2) {
            EXPECT_OK(avs_net_socket_close(socket));
            EXPECT_EQUAL(watched->send_count, sent);
        }
        pair_stop(&pair);
        EXPECT_EQUAL(pair.server->has_ended, 0);
        pair_end(&pair);
    }
}

TEST(stream_without_good_bye, "closing a stream sends no close_notify") {
    pair_t pair = pair_with_key(SECSOCK_STREAM);
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    EXPECT_OK(pair_connect(&pair));
    EXPECT(client_echoes(socket, "hello"));
    EXPECT_OK(avs_net_socket_close(socket));
    pair_stop(&pair);
    EXPECT_EQUAL(pair.server->has_ended, 0);
    pair_end(&pair);
}

TEST(after_close, "after close the socket can be asked, set, bound and connected, and not used") {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    EXPECT_OK(pair_connect(&pair));
    EXPECT_OK(avs_net_socket_close(socket));
    EXPECT_OK(avs_net_socket_close(socket));
    EXPECT_EQUAL(client_state(socket), AVS_NET_SOCKET_STATE_CLOSED);
    EXPECT_ERRNO(avs_net_socket_send(socket, "x", 1), AVS_EBADF);
    char byte;
    size_t received = 7;
    EXPECT_ERRNO(avs_net_socket_receive(socket, &received, &byte, 1), AVS_EBADF);
    EXPECT_EQUAL(received, 0);
    avs_net_socket_opt_value_t value;
    value.dtls_handshake_timeouts.min = avs_time_duration_from_scalar(2, AVS_TIME_S);
    value.dtls_handshake_timeouts.max = avs_time_duration_from_scalar(4, AVS_TIME_S);
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DTLS_HANDSHAKE_TIMEOUTS, value));
    value.recv_timeout = avs_time_duration_from_scalar(5, AVS_TIME_S);
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_RECV_TIMEOUT, value));
    EXPECT_EQUAL(client_timeout(socket), 5000);
    EXPECT_OK(pair_connect(&pair));
    EXPECT(client_echoes(socket, "hello again"));
    EXPECT(!client_flag(socket, AVS_NET_SOCKET_OPT_SESSION_RESUMED)); // without a buffer nothing is
    pair_stop(&pair);
    EXPECT_EQUAL(pair.server->handshake_count, 2);
    pair_end(&pair);
}

TEST(nothing_stays, "cleanup frees all that avs_commons lent, a backend that was given included") {
    size_t living = double_living_allocations();
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server.pem", "server.key.pem");
    pair.configuration.security.data.cert.dane = true;
    EXPECT(pair_start_watched(&pair));
    avs_net_socket_t *socket = pair.socket;
    watched_socket_t *watched = pair.watched;
    bool is_gone = false;
    watched->is_gone = &is_gone;
    avs_net_socket_dane_tlsa_record_t record = { 3, 0, 0, "data", 4 };
    avs_net_socket_opt_value_t value = { .dane_tlsa_array = { &record, 1 } };
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value));
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value));
    pair_connect(&pair);
    pair_stop(&pair);
    EXPECT(is_gone);
    EXPECT_EQUAL(double_living_allocations(), living);
    pair_end(&pair);
}

TEST(wiped, "avs_crypto_clear_buffer overwrites") {
    char secret[16];
    memset(secret, 's', sizeof(secret));
    avs_crypto_clear_buffer(secret, sizeof(secret));
    for (size_t i = 0; i < sizeof(secret); ++i) {
        EXPECT_EQUAL(secret[i], 0);
    }
    avs_crypto_clear_buffer(NULL, 0);
}
