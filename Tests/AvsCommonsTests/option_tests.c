// The contract, "get_opt, set_opt".
#include "client.h"

static avs_errno_t get(avs_net_socket_t *socket, avs_net_socket_opt_key_t key) {
    avs_net_socket_opt_value_t value;
    return (avs_errno_t) avs_net_socket_get_opt(socket, key, &value).code;
}

static avs_errno_t set(avs_net_socket_t *socket, avs_net_socket_opt_key_t key) {
    avs_net_socket_opt_value_t value = { .dtls_handshake_timeouts = { { 1, 0 }, { 2, 0 } } };
    return (avs_errno_t) avs_net_socket_set_opt(socket, key, value).code;
}

enum { ANY_ERROR = 1 };

static bool is_as(avs_errno_t found, int wanted) {
    return wanted == ANY_ERROR ? found != AVS_NO_ERROR : (int) found == wanted;
}

static const struct {
    avs_net_socket_opt_key_t key;
    int get_new; // without a backend socket, as of a new socket
    int get_bound;
    int get_closed; // with a backend socket that was bound and closed
    int set_new;
    int set_bound;
} rows[] = {
    { AVS_NET_SOCKET_OPT_RECV_TIMEOUT, AVS_EBADF, 0, 0, AVS_EBADF, 0 },
    { AVS_NET_SOCKET_OPT_STATE, 0, 0, 0, AVS_EBADF, ANY_ERROR },
    { AVS_NET_SOCKET_OPT_MTU, AVS_EBADF, ANY_ERROR, ANY_ERROR, AVS_EBADF, ANY_ERROR },
    { AVS_NET_SOCKET_OPT_INNER_MTU, 0, ANY_ERROR, 0, AVS_EBADF, ANY_ERROR },
    { AVS_NET_SOCKET_OPT_SESSION_RESUMED, 0, 0, 0, AVS_EBADF, ANY_ERROR },
    { AVS_NET_SOCKET_OPT_BYTES_SENT, AVS_EBADF, 0, 0, AVS_EBADF, ANY_ERROR },
    { AVS_NET_SOCKET_OPT_BYTES_RECEIVED, AVS_EBADF, 0, 0, AVS_EBADF, ANY_ERROR },
    { AVS_NET_SOCKET_HAS_BUFFERED_DATA, 0, 0, 0, AVS_EBADF, ANY_ERROR },
    { AVS_NET_SOCKET_OPT_DTLS_HANDSHAKE_TIMEOUTS, AVS_EBADF, ANY_ERROR, ANY_ERROR, 0, 0 },
    { AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, AVS_EBADF, ANY_ERROR, ANY_ERROR, AVS_EINVAL, AVS_EINVAL },
    { AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED, 0, 0, 0, AVS_EBADF, ANY_ERROR }
};

TEST(options_by_state, "each option can be got and set in the states that the contract says") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        avs_net_socket_t *socket = NULL;
        EXPECT_OK(avs_net_dtls_socket_create(&socket, &configuration));
        EXPECT(is_as(get(socket, rows[i].key), rows[i].get_new));
        EXPECT(is_as(set(socket, rows[i].key), rows[i].set_new));
        EXPECT_OK(avs_net_socket_bind(socket, "127.0.0.1", "0"));
        EXPECT(is_as(get(socket, rows[i].key), rows[i].get_bound));
        EXPECT(is_as(set(socket, rows[i].key), rows[i].set_bound));
        EXPECT_OK(avs_net_socket_close(socket));
        EXPECT(is_as(get(socket, rows[i].key), rows[i].get_closed));
        EXPECT(is_as(set(socket, rows[i].key), rows[i].set_bound));
        EXPECT_OK(avs_net_socket_cleanup(&socket));
    }
}

TEST(timeouts_of_streams, "handshake time-outs of a stream are EBADF, bad ones of datagrams EINVAL") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    avs_net_socket_t *stream = NULL;
    avs_net_socket_t *datagram = NULL;
    EXPECT_OK(avs_net_ssl_socket_create(&stream, &configuration));
    EXPECT_OK(avs_net_dtls_socket_create(&datagram, &configuration));
    avs_net_socket_opt_value_t value = { .dtls_handshake_timeouts = { { 1, 0 }, { 2, 0 } } };
    EXPECT_ERRNO(avs_net_socket_set_opt(stream, AVS_NET_SOCKET_OPT_DTLS_HANDSHAKE_TIMEOUTS, value), AVS_EBADF);
    value.dtls_handshake_timeouts.max.seconds = -2;
    EXPECT_ERRNO(avs_net_socket_set_opt(datagram, AVS_NET_SOCKET_OPT_DTLS_HANDSHAKE_TIMEOUTS, value), AVS_EINVAL);
    EXPECT_EQUAL(get(stream, AVS_NET_SOCKET_OPT_INNER_MTU), AVS_NO_ERROR);
    EXPECT_OK(avs_net_socket_cleanup(&stream));
    EXPECT_OK(avs_net_socket_cleanup(&datagram));
}

