#include "random_configuration.h"

#include <string.h>
#include <time.h>

#include "../CTestSupport/test.h"

typedef struct {
    choices_t *choices;
    memory_t *memory;
    choices_t *callbacks;
} maker_t;

int64_t random_time(choices_t *choices) {
    static const int64_t times[] = { INT64_MIN, INT64_MIN + 1, -1, 0, 1, 253402300800, INT64_MAX - 1, INT64_MAX };
    return chance(choices, 2) ? (int64_t) time(NULL) : CHOOSE_FROM(choices, times);
}

static int64_t tell_time(void *callbacks) {
    return random_time(callbacks);
}

// What a function returns that writes a secret: its length, or anything.
static int random_length(choices_t *choices, void *secret, size_t size) {
    static const int lengths[] = { INT32_MIN, -1, 0, 1, 16, 512, 513, INT32_MAX };
    if (size >= 16 && !chance(choices, 3)) {
        memcpy(secret, "0123456789abcdef", 16);
        return 16;
    }
    return CHOOSE_FROM(choices, lengths);
}

static int tell_password(void *callbacks, const char *origin, char *password, size_t size) {
    (void) origin;
    return random_length(callbacks, password, size);
}

static int look_up(void *callbacks, const void *identity, size_t identity_size, void *key, size_t size) {
    (void) identity;
    (void) identity_size;
    return random_length(callbacks, key, size);
}

static int permit_move(void *callbacks, const char *host, uint16_t port, const char *new_host, uint16_t new_port) {
    (void) host;
    (void) port;
    (void) new_host;
    (void) new_port;
    return (int) choose(callbacks, 2);
}

static void log_keys(void *callbacks, const char *line) {
    (void) callbacks;
    (void) line;
}

// The size of a struct, seldom another one, as far as there is memory.
static size_t random_size(maker_t *maker, size_t size, size_t room) {
    return chance(maker->choices, 24) ? choose(maker->choices, room + 1) : size;
}

static secsock_source random_source(maker_t *maker, const char *const *names, size_t count, int depth) {
    secsock_source source = { .kind = (uint32_t) choose(maker->choices, 8) };
    bytes_t bytes;
    switch (source.kind) {
    case SECSOCK_SOURCE_BYTES:
        bytes = choose_bytes(maker->choices, maker->memory, 60);
        source.data = bytes.bytes;
        source.count = bytes.count;
        break;
    case SECSOCK_SOURCE_LIST:
        source.count = choose(maker->choices, 3);
        if (depth < 3 && !chance(maker->choices, 8)) {
            secsock_source *list = memory_get(maker->memory, source.count * sizeof(*list));
            for (size_t i = 0; i < source.count; ++i) {
                list[i] = random_source(maker, names, count, depth + 1);
            }
            source.data = list;
        }
        break;
    case SECSOCK_SOURCE_PKCS11:
        source.data = chance(maker->choices, 2) ? "pkcs11:token=none;object=nothing" : "pkcs11";
        break;
    default:
        source.kind = chance(maker->choices, 10) ? source.kind : SECSOCK_SOURCE_FILE;
        source.data = chance(maker->choices, 12) ? NULL : certificate_path(names[choose(maker->choices, count)]);
    }
    return source;
}

static secsock_certificate *random_certificate(maker_t *maker, size_t *count) {
    static const char *const chains[] = {
        "server.pem", "client.der", "server.pem", "server-expired.pem", "README.md", "none"
    };
    static const char *const keys[] = { "server.key.pem", "client.key.der", "server.key.encrypted.pem", "server.pem" };
    *count = chance(maker->choices, 12) ? SIZE_MAX : 1;
    secsock_certificate *certificate = memory_get(maker->memory, sizeof(*certificate));
    certificate->size = random_size(maker, sizeof(*certificate), sizeof(*certificate));
    certificate->chain = random_source(maker, chains, 6, 0);
    certificate->private_key = random_source(maker, keys, 4, 0);
    certificate->password = chance(maker->choices, 2) ? tell_password : NULL;
    certificate->password_context = maker->callbacks;
    certificate->server_name = chance(maker->choices, 2) ? "*.example" : NULL;
    certificate->rebuilds_chain = chance(maker->choices, 3);
    return certificate;
}

