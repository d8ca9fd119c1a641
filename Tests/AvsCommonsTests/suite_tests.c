// The contract, "Suites", and which version comes of "version".
#include <string.h>

#include "client.h"

typedef struct {
    bool has_key;
    uint32_t kind;
    uint32_t suites[4];
    size_t count;
    uint16_t server_suites[4]; // none: the server's own order counts
    size_t server_count;
    uint16_t negotiated; // 0: none
} row_t;

static const row_t rows[] = {
    // All that fit the mode, without a list.
    { true, SECSOCK_DATAGRAM, { 0 }, 0, { 0xC0A8 }, 1, 0xC0A8 },
    { true, SECSOCK_DATAGRAM, { 0 }, 0, { 0x00AE }, 1, 0x00AE },
    { false, SECSOCK_DATAGRAM, { 0 }, 0, { 0xC0AE }, 1, 0xC0AE },
    { false, SECSOCK_DATAGRAM, { 0 }, 0, { 0xC023 }, 1, 0xC023 },
    { true, SECSOCK_STREAM, { 0 }, 0, { 0x1301 }, 1, 0x1301 },
    { false, SECSOCK_STREAM, { 0 }, 0, { 0x1302 }, 1, 0x1302 },
    // Unknown ones and those of the other mode are skipped.
    { true, SECSOCK_DATAGRAM, { 0xFFFFFFFF, 0x0A0A, 0xC0AE, 0xC0A8 }, 4, { 0xC0A8 }, 1, 0xC0A8 },
    { false, SECSOCK_DATAGRAM, { 0x1FFFF, 0xC0A8, 0xC0AE }, 3, { 0xC0AE }, 1, 0xC0AE },
    { false, SECSOCK_STREAM, { 0xC0A8, 0x1301 }, 2, { 0x1301 }, 1, 0x1301 },
    // Nothing in common.
    { true, SECSOCK_DATAGRAM, { 0xC0A8 }, 1, { 0x00AE }, 1, 0 }
};

static uint16_t negotiated_of(const row_t *row) {
    pair_t pair = row->has_key ? pair_with_key(row->kind)
                               : pair_with_certificate(row->kind, "server.pem", "server.key.pem");
    pair.server->configuration.cipher_suites = row->server_suites;
    pair.server->configuration.cipher_suite_count = row->server_count;
    uint32_t suites[4];
    memcpy(suites, row->suites, sizeof(suites));
    pair.configuration.ciphersuites.ids = row->count ? suites : NULL;
    pair.configuration.ciphersuites.num_ids = row->count;
    uint16_t suite = avs_is_ok(pair_try(&pair)) ? pair.server->negotiated.cipher_suite : 0;
    pair_end(&pair);
    return suite;
}

TEST(suites, "the suites are those of the list that fit the mode, or all that fit it") {
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        EXPECT_EQUAL(negotiated_of(&rows[i]), rows[i].negotiated);
    }
}

// The list in the hello of DTLS, its length first; it follows the random, the session id and the cookie.
static const uint8_t *suites_in_hello(const watched_socket_t *watched) {
    const uint8_t *hello = watched->sent[0] + 13 + 12 + 2 + 32;
    hello += 1 + hello[0]; // session id
    return hello + 1 + hello[0]; // cookie
}

// Where a suite stands in that list; -1: nowhere.
static int place_in_hello(const watched_socket_t *watched, uint16_t suite) {
    const uint8_t *hello = suites_in_hello(watched);
    int count = (hello[0] << 8 | hello[1]) / 2;
    for (int i = 0; i < count; ++i) {
        if ((hello[2 + 2 * i] << 8 | hello[3 + 2 * i]) == suite) {
            return i;
        }
    }
    return -1;
}

static watched_socket_t *
send_hello(avs_net_socket_t **socket, uint32_t *suites, size_t count, bool uses_connection_id) {
    avs_net_ssl_configuration_t configuration = client_with_key();
    configuration.ciphersuites.ids = suites;
    configuration.ciphersuites.num_ids = count;
    configuration.use_connection_id = uses_connection_id;
    watched_socket_t *watched = watched_socket_create(NULL);
    watched_socket_fail(watched, avs_errno(AVS_ECONNRESET));
    *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    avs_net_socket_decorate(*socket, (avs_net_socket_t *) watched);
    avs_net_socket_connect(*socket, "localhost", "5684");
    return watched;
}