TEST(new_timeouts, "time-outs that were set are those of the next handshake") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    watched_socket_t *watched;
    avs_net_socket_t *socket = client_create_unheard(&configuration, &watched);
    EXPECT(socket != NULL);
    avs_net_socket_opt_value_t value = { .dtls_handshake_timeouts = { { 0, 60000000 }, { 0, 120000000 } } };
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DTLS_HANDSHAKE_TIMEOUTS, value));
    EXPECT_ERRNO(avs_net_socket_connect(socket, "127.0.0.1", "9"), AVS_ETIMEDOUT);
    EXPECT_EQUAL(watched->send_count, 2);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

TEST(one_wait, "a longest wait that is shorter than the first one, and one of zero, are waits all the same") {
    avs_net_ssl_configuration_t configuration = client_with_key();
    avs_net_dtls_handshake_timeouts_t timeouts = { { 0, 0 }, { 0, 0 } };
    configuration.dtls_handshake_timeouts = &timeouts;
    for (int i = 0; i < 2; ++i) {
        watched_socket_t *watched;
        avs_net_socket_t *socket = client_create_unheard(&configuration, &watched);
        EXPECT(socket != NULL);
        EXPECT_ERRNO(avs_net_socket_connect(socket, "127.0.0.1", "9"), AVS_ETIMEDOUT);
        EXPECT_EQUAL(watched->send_count, 1);
        EXPECT_OK(avs_net_socket_cleanup(&socket));
        timeouts.min.nanoseconds = 70000000;
    }
}

static int inner_mtu(int forced, uint32_t suite, bool uses_connection_id, uint8_t length) {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    pair.server->configuration.uses_connection_ids = uses_connection_id;
    pair.server->configuration.connection_id_length = length;
    pair.configuration.ciphersuites.ids = &suite;
    pair.configuration.ciphersuites.num_ids = 1;
    pair.configuration.use_connection_id = uses_connection_id;
    pair.configuration.backend_configuration.forced_mtu = forced;
    avs_net_socket_opt_value_t value = { .mtu = -1 };
    if (pair_start(&pair) && avs_is_ok(pair_connect(&pair))) {
        avs_net_socket_get_opt(pair.socket, AVS_NET_SOCKET_OPT_INNER_MTU, &value);
    }
    pair_end(&pair);
    return value.mtu;
}

TEST(inner_mtus, "the inner MTU is the backend's less what a record of the suite takes") {
    EXPECT_EQUAL(inner_mtu(0, 0xC0A8, false, 0), 1472 - 29);
    EXPECT_EQUAL(inner_mtu(528, 0xC0A8, false, 0), 500 - 29);
    EXPECT_EQUAL(inner_mtu(0, 0x00A8, false, 0), 1472 - 37);
    EXPECT_EQUAL(inner_mtu(0, 0xC0A8, true, 8), 1472 - 29 - 1 - 8);
    int most = inner_mtu(65535, 0xC0A8, false, 0); // what a record holds, and GnuTLS allows
    EXPECT(most >= 16384 - 29 && most <= 16384);
}

TEST(inner_mtu_of_a_narrower_path, "the inner MTU follows the backend's, and never grows beyond that of the handshake") {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    uint32_t suite = 0xC0A8;
    pair.configuration.ciphersuites.ids = &suite;
    pair.configuration.ciphersuites.num_ids = 1;
    EXPECT(pair_start_watched(&pair));
    EXPECT_OK(pair_connect(&pair));
    avs_net_socket_opt_value_t value = { .mtu = -1 };
    static const int rows[][2] = { { 0, 1472 - 29 }, { 1200, 1200 - 29 }, { 20, 0 }, { 9000, 1472 - 29 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        pair.watched->inner_mtu = rows[i][0];
        EXPECT_OK(avs_net_socket_get_opt(pair.socket, AVS_NET_SOCKET_OPT_INNER_MTU, &value));
        EXPECT_EQUAL(value.mtu, rows[i][1]);
    }
    pair_end(&pair);
}

TEST(inner_mtu_after_close, "the inner MTU is 0 after close") {
    pair_t pair = pair_with_key(SECSOCK_DATAGRAM);
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    EXPECT_OK(pair_connect(&pair));
    EXPECT_OK(avs_net_socket_close(socket));
    avs_net_socket_opt_value_t value = { .mtu = -1 };
    EXPECT_OK(avs_net_socket_get_opt(socket, AVS_NET_SOCKET_OPT_INNER_MTU, &value));
    EXPECT_EQUAL(value.mtu, 0);
    pair_end(&pair);
}