static secsock_psk *random_psk(maker_t *maker) {
    secsock_psk *psk = memory_get(maker->memory, sizeof(*psk));
    bytes_t identity = choose_bytes(maker->choices, maker->memory, 40);
    bytes_t key = choose_bytes(maker->choices, maker->memory, 40);
    psk->size = random_size(maker, sizeof(*psk), sizeof(*psk));
    psk->identity = identity.bytes;
    psk->identity_size = identity.count;
    psk->key = key.bytes;
    psk->key_size = key.count;
    return psk;
}

secsock_tlsa_record *random_records(choices_t *choices, memory_t *memory, size_t *count) {
    *count = choose(choices, 3);
    secsock_tlsa_record *records = memory_get(memory, *count * sizeof(*records));
    for (size_t i = 0; i < *count; ++i) {
        bytes_t bytes = choose_bytes(choices, memory, 34);
        records[i].usage = (uint8_t) choose(choices, 5);
        records[i].selector = (uint8_t) choose(choices, 3);
        records[i].matching = (uint8_t) choose(choices, 4);
        records[i].data = bytes.bytes;
        records[i].data_size = bytes.count;
    }
    return chance(choices, 12) ? NULL : records;
}

static const uint16_t *random_numbers(maker_t *maker, size_t *count) {
    static const uint16_t known[] = { 0xc0a8, 0xc0ae, 0x1301, 0xc02b, 0x0017, 0x001d, 0x0403, 0x0804, 0xffff };
    *count = choose(maker->choices, 4);
    uint16_t *numbers = memory_get(maker->memory, *count * sizeof(*numbers));
    for (size_t i = 0; i < *count; ++i) {
        numbers[i] = chance(maker->choices, 4) ? (uint16_t) choose(maker->choices, 65536)
                                               : CHOOSE_FROM(maker->choices, known);
    }
    if (chance(maker->choices, 16)) {
        *count = SIZE_MAX;
    }
    return chance(maker->choices, 12) ? NULL : numbers;
}

static void choose_credentials(maker_t *maker, secsock_configuration *configuration) {
    choices_t *choices = maker->choices;
    size_t count;
    if (chance(choices, 2)) {
        configuration->psk = random_psk(maker);
    }
    if (chance(choices, 5)) {
        bytes_t hint = choose_bytes(choices, maker->memory, 20);
        configuration->psk_look_up = look_up;
        configuration->psk_context = maker->callbacks;
        configuration->psk_hint = hint.bytes;
        configuration->psk_hint_size = hint.count;
    }
    if (!configuration->psk || chance(choices, 8)) {
        configuration->certificate = random_certificate(maker, &count);
    }
    if (chance(choices, 6)) {
        configuration->named_certificates = random_certificate(maker, &configuration->named_certificate_count);
    }
}

static void choose_verification(maker_t *maker, secsock_configuration *configuration) {
    static const char *const anchors[] = { "ca.pem", "ca.der", "intermediate.pem", "README.md", "none", "ca.crl.pem" };
    choices_t *choices = maker->choices;
    configuration->disables_verification = chance(choices, 3);
    configuration->ignores_system_trust_store = !chance(choices, 8); // it is slow
    configuration->skips_name_check = chance(choices, 3);
    configuration->is_opportunistic = chance(choices, 6);
    configuration->ignores_validity_periods = chance(choices, 4);
    configuration->client_certificate = (uint8_t) choose(choices, 4);
    configuration->allows_colliding_digests = chance(choices, 3);
    configuration->has_maximum_depth = chance(choices, 3);
    configuration->maximum_depth = chance(choices, 6) ? (uint8_t) choose(choices, 256) : 0;
    configuration->minimum_modulus_bits = chance(choices, 6) ? UINT32_MAX : 0;
    configuration->minimum_curve_bits = chance(choices, 6) ? (uint32_t) choose(choices, 600) : 0;
    configuration->accepts = chance(choices, 3) ? (uint8_t) choose(choices, 6) : 0;
    configuration->trust_anchors = random_source(maker, anchors, 6, 0);
    if (chance(choices, 4)) {
        configuration->revocation_lists = random_source(maker, anchors, 6, 0);
        configuration->pinned_public_keys = random_source(maker, anchors, 6, 0);
    }
    if (chance(choices, 3)) {
        configuration->tlsa_records = random_records(choices, maker->memory, &configuration->tlsa_record_count);
    }
    if (chance(choices, 3)) {
        configuration->clock = tell_time;
        configuration->clock_context = maker->callbacks;
    }
}

