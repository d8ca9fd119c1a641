// The contract, "DANE".
#include <stdio.h>
#include <string.h>

#include "client.h"

static uint8_t certificate[8192];
static size_t certificate_size;

static avs_net_socket_dane_tlsa_record_t record_of(int usage, const char *name) {
    FILE *stream = fopen(certificate_path(name), "rb");
    certificate_size = stream ? fread(certificate, 1, sizeof(certificate), stream) : 0;
    if (stream) {
        fclose(stream);
    }
    avs_net_socket_dane_tlsa_record_t record = { usage, 0, 0, certificate, certificate_size };
    return record;
}

typedef struct {
    const char *server;
    const char *record; // a certificate of certs/, or NULL for no record
    int usage;
    bool trusts_ca;
    bool validates;
    bool works;
} row_t;

// The server's chain is server-intermediate: its issuer is `intermediate`, whose issuer is `ca`.
static const row_t rows[] = {
    // Without records: plain PKIX, or no verification at all.
    { "server", NULL, 0, true, true, true },
    { "server-untrusted", NULL, 0, true, true, false },
    { "server-untrusted", NULL, 0, true, false, true },
    // 0 and 1 want PKIX too.
    { "server-intermediate", "intermediate.der", 0, true, true, true },
    { "server-intermediate", "intermediate.der", 0, false, true, false },
    { "server-intermediate", "other-ca.der", 0, true, true, false },
    { "server", "server.der", 1, true, true, true },
    { "server", "server.der", 1, false, true, false },
    { "server", "server-rsa.der", 1, true, true, false },
    // 2 and 3 may stand in place of trust.
    { "server-intermediate", "intermediate.der", 2, false, true, true },
    { "server-intermediate", "ca.der", 2, false, true, true },
    { "server-intermediate", "other-ca.der", 2, true, true, false },
    { "server-untrusted", "server-untrusted.der", 3, false, true, true },
    { "server-expired", "server-expired.der", 3, false, true, true },
    { "server-untrusted", "server.der", 3, true, true, false },
    // Opportunistic: 0 and 1 are passed over, 2 and 3 have to match.
    { "server-untrusted", "other-ca.der", 0, true, false, true },
    { "server-untrusted", "server.der", 1, true, false, true },
    { "server-untrusted", "other-ca.der", 2, true, false, true },
    { "server-untrusted", "ca.der", 2, true, false, false },
    { "server-untrusted", "server-untrusted.der", 3, true, false, true },
    { "server-untrusted", "server.der", 3, true, false, false }
};

// Connects to the row's server, with its record.
static avs_error_t connect_as(const row_t *row) {
    char chain[64];
    char key[64];
    bool has_chain = strcmp(row->server, "server-intermediate") == 0;
    snprintf(chain, sizeof(chain), "%s%s.pem", row->server, has_chain ? ".chain" : "");
    snprintf(key, sizeof(key), "%s.key.pem", row->server);
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, chain, key);
    avs_net_certificate_info_t *certificates = &pair.configuration.security.data.cert;
    certificates->dane = true;
    certificates->server_cert_validation = row->validates;
    if (!row->trusts_ca) {
        certificates->trusted_certs.desc.source = AVS_CRYPTO_DATA_SOURCE_EMPTY;
    }
    test_check(pair_start(&pair), "the server starts and the client can be created", __FILE__, __LINE__);
    avs_error_t error = AVS_OK;
    if (row->record) {
        avs_net_socket_dane_tlsa_record_t record = record_of(row->usage, row->record);
        avs_net_socket_opt_value_t value = { .dane_tlsa_array = { &record, 1 } };
        error = avs_net_socket_set_opt(pair.socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value);
        memset(certificate, 0, sizeof(certificate)); // copied
    }
    if (avs_is_ok(error)) {
        error = pair_connect(&pair);
    }
    pair_end(&pair);
    return error;
}

TEST(records, "TLSA records are enforced with validation, and opportunistic without") {
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        avs_error_t error = connect_as(&rows[i]);
        if (avs_is_ok(error) != rows[i].works) {
            printf("    row %zu: %u/%u\n", i, error.category, error.code);
        }
        EXPECT(avs_is_ok(error) == rows[i].works);
    }
}

