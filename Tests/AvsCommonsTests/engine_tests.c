// The contract, "Certificates" of an engine: what a PKCS#11 token has, of SoftHSM, by queries as Anjay's documents have
// them, with the PIN among the attributes of the path.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

#define PIN "73519"

static char folder[] = "/tmp/avs-token-XXXXXX";

static bool run(const char *command) {
    int status = system(command);
    if (status) {
        printf("    ended with %d: %s\n", status, command);
    }
    return status == 0;
}

// A certificate of certs/, without its key where `key` is NULL.
static bool write_object(const char *label, const char *certificate, const char *key) {
    char command[1024];
    snprintf(command, sizeof(command),
             "GNUTLS_PIN=" PIN " p11tool --batch --login --write --label %s --load-certificate %s "
             "'pkcs11:token=contract' >/dev/null 2>&1", label, certificate_path(certificate));
    if (!run(command) || !key) {
        return !key;
    }
    snprintf(command, sizeof(command),
             "GNUTLS_PIN=" PIN " p11tool --batch --login --write --label %s --load-privkey %s "
             "'pkcs11:token=contract' >/dev/null 2>&1", label, certificate_path(key));
    return run(command);
}

static void remove_token(void) {
    char command[sizeof(folder) + 16];
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    run(command);
}

static bool create_token(void) {
    char path[sizeof(folder) + 32];
    if (!mkdtemp(folder) || atexit(remove_token)) {
        return false;
    }
    snprintf(path, sizeof(path), "%s/softhsm2.conf", folder);
    FILE *file = fopen(path, "w");
    if (!file) {
        return false;
    }
    fprintf(file, "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n", folder);
    fclose(file);
    setenv("SOFTHSM2_CONF", path, 1);
    return run("softhsm2-util --init-token --free --label contract --pin " PIN " --so-pin 5678 >/dev/null")
           && write_object("client", "client.pem", "client.key.pem") && write_object("anchor", "ca.pem", NULL);
}

// The library of the token reads the environment once in a process.
static bool has_token(void) {
    static enum { UNKNOWN, READY, BROKEN } state;
    if (state == UNKNOWN) {
        state = create_token() ? READY : BROKEN;
    }
    return state == READY;
}

static avs_net_ssl_configuration_t client_of_token(const char *certificate, const char *key) {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    configuration.security.data.cert.client_cert = avs_crypto_certificate_chain_info_from_engine(certificate);
    configuration.security.data.cert.client_key = avs_crypto_private_key_info_from_engine(key);
    return configuration;
}

TEST(tokens, "certificate, key and trust anchor come from a PKCS#11 token, with the PIN in the path or the query") {
    EXPECT(has_token());
    static const char *queries[] = { "pkcs11:token=contract;object=client;pin-value=" PIN,
                                     "pkcs11:token=contract;object=client?pin-value=" PIN };
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); ++i) {
        pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server.pem", "server.key.pem");
        pair.configuration = client_of_token(queries[i], queries[i]);
        pair.configuration.security.data.cert.trusted_certs =
                avs_crypto_certificate_chain_info_from_engine("pkcs11:token=contract;object=anchor");
        secsock_configuration *server = &pair.server->configuration;
        server->client_certificate = SECSOCK_CLIENT_CERTIFICATE_REQUIRED;
        server->ignores_system_trust_store = 1;
        server->trust_anchors.kind = SECSOCK_SOURCE_FILE;
        server->trust_anchors.data = certificate_path("ca.pem");
        avs_error_t error = pair_try(&pair);
        size_t presented = pair.server->peer_certificate_count;
        pair_end(&pair);
        EXPECT_OK(error);
        EXPECT_EQUAL(presented, 1);
    }
}

TEST(bad_queries, "queries without the PIN, for nothing, or that are no PKCS#11 URL fail, and no PIN is logged") {
    EXPECT(has_token());
    static const char *good = "pkcs11:token=contract;object=client;pin-value=" PIN;
    static const char *bad[] = { "pkcs11:token=contract;object=none;pin-value=" PIN,
                                 "pkcs11:token=other;object=client;pin-value=" PIN,
                                 "pkcs11:token=contract;object=client", "kid=0001" };
    static const char *empty[] = { "", NULL };
    avs_net_ssl_configuration_t configuration = client_of_token(good, good);
    EXPECT_OK(client_create_error(SECSOCK_DATAGRAM, &configuration));
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); ++i) {
        configuration = client_of_token(good, bad[i]);
        EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EPROTO);
    }
    for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); ++i) {
        configuration = client_of_token(good, empty[i]);
        EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    }
    configuration = client_of_token(bad[0], good);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EPROTO);
    EXPECT(strstr(double_log_text(), "object=none") && !strstr(double_log_text(), PIN));
}