TEST(order, "the order in the hello is the caller's") {
    uint32_t orders[][2] = { { 0xC0A8, 0x00A8 }, { 0x00A8, 0xC0A8 } };
    for (size_t i = 0; i < 2; ++i) {
        avs_net_socket_t *socket;
        watched_socket_t *watched = send_hello(&socket, orders[i], 2, false);
        EXPECT_EQUAL(watched->send_count, 1);
        int first = place_in_hello(watched, (uint16_t) orders[i][0]);
        int second = place_in_hello(watched, (uint16_t) orders[i][1]);
        EXPECT(first >= 0 && second > first);
        EXPECT_OK(avs_net_socket_cleanup(&socket));
    }
}

TEST(suites_with_connection_ids, "with a connection ID only AEAD is offered, and CBC alone goes without one") {
    uint32_t suites[] = { 0x00AE, 0xC0A8 };
    avs_net_socket_t *socket;
    watched_socket_t *watched = send_hello(&socket, suites, 2, true);
    static const uint8_t extension[] = { 0, 54, 0, 1, 0 }; // an empty connection ID
    EXPECT_EQUAL(place_in_hello(watched, 0x00AE), -1);
    EXPECT(place_in_hello(watched, 0xC0A8) >= 0);
    EXPECT(memmem(watched->sent[0], watched->sent_sizes[0], extension, sizeof(extension)) != NULL);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
    watched = send_hello(&socket, suites, 1, true);
    EXPECT(place_in_hello(watched, 0x00AE) >= 0);
    EXPECT(memmem(watched->sent[0], watched->sent_sizes[0], extension, sizeof(extension)) == NULL);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}

// Of TLS 1.3, for a certificate of the server too, and with AEADs that the library makes no such records with.
static const uint32_t suites_without_connection_ids[] = { 0x1301, 0x00AC, 0xC08E, 0xC06A };

TEST(suites_besides_connection_ids, "a suite that goes with no connection ID does not keep a CBC suite from going without") {
    static const uint8_t extension[] = { 0, 54, 0, 1, 0 };
    for (size_t i = 0; i < sizeof(suites_without_connection_ids) / sizeof(uint32_t); ++i) {
        uint32_t suites[] = { suites_without_connection_ids[i], 0x00AE };
        avs_net_socket_t *socket;
        watched_socket_t *watched = send_hello(&socket, suites, 2, true);
        EXPECT(socket != NULL);
        EXPECT(place_in_hello(watched, 0x00AE) >= 0);
        EXPECT(memmem(watched->sent[0], watched->sent_sizes[0], extension, sizeof(extension)) == NULL);
        EXPECT_OK(avs_net_socket_cleanup(&socket));
    }
}

static bool names_suites_exactly(void) {
    return (secsock_features() & SECSOCK_FEATURE_EXACT_SUITE_OFFER) != 0;
}

// The hello of a GnuTLS client has each combination of parts of its suites, and these servers like a wrong one best.
static const row_t picky_rows[] = {
    { false, SECSOCK_STREAM, { 0x1305, 0x1301, 0xC02C, 0xC0AE }, 4, { 0x1302, 0x1301 }, 2, 0x1301 },
    { false, SECSOCK_STREAM, { 0x1301, 0xC0AC }, 2, { 0x1304, 0xC0AC }, 2, 0xC0AC },
    { false, SECSOCK_DATAGRAM, { 0xC02F, 0xC0A8, 0xC0AE }, 3, { 0xC02B, 0xC0AE }, 2, 0xC0AE },
    { false, SECSOCK_STREAM, { 0x1301, 0xC02C }, 2, { 0x1302 }, 1, 0 }
};

