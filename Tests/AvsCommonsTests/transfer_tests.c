// The contract, "receive, send": datagrams one a call, streams in pieces, and nothing lost.
#include <string.h>

#include "client.h"

static bool connect_pair(pair_t *pair, uint32_t kind, server_body_t *body) {
    *pair = pair_with_key(kind);
    pair->server->body = body;
    return pair_start(pair) && avs_is_ok(pair_connect(pair));
}

TEST(short_buffer, "a datagram that is longer than the buffer fills it, is EMSGSIZE, and its rest is gone") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_DATAGRAM, NULL));
    char bytes[16] = "";
    size_t received = 0;
    EXPECT_OK(avs_net_socket_send(pair.socket, "ten bytes.", 10));
    EXPECT_ERRNO(avs_net_socket_receive(pair.socket, &received, bytes, 4), AVS_EMSGSIZE);
    EXPECT_EQUAL(received, 4);
    EXPECT(memcmp(bytes, "ten ", 4) == 0);
    EXPECT(client_echoes(pair.socket, "the next one"));
    EXPECT_OK(avs_net_socket_send(pair.socket, "ten bytes.", 10));
    EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, 10)); // exactly full is not cut
    EXPECT_EQUAL(received, 10);
    EXPECT_OK(avs_net_socket_send(pair.socket, "ten bytes.", 10));
    EXPECT_ERRNO(avs_net_socket_receive(pair.socket, &received, bytes, 0), AVS_EMSGSIZE);
    EXPECT_EQUAL(received, 0);
    EXPECT_OK(avs_net_socket_send(pair.socket, "x", 1));
    EXPECT_ERRNO(avs_net_socket_receive(pair.socket, &received, bytes, 0), AVS_EMSGSIZE);
    EXPECT_EQUAL(received, 0);
    EXPECT(client_echoes(pair.socket, "the one after that"));
    pair_end(&pair);
}

static void send_two(server_t *server, secsock_socket *socket) {
    secsock_socket_send(socket, "one", 3);
    secsock_socket_send(socket, "two", 3);
    server_echo(server, socket);
}

TEST(one_datagram_a_call, "one call of receive gives one datagram") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_DATAGRAM, send_two));
    char bytes[16];
    size_t received;
    EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes)));
    EXPECT_EQUAL(received, 3);
    EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes)));
    EXPECT_EQUAL(received, 3);
    EXPECT(memcmp(bytes, "two", 3) == 0);
    pair_end(&pair);
}

TEST(stream_keeps_the_rest, "a stream keeps what the buffer has no room for, and says that it has it") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_STREAM, NULL));
    char bytes[16];
    size_t received;
    EXPECT(!client_flag(pair.socket, AVS_NET_SOCKET_HAS_BUFFERED_DATA));
    EXPECT_OK(avs_net_socket_send(pair.socket, "ten bytes.", 10));
    EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, 4));
    EXPECT_EQUAL(received, 4);
    EXPECT(client_flag(pair.socket, AVS_NET_SOCKET_HAS_BUFFERED_DATA));
    client_set_timeout(pair.socket, 0);
    EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes)));
    EXPECT_EQUAL(received, 6);
    EXPECT(memcmp(bytes, "bytes.", 6) == 0);
    EXPECT(!client_flag(pair.socket, AVS_NET_SOCKET_HAS_BUFFERED_DATA));
    EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, 0)); // no room on a stream: nothing is taken
    EXPECT_EQUAL(received, 0);
    pair_end(&pair);
}

// Two records that arrive together: the backend gives both in one piece, and nobody will be told of the second one.
TEST(two_records_at_once, "a second record that came in the same piece of a stream is told of by HAS_BUFFERED_DATA") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_STREAM, send_two));
    char bytes[16];
    size_t received = 0;
    size_t all = 0;
    do {
        EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, 1));
        all += received;
    } while (client_flag(pair.socket, AVS_NET_SOCKET_HAS_BUFFERED_DATA));
    // What is not told of is still on the descriptor, or not sent yet; nothing may hang here for want of it.
    client_set_timeout(pair.socket, SERVER_LIMIT);
    while (all < 6) {
        EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes)));
        all += received;
    }
    EXPECT(client_echoes(pair.socket, "and goes on"));
    pair_end(&pair);
}

TEST(polling, "a time-out of zero polls: ETIMEDOUT without data, and nothing is lost") {
    for (uint32_t kind = SECSOCK_DATAGRAM; kind <= SECSOCK_STREAM; ++kind) {
        pair_t pair;
        EXPECT(connect_pair(&pair, kind, NULL));
        char bytes[16];
        size_t received = 7;
        client_set_timeout(pair.socket, 0);
        EXPECT_ERRNO(avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes)), AVS_ETIMEDOUT);
        EXPECT_EQUAL(received, 0);
        EXPECT_EQUAL(client_timeout(pair.socket), 0);
        for (int i = 0; i < 100; ++i) {
            EXPECT_OK(avs_net_socket_send(pair.socket, "hello", 5));
            avs_error_t error;
            do {
                error = avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes));
            } while (error.code == AVS_ETIMEDOUT);
            EXPECT_OK(error);
            EXPECT_EQUAL(received, 5);
        }
        pair_end(&pair);
    }
}

