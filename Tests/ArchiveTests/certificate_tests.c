// Certificates of both ends on the archive.
#include <stdlib.h>
#include <string.h>

#include "pair.h"

static bool says(size_t (*ask)(secsock_socket *, char *, size_t), secsock_socket *socket, const char *words) {
    size_t length = ask(socket, NULL, 0);
    char *text = malloc(length + 1);
    bool holds = text && ask(socket, text, length + 1) == length && strlen(text) == length && strstr(text, words);
    free(text);
    return holds;
}

// Shakes hands with certificates of these names; the pair is to be destroyed in any case.
static bool shake_hands(pair_t *pair, uint32_t kind, const char *client, const char *server) {
    setting_t settings[2];
    setting_with_certificate(&settings[PAIR_CLIENT], kind, client);
    setting_with_certificate(&settings[PAIR_SERVER], kind, server);
    return pair_create(pair, &settings[PAIR_CLIENT], &settings[PAIR_SERVER]) && pair_shake_hands(pair);
}

static void both_ends(uint32_t kind, uint16_t version) {
    pair_t pair;
    secsock_negotiated negotiated = { .size = sizeof(negotiated) };
    EXPECT(shake_hands(&pair, kind, "client", "server"));
    EXPECT(pair_echoes(&pair));
    for (int i = 0; i < 2; ++i) {
        EXPECT(secsock_socket_peer_certificate(pair.sockets[i], 0, NULL, 0) > 0);
        EXPECT_EQUAL(secsock_socket_peer_certificate(pair.sockets[i], 9, NULL, 0), 0);
        EXPECT(says(secsock_socket_verification_report, pair.sockets[i], "{"));
        EXPECT_EQUAL(secsock_socket_negotiated(pair.sockets[i], &negotiated).category, 0);
        EXPECT_EQUAL(negotiated.version, version);
    }
    pair_destroy(&pair);
}

TEST(datagrams, "certificates of both ends are verified over DTLS 1.2") {
    both_ends(SECSOCK_DATAGRAM, SECSOCK_DTLS12);
}

TEST(streams, "certificates of both ends are verified over TLS 1.3") {
    both_ends(SECSOCK_STREAM, SECSOCK_TLS13);
}

TEST(refused, "a certificate that breaks a rule is refused, with the reason, the alert and a report") {
    static const struct {
        const char *server;
        uint16_t reason;
        uint16_t alert;
    } rows[] = {
        { "server-expired", SECSOCK_REASON_EXPIRED, 0x22d },
        { "server-untrusted", SECSOCK_REASON_UNKNOWN_ISSUER, 0x230 },
        { "server-wrong-name", SECSOCK_REASON_NAME_MISMATCH, 0x22a },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        pair_t pair;
        EXPECT(!shake_hands(&pair, SECSOCK_DATAGRAM, "client", rows[i].server));
        EXPECT_EQUAL(pair.errors[PAIR_CLIENT].reason, rows[i].reason);
        EXPECT_EQUAL(pair.errors[PAIR_CLIENT].sent_alert, rows[i].alert);
        EXPECT_EQUAL(pair.errors[PAIR_SERVER].category, SECSOCK_CATEGORY_ALERT);
        EXPECT_EQUAL(secsock_socket_last_received_alert(pair.sockets[PAIR_SERVER]), rows[i].alert);
        EXPECT(says(secsock_socket_verification_report, pair.sockets[PAIR_CLIENT], "{"));
        EXPECT(secsock_socket_error_text(pair.sockets[PAIR_CLIENT], NULL, 0) > 0);
        pair_destroy(&pair);
    }
}

TEST(tlsa_records, "TLSA records of a socket count for its next handshake, and what they point to is copied") {
    static const uint8_t digest[32] = { 1 };
    pair_t pair;
    setting_t settings[2];
    secsock_tlsa_record record = { .usage = 3, .selector = 1, .matching = 1, .data_size = sizeof(digest) };
    setting_with_certificate(&settings[PAIR_CLIENT], SECSOCK_DATAGRAM, NULL);
    setting_with_certificate(&settings[PAIR_SERVER], SECSOCK_DATAGRAM, "server");
    EXPECT(pair_create(&pair, &settings[PAIR_CLIENT], &settings[PAIR_SERVER]));
    void *data = malloc(sizeof(digest));
    EXPECT(data);
    record.data = memcpy(data, digest, sizeof(digest));
    EXPECT_EQUAL(secsock_socket_set_tlsa_records(pair.sockets[PAIR_CLIENT], &record, 1).category, 0);
    free(data);
    EXPECT(!pair_shake_hands(&pair));
    EXPECT_EQUAL(pair.errors[PAIR_CLIENT].reason, SECSOCK_REASON_TLSA_MISMATCH);
    EXPECT_EQUAL(secsock_socket_set_tlsa_records(pair.sockets[PAIR_CLIENT], NULL, 0).category, 0);
    EXPECT(pair_shake_hands(&pair));
    pair_destroy(&pair);
}