TEST(picky_servers, "a server that would take another suite than those named gets them one by one") {
    for (size_t i = 0; i < sizeof(picky_rows) / sizeof(*picky_rows); ++i) {
        EXPECT_EQUAL(negotiated_of(&picky_rows[i]), picky_rows[i].negotiated);
    }
}

TEST(picky_server_again, "the suite that worked is what the next connection begins with, from the port bound") {
    if (names_suites_exactly()) {
        return; // nothing is tried again
    }
    static const uint16_t server_suites[] = { 0xC02B, 0xC0AE };
    uint32_t suites[] = { 0xC02F, 0xC0AE };
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server.pem", "server.key.pem");
    pair.server->configuration.cipher_suites = server_suites;
    pair.server->configuration.cipher_suite_count = 2;
    pair.configuration.ciphersuites.ids = suites;
    pair.configuration.ciphersuites.num_ids = 2;
    EXPECT(pair_start_watched(&pair));
    avs_net_socket_t *socket = pair.socket;
    watched_socket_t *watched = pair.watched;
    char before[8];
    char after[8];
    EXPECT_OK(avs_net_socket_bind(socket, "127.0.0.1", "0"));
    EXPECT_OK(avs_net_socket_get_local_port(socket, before, sizeof(before)));
    EXPECT_OK(pair_connect(&pair));
    EXPECT_OK(avs_net_socket_get_local_port(socket, after, sizeof(after)));
    EXPECT(strcmp(before, after) == 0);
    EXPECT_OK(avs_net_socket_close(socket));
    size_t sent = watched->send_count;
    EXPECT_OK(pair_connect(&pair));
    EXPECT(client_echoes(socket, "hello"));
    EXPECT(watched->send_count - sent < sent);
    pair_stop(&pair);
    EXPECT_EQUAL(pair.server->negotiated.cipher_suite, 0xC0AE);
    pair_end(&pair);
}

// A server that likes a suite best which is in the hello without having been named, and then wants a certificate.
static pair_t picky_pair(uint32_t suites[2], const uint16_t server_suites[2]) {
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server.pem", "server.key.pem");
    pair.server->configuration.cipher_suites = server_suites;
    pair.server->configuration.cipher_suite_count = 2;
    pair.configuration.ciphersuites.ids = suites;
    pair.configuration.ciphersuites.num_ids = 2;
    return pair;
}

TEST(alert_behind_tries, "the alert of the server that none of the tries gets past is the error of connect") {
    static const uint16_t server_suites[] = { 0xC02B, 0xC0AE };
    uint32_t suites[] = { 0xC02F, 0xC0AE };
    pair_t pair = picky_pair(suites, server_suites);
    pair.server->configuration.trust_anchors.kind = SECSOCK_SOURCE_FILE;
    pair.server->configuration.trust_anchors.data = certificate_path("ca.pem");
    pair.server->configuration.client_certificate = SECSOCK_CLIENT_CERTIFICATE_REQUIRED;
    EXPECT(pair_start(&pair));
    avs_error_t error = pair_connect(&pair);
    EXPECT_EQUAL(error.category, AVS_NET_SSL_ALERT_CATEGORY);
    EXPECT_EQUAL(error.code & 0xFF, 40);
    pair_end(&pair);
}

TEST(failing_bind_behind_tries, "a port that cannot be had again is the error of connect") {
    if (names_suites_exactly()) {
        return; // nothing is tried again
    }
    static const uint16_t server_suites[] = { 0xC02B, 0xC0AE };
    uint32_t suites[] = { 0xC02F, 0xC0AE };
    pair_t pair = picky_pair(suites, server_suites);
    EXPECT(pair_start_watched(&pair));
    EXPECT_OK(avs_net_socket_bind(pair.socket, "127.0.0.1", "0"));
    pair.watched->bind_error = avs_errno(AVS_EADDRINUSE);
    EXPECT_ERRNO(pair_connect(&pair), AVS_EADDRINUSE);
    pair_end(&pair);
}