static void choose_wishes(maker_t *maker, secsock_configuration *configuration) {
    static const char *const names[] = { "localhost", "", "127.0.0.1", "a.very.example", NULL };
    static const char *const protocols[] = { "coap", "", NULL };
    choices_t *choices = maker->choices;
    configuration->server_name = CHOOSE_FROM(choices, names);
    if (chance(choices, 4)) {
        configuration->cipher_suites = random_numbers(maker, &configuration->cipher_suite_count);
        configuration->groups = random_numbers(maker, &configuration->group_count);
        configuration->signature_schemes = random_numbers(maker, &configuration->signature_scheme_count);
    }
    if (chance(choices, 4)) {
        configuration->application_protocols = protocols;
        configuration->application_protocol_count = choose(choices, 4);
    }
    configuration->minimum_handshake_timeout = (uint32_t) choose(choices, 3) * 50;
    configuration->maximum_handshake_timeout = (uint32_t) choose(choices, 3) * 60;
    configuration->maximum_transmission_unit = chance(choices, 4) ? (uint32_t) choose(choices, 70000) : 0;
    configuration->uses_connection_ids = chance(choices, 2);
    configuration->permits_move = chance(choices, 2) ? permit_move : NULL;
    configuration->move_context = maker->callbacks;
    configuration->connection_id_length = (uint8_t) choose(choices, chance(choices, 8) ? 256 : 9);
    configuration->maximum_certificates = (uint8_t) choose(choices, 4);
    configuration->maximum_handshake_length = chance(choices, 6) ? UINT32_MAX : 0;
    if (chance(choices, 3)) {
        bytes_t key = choose_bytes(choices, maker->memory, 64);
        configuration->ticket_key = key.bytes;
        configuration->ticket_key_size = key.count;
    }
    configuration->cached_sessions = (uint32_t) choose(choices, 3);
    configuration->session_lifetime = chance(choices, 6) ? UINT32_MAX : (uint32_t) choose(choices, 3);
    configuration->key_log = chance(choices, 4) ? log_keys : NULL;
    configuration->key_log_context = maker->callbacks;
}

const secsock_configuration *random_configuration(choices_t *choices, memory_t *memory, choices_t *callbacks) {
    static const uint16_t versions[] = { 0, 0, 0, 0x0301, 0x0303, 0x0304, 0xfefd, 0xfeff, 0x1234 };
    maker_t maker = { choices, memory, callbacks };
    const size_t longer = sizeof(secsock_configuration) + 32;
    uint8_t *bytes = memory_get(memory, longer);
    secsock_configuration *configuration = (secsock_configuration *) bytes;
    if (chance(choices, 40)) {
        return NULL;
    }
    configuration->size = random_size(&maker, sizeof(*configuration), longer);
    configuration->kind = chance(choices, 20) ? (uint32_t) choose(choices, 5) : 1 + (uint32_t) choose(choices, 2);
    configuration->minimum_version = CHOOSE_FROM(choices, versions);
    configuration->maximum_version = CHOOSE_FROM(choices, versions);
    choose_credentials(&maker, configuration);
    choose_verification(&maker, configuration);
    choose_wishes(&maker, configuration);
    if (chance(choices, 10)) {
        bytes[sizeof(*configuration) + choose(choices, 32)] = 1; // of a later version
    }
    return configuration;
}
