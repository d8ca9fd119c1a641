// Sessions and associations that go from one connection to the next, in memory of the test's.
#include <stdlib.h>
#include <string.h>

#include "pair.h"
#include "storage.h"

enum { ROOM = 16384 };

static const uint8_t ticket_key[64] = { 1, 2, 3 };

static bool create_with_tickets(pair_t *pair, uint32_t kind, uint16_t maximum_version) {
    setting_t client;
    setting_t server;
    setting_with_certificate(&client, kind, "client");
    setting_with_certificate(&server, kind, "server");
    client.configuration.maximum_version = maximum_version;
    server.configuration.ticket_key = ticket_key;
    server.configuration.ticket_key_size = sizeof(ticket_key);
    return pair_create(pair, &client, &server);
}

static bool create_with_connection_ids(pair_t *pair, bool has_certificates) {
    setting_t settings[2];
    for (int i = 0; i < 2; ++i) {
        if (has_certificates) {
            setting_with_certificate(&settings[i], SECSOCK_DATAGRAM, i == PAIR_CLIENT ? "client" : "server");
        } else {
            setting_with_key(&settings[i], SECSOCK_DATAGRAM);
        }
        settings[i].configuration.uses_connection_ids = 1;
        settings[i].configuration.connection_id_length = 8;
    }
    return pair_create(pair, &settings[PAIR_CLIENT], &settings[PAIR_SERVER]);
}

static void tickets(uint32_t kind, uint16_t maximum_version) {
    pair_t pair;
    uint8_t *memory = calloc(1, ROOM);
    EXPECT(memory && create_with_tickets(&pair, kind, maximum_version));
    secsock_socket *client = pair.sockets[PAIR_CLIENT];
    EXPECT_EQUAL(secsock_socket_set_resumption_buffer(client, memory, ROOM).category, 0);
    for (int i = 0; i < 3; ++i) {
        EXPECT(pair_shake_hands(&pair));
        EXPECT(pair_echoes(&pair)); // in TLS 1.3 the ticket comes with it
        EXPECT_EQUAL(secsock_socket_is_session_resumed(client), i > 0);
        EXPECT_EQUAL(secsock_socket_is_session_resumed(pair.sockets[PAIR_SERVER]), i > 0);
    }
    for (size_t i = 0; i < ROOM; ++i) {
        memory[i] = (uint8_t) (i * 31 + 7);
    }
    EXPECT(pair_shake_hands(&pair));
    EXPECT_EQUAL(secsock_socket_is_session_resumed(client), 0);
    EXPECT(pair_echoes(&pair));
    secsock_socket_suspend(client);
    // Gone right after it was replaced.
    EXPECT_EQUAL(secsock_socket_set_resumption_buffer(client, NULL, 0).category, 0);
    free(memory);
    EXPECT(pair_shake_hands(&pair));
    EXPECT_EQUAL(secsock_socket_is_session_resumed(client), 0);
    pair_destroy(&pair);
}

TEST(tickets_tls13, "a client resumes by ticket over TLS 1.3, from its buffer; noise in it leads to a full handshake") {
    tickets(SECSOCK_STREAM, SECSOCK_TLS13);
}

TEST(tickets_tls12, "a client resumes by ticket over TLS 1.2") {
    tickets(SECSOCK_STREAM, SECSOCK_TLS12);
}

TEST(tickets_dtls12, "a client resumes by ticket over DTLS 1.2") {
    tickets(SECSOCK_DATAGRAM, 0);
}

TEST(connection_ids, "an association with connection IDs goes on from the buffer, without a handshake") {
    for (int has_certificates = 0; has_certificates < 2; ++has_certificates) {
        pair_t pair;
        uint8_t *memory = calloc(1, ROOM);
        EXPECT(memory && create_with_connection_ids(&pair, has_certificates));
        secsock_socket *client = pair.sockets[PAIR_CLIENT];
        EXPECT_EQUAL(secsock_socket_set_resumption_buffer(client, memory, ROOM).category, 0);
        EXPECT(pair_shake_hands(&pair));
        for (int i = 0; i < 3; ++i) {
            EXPECT(pair_echoes(&pair));
            EXPECT_EQUAL(secsock_socket_suspend(client).category, 0);
            EXPECT(pair_goes_on(&pair));
            EXPECT_EQUAL(secsock_socket_is_connection_id_resumed(client), 1);
        }
        EXPECT(pair_echoes(&pair));
        pair_destroy(&pair);
        free(memory);
    }
}

TEST(saved_associations, "an association goes on from bytes that were saved, and not with a buffer too short for them") {
    pair_t pair;
    size_t length = 0;
    EXPECT(create_with_connection_ids(&pair, true));
    secsock_socket *client = pair.sockets[PAIR_CLIENT];
    EXPECT(pair_shake_hands(&pair) && pair_echoes(&pair));
    EXPECT(secsock_socket_save_association(client, NULL, 0, &length).category != 0);
    EXPECT(length > 0);
    uint8_t *bytes = malloc(length);
    EXPECT(bytes && secsock_socket_save_association(client, bytes, length - 1, &length).category != 0);
    EXPECT_EQUAL(secsock_socket_save_association(client, bytes, length, &length).category, 0);
    EXPECT_EQUAL(secsock_socket_suspend(client).category, 0);
    EXPECT_EQUAL(secsock_socket_restore_association(client, bytes, length).category, 0);
    secsock_wipe(bytes, length);
    free(bytes); // copied
    EXPECT(pair_goes_on(&pair) && pair_echoes(&pair));
    EXPECT_EQUAL(secsock_socket_is_connection_id_resumed(client), 1);
    pair_destroy(&pair);
}

TEST(storages, "sessions and associations go through storages of functions, which may fail") {
    pair_t pair;
    storage_t session = { .failure = 0 };
    storage_t association = { .failure = 0 };
    EXPECT(create_with_connection_ids(&pair, true));
    secsock_socket *client = pair.sockets[PAIR_CLIENT];
    secsock_storage functions = storage_functions(&session);
    EXPECT_EQUAL(secsock_socket_set_session_storage(client, &functions).category, 0);
    functions = storage_functions(&association);
    EXPECT_EQUAL(secsock_socket_set_association_storage(client, &functions).category, 0);
    EXPECT(pair_shake_hands(&pair) && pair_echoes(&pair));
    EXPECT(association.size > 0);
    EXPECT_EQUAL(secsock_socket_suspend(client).category, 0);
    EXPECT(pair_goes_on(&pair) && pair_echoes(&pair));
    EXPECT_EQUAL(secsock_socket_is_connection_id_resumed(client), 1);
    EXPECT_EQUAL(secsock_socket_suspend(client).category, 0);
    association.failure = 5; // neither read nor written
    EXPECT(!pair_shake_hands(&pair));
    EXPECT_EQUAL(pair.errors[PAIR_CLIENT].category, SECSOCK_CATEGORY_SYSTEM);
    EXPECT_EQUAL(pair.errors[PAIR_CLIENT].code, 5);
    pair_destroy(&pair);
    storage_free(&session);
    storage_free(&association);
}