TEST(decorated_after_tries, "the suite that one server wanted is not what another one is offered alone") {
    static const uint16_t server_suites[] = { 0xC02B, 0xC0AE };
    static const uint16_t other_suites[] = { 0xC02F };
    uint32_t suites[] = { 0xC02F, 0xC0AE };
    pair_t pair = picky_pair(suites, server_suites);
    EXPECT(pair_start(&pair));
    EXPECT_OK(pair_connect(&pair));
    EXPECT_OK(avs_net_socket_close(pair.socket));
    pair_t other = pair_with_certificate(SECSOCK_DATAGRAM, "server-rsa.pem", "server-rsa.key.pem");
    other.server->configuration.cipher_suites = other_suites;
    other.server->configuration.cipher_suite_count = 1;
    EXPECT(pair_start(&other));
    avs_net_socket_t *backend = NULL;
    EXPECT_OK(avs_net_udp_socket_create(&backend, &pair.configuration.backend_configuration));
    EXPECT_OK(avs_net_socket_connect(backend, "localhost", other.server->port));
    EXPECT_OK(avs_net_socket_decorate(pair.socket, backend));
    EXPECT(client_echoes(pair.socket, "hello"));
    pair_end(&other);
    pair_end(&pair);
}

static const uint16_t *all_suites;
static size_t all_suite_count;

static int note_suites(void *configuration) {
    all_suites = ((secsock_configuration *) configuration)->cipher_suites;
    all_suite_count = ((secsock_configuration *) configuration)->cipher_suite_count;
    return 0;
}

static bool is_in_all(int suite) {
    for (size_t i = 0; i < all_suite_count; ++i) {
        if (all_suites[i] == suite) {
            return true;
        }
    }
    return suite == 0x00FF; // which says that renegotiation is secure (RFC 5746)
}

TEST(all_is_all, "without a list, the hello has no suite besides those of the layer") {
    for (int i = 0; i < 2; ++i) {
        avs_net_ssl_configuration_t configuration = i ? client_with_key() : client_with_anchor();
        configuration.additional_configuration_clb = note_suites;
        watched_socket_t *watched = watched_socket_create(NULL);
        watched_socket_fail(watched, avs_errno(AVS_ECONNRESET));
        avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
        EXPECT_OK(avs_net_socket_decorate(socket, (avs_net_socket_t *) watched));
        EXPECT_ERRNO(avs_net_socket_connect(socket, "localhost", "5684"), AVS_ECONNRESET);
        const uint8_t *list = suites_in_hello(watched);
        int count = (list[0] << 8 | list[1]) / 2;
        EXPECT(count > 10);
        for (int each = 0; each < count; ++each) {
            EXPECT(is_in_all(list[2 + 2 * each] << 8 | list[3 + 2 * each]));
        }
        EXPECT_OK(avs_net_socket_cleanup(&socket));
    }
}

TEST(version_is_a_minimum, "the version is a minimum, and the newest that both have is taken") {
    static const struct {
        avs_net_ssl_version_t version;
        uint16_t server_maximum;
        uint16_t negotiated; // 0: none
    } versions[] = {
        { AVS_NET_SSL_VERSION_DEFAULT, 0, SECSOCK_TLS13 },
        { AVS_NET_SSL_VERSION_SSLv3, SECSOCK_TLS12, SECSOCK_TLS12 },
        { AVS_NET_SSL_VERSION_TLSv1, 0, SECSOCK_TLS13 },
        { AVS_NET_SSL_VERSION_TLSv1_2, 0, SECSOCK_TLS13 },
        { AVS_NET_SSL_VERSION_TLSv1_3, 0, SECSOCK_TLS13 },
        { AVS_NET_SSL_VERSION_TLSv1_3, SECSOCK_TLS12, 0 }
    };
    for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); ++i) {
        pair_t pair = pair_with_certificate(SECSOCK_STREAM, "server.pem", "server.key.pem");
        pair.server->configuration.maximum_version = versions[i].server_maximum;
        pair.configuration.version = versions[i].version;
        avs_error_t error = pair_try(&pair);
        EXPECT(avs_is_ok(error) == (versions[i].negotiated != 0));
        if (versions[i].negotiated) {
            EXPECT_EQUAL(pair.server->negotiated.version, versions[i].negotiated);
        }
        pair_end(&pair);
    }
}