// The key in the certificate that `record_of` has read: a SubjectPublicKeyInfo of P-256 (RFC 5480).
static avs_net_socket_dane_tlsa_record_t key_record_of(int usage, const char *name) {
    static const uint8_t start[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
    enum { SIZE = 91 };
    static uint8_t key[SIZE];
    record_of(usage, name);
    const uint8_t *place = memmem(certificate, certificate_size, start, sizeof(start));
    bool is_whole = place && certificate_size - (size_t) (place - certificate) >= SIZE;
    memcpy(key, is_whole ? place : certificate, SIZE);
    avs_net_socket_dane_tlsa_record_t record = { usage, 1, 0, key, is_whole ? SIZE : 0 };
    return record;
}

static avs_error_t connect_with_records(avs_net_socket_dane_tlsa_record_t *records, size_t count, const char *name) {
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server-untrusted.pem", "server-untrusted.key.pem");
    pair.configuration.security.data.cert.dane = true;
    pair.configuration.server_name_indication = name;
    avs_error_t error = avs_errno(AVS_UNKNOWN_ERROR);
    avs_net_socket_opt_value_t value = { .dane_tlsa_array = { records, count } };
    if (pair_start(&pair)
        && avs_is_ok((error = avs_net_socket_set_opt(pair.socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value)))) {
        error = pair_connect(&pair);
    }
    pair_end(&pair);
    return error;
}

TEST(several_records, "a record may be of the key, and one of several is enough") {
    avs_net_socket_dane_tlsa_record_t records[] = { key_record_of(3, "server-untrusted.der"),
                                                    key_record_of(3, "server-untrusted.der") };
    EXPECT_EQUAL(records[0].association_data_size, 91);
    EXPECT_OK(connect_with_records(records, 1, NULL));
    records[0] = record_of(3, "server.der");
    EXPECT(avs_is_err(connect_with_records(records, 1, NULL)));
    EXPECT_OK(connect_with_records(records, 2, NULL));
    records[1].selector = 0;
    EXPECT(avs_is_err(connect_with_records(records, 2, NULL)));
}

TEST(names, "the name counts for records of usage 3 too") {
    avs_net_socket_dane_tlsa_record_t record = record_of(3, "server-untrusted.der");
    EXPECT_OK(connect_with_records(&record, 1, "localhost"));
    EXPECT_EQUAL(connect_with_records(&record, 1, "other.test").category, 8573);
}

TEST(records_that_cannot_be, "records that cannot be are EINVAL, and never cut to others") {
    avs_net_socket_dane_tlsa_record_t good = record_of(3, "server.der");
    avs_net_socket_dane_tlsa_record_t bad[] = { good, good, good, good, good };
    bad[0].association_data = NULL;
    bad[1].certificate_usage = 259;
    bad[2].selector = 256;
    bad[3].matching_type = -1;
    bad[4].association_data_size = SIZE_MAX;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); ++i) {
        EXPECT_ERRNO(connect_with_records(&bad[i], 1, NULL), AVS_EINVAL);
    }
}

TEST(replaced_records, "records can be replaced and taken away, for the next handshake") {
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server.pem", "server.key.pem");
    pair.configuration.security.data.cert.dane = true;
    EXPECT(pair_start(&pair));
    avs_net_socket_t *socket = pair.socket;
    avs_net_socket_dane_tlsa_record_t record = record_of(3, "client.der");
    avs_net_socket_opt_value_t value = { .dane_tlsa_array = { &record, 1 } };
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value));
    EXPECT_EQUAL(pair_connect(&pair).category, 8573);
    record = record_of(3, "server.der");
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value));
    EXPECT_OK(pair_connect(&pair));
    EXPECT_OK(avs_net_socket_close(socket));
    value.dane_tlsa_array.array_element_count = 0;
    EXPECT_OK(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value));
    EXPECT_OK(pair_connect(&pair)); // plain PKIX
    pair_end(&pair);
}

TEST(records_without_dane, "records for a socket that does not use DANE, or without memory, are EINVAL") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_socket_dane_tlsa_record_t record = record_of(3, "server.der");
    avs_net_socket_opt_value_t value = { .dane_tlsa_array = { &record, 1 } };
    avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    EXPECT_ERRNO(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value), AVS_EINVAL);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
    configuration.security.data.cert.dane = true;
    socket = client_create(SECSOCK_DATAGRAM, &configuration);
    value.dane_tlsa_array.array_ptr = NULL;
    EXPECT_ERRNO(avs_net_socket_set_opt(socket, AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY, value), AVS_EINVAL);
    EXPECT_OK(avs_net_socket_cleanup(&socket));
}