TEST(receive_timeout, "receive waits as long as the backend's time-out, which is the user's before and after") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_DATAGRAM, NULL));
    char bytes[16];
    size_t received = 7;
    client_set_timeout(pair.socket, 60);
    EXPECT_ERRNO(avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes)), AVS_ETIMEDOUT);
    EXPECT_EQUAL(received, 0);
    EXPECT_EQUAL(client_timeout(pair.socket), 60);
    EXPECT(client_echoes(pair.socket, "still there"));
    pair_end(&pair);
}

TEST(nothing_to_send, "sending nothing is no error and sends nothing") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_DATAGRAM, NULL));
    avs_net_socket_opt_value_t before;
    avs_net_socket_opt_value_t after;
    EXPECT_OK(avs_net_socket_get_opt(pair.socket, AVS_NET_SOCKET_OPT_BYTES_SENT, &before));
    EXPECT_OK(avs_net_socket_send(pair.socket, "", 0));
    EXPECT_OK(avs_net_socket_send(pair.socket, NULL, 0));
    EXPECT_OK(avs_net_socket_get_opt(pair.socket, AVS_NET_SOCKET_OPT_BYTES_SENT, &after));
    EXPECT_EQUAL(before.bytes_sent, after.bytes_sent);
    pair_end(&pair);
}

TEST(too_long, "a datagram of the inner MTU is sent, and one byte more is EMSGSIZE") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_DATAGRAM, NULL));
    static char bytes[2000];
    avs_net_socket_opt_value_t value;
    EXPECT_OK(avs_net_socket_get_opt(pair.socket, AVS_NET_SOCKET_OPT_INNER_MTU, &value));
    EXPECT_ERRNO(avs_net_socket_send(pair.socket, bytes, (size_t) value.mtu + 1), AVS_EMSGSIZE);
    EXPECT_OK(avs_net_socket_send(pair.socket, bytes, (size_t) value.mtu));
    size_t received;
    EXPECT_OK(avs_net_socket_receive(pair.socket, &received, bytes, sizeof(bytes)));
    EXPECT_EQUAL(received, value.mtu);
    pair_end(&pair);
}

TEST(long_stream, "a stream sends more than a record holds, and gets it back whole") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_STREAM, NULL));
    static unsigned char sent[50000];
    static unsigned char got[sizeof(sent)];
    for (size_t i = 0; i < sizeof(sent); ++i) {
        sent[i] = (unsigned char) (i * 7 + i / 251);
    }
    EXPECT_OK(avs_net_socket_send(pair.socket, sent, sizeof(sent)));
    size_t all = 0;
    while (all < sizeof(got)) {
        size_t received;
        EXPECT_OK(avs_net_socket_receive(pair.socket, &received, got + all, sizeof(got) - all));
        EXPECT(received > 0);
        all += received;
    }
    EXPECT(memcmp(sent, got, sizeof(got)) == 0);
    pair_end(&pair);
}

static void say_good_bye(server_t *server, secsock_socket *socket) {
    (void) server;
    secsock_socket_close(socket);
}

static void cut_off(server_t *server, secsock_socket *socket) {
    (void) server;
    secsock_socket_suspend(socket);
}

TEST(close_notify, "close_notify is OK with 0 bytes, again and again") {
    for (uint32_t kind = SECSOCK_DATAGRAM; kind <= SECSOCK_STREAM; ++kind) {
        pair_t pair;
        EXPECT(connect_pair(&pair, kind, say_good_bye));
        char byte;
        for (int i = 0; i < 2; ++i) {
            size_t received = 7;
            EXPECT_OK(avs_net_socket_receive(pair.socket, &received, &byte, 1));
            EXPECT_EQUAL(received, 0);
        }
        EXPECT(!strstr(double_log_text(), "cut off"));
        pair_end(&pair);
    }
}

TEST(cut_off_stream, "a stream that ends without close_notify is OK with 0 bytes, and who asks is told") {
    pair_t pair;
    EXPECT(connect_pair(&pair, SECSOCK_STREAM, cut_off));
    char byte;
    for (int i = 0; i < 2; ++i) {
        size_t received = 7;
        EXPECT_OK(avs_net_socket_receive(pair.socket, &received, &byte, 1));
        EXPECT_EQUAL(received, 0);
    }
    EXPECT(strstr(double_log_text(), "without close_notify") != NULL);
    char text[256];
    EXPECT(secsock_socket_error_text(avs_securesockets_of(pair.socket), text, sizeof(text)) > 0);
    pair_end(&pair);
}
