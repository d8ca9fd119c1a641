// The contract, "Certificates": where they come from, what is verified, which name.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <avsystem/commons/avs_list.h>

#include "client.h"

typedef struct {
    uint8_t bytes[8192];
    size_t size;
} file_t;

static file_t read_file(const char *name) {
    file_t file = { .size = 0 };
    FILE *stream = fopen(certificate_path(name), "rb");
    if (stream) {
        file.size = fread(file.bytes, 1, sizeof(file.bytes), stream);
        fclose(stream);
    }
    return file;
}

// Connects to a server with this certificate.
static avs_error_t try_server(const char *name, const avs_net_ssl_configuration_t *configuration) {
    char chain[64];
    char key[64];
    snprintf(chain, sizeof(chain), "%s%s", name, strchr(name, '.') ? "" : ".pem");
    snprintf(key, sizeof(key), "%.*s.key.pem", (int) strcspn(name, "."), name);
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, chain, key);
    pair.configuration = *configuration;
    avs_error_t error = pair_try(&pair);
    pair_end(&pair);
    return error;
}

TEST(anchor_sources, "trust anchors come from files, directories, buffers, arrays and lists, nested, as PEM or DER") {
    file_t pem = read_file("ca.pem");
    file_t der = read_file("ca.der");
    char directory[] = "/tmp/avs-anchors-XXXXXX";
    char link[sizeof(directory) + 8];
    EXPECT(mkdtemp(directory) != NULL);
    snprintf(link, sizeof(link), "%s/ca.pem", directory);
    EXPECT(symlink(certificate_path("ca.pem"), link) == 0);
    avs_crypto_certificate_chain_info_t none = { .desc.source = AVS_CRYPTO_DATA_SOURCE_EMPTY };
    avs_crypto_certificate_chain_info_t other =
            avs_crypto_certificate_chain_info_from_file(certificate_path("other-ca.der"));
    avs_crypto_certificate_chain_info_t ca = avs_crypto_certificate_chain_info_from_buffer(der.bytes, der.size);
    avs_crypto_certificate_chain_info_t array[] = { none, other, ca };
    avs_crypto_certificate_chain_info_t *list = double_list_push(NULL, &ca, sizeof(ca));
    list = double_list_push(list, &other, sizeof(other));
    avs_crypto_certificate_chain_info_t nested[] = { other, avs_crypto_certificate_chain_info_from_list(list) };
    const avs_crypto_certificate_chain_info_t sources[] = {
        avs_crypto_certificate_chain_info_from_file(certificate_path("ca.pem")),
        avs_crypto_certificate_chain_info_from_file(certificate_path("ca.der")),
        avs_crypto_certificate_chain_info_from_path(directory),
        avs_crypto_certificate_chain_info_from_buffer(pem.bytes, pem.size),
        ca,
        avs_crypto_certificate_chain_info_from_array(array, 3),
        avs_crypto_certificate_chain_info_from_list(list),
        avs_crypto_certificate_chain_info_from_array(nested, 2)
    };
    for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); ++i) {
        avs_net_ssl_configuration_t configuration = client_with_anchor();
        configuration.security.data.cert.trusted_certs = sources[i];
        EXPECT_OK(try_server("server", &configuration));
        EXPECT(avs_is_err(try_server("server-self-signed", &configuration)));
    }
    double_list_free(list);
    unlink(link);
    rmdir(directory);
}

TEST(bad_sources, "sources without a name or without bytes, in circles, and directories of the wrong kind are EINVAL") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
    certificates->trusted_certs = avs_crypto_certificate_chain_info_from_file(NULL);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    certificates->trusted_certs = avs_crypto_certificate_chain_info_from_buffer(NULL, 12);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    certificates->trusted_certs.desc.source = AVS_CRYPTO_DATA_SOURCE_ARRAY;
    certificates->trusted_certs.desc.info.array.array_ptr = NULL;
    certificates->trusted_certs.desc.info.array.element_count = 2;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    avs_crypto_certificate_chain_info_t circle = avs_crypto_certificate_chain_info_from_array(&circle, 1);
    certificates->trusted_certs = circle;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    configuration = client_with_anchor();
    certificates->client_cert = avs_crypto_certificate_chain_info_from_path(CERTIFICATES);
    certificates->client_key = avs_crypto_private_key_info_from_file(certificate_path("client.key.pem"), NULL);
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    configuration = client_with_anchor();
    certificates->cert_revocation_lists.desc.source = AVS_CRYPTO_DATA_SOURCE_PATH;
    certificates->cert_revocation_lists.desc.info.path.path = CERTIFICATES;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EINVAL);
    certificates->trusted_certs.desc.source = (avs_crypto_data_source_t) 77;
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_ENOTSUP);
}

TEST(refused_certificates, "with validation on, a certificate with a defect is refused") {
    static const char *const names[] = { "server-untrusted", "server-expired", "server-not-yet-valid",
                                         "server-wrong-name", "server-self-signed", "server-no-server-auth" };
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); ++i) {
        EXPECT_EQUAL(try_server(names[i], &configuration).category, 8573);
    }
    EXPECT_OK(try_server("server-intermediate.chain.pem", &configuration));
    EXPECT_OK(try_server("server-common-name-only", &configuration));
}

TEST(no_validation, "with validation and DANE off any certificate is accepted, whatever the anchors") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    configuration.security.data.cert.server_cert_validation = false;
    configuration.security.data.cert.trusted_certs = avs_crypto_certificate_chain_info_from_buffer("not read", 8);
    EXPECT_OK(try_server("server-untrusted", &configuration));
    EXPECT_OK(try_server("server-expired", &configuration));
    EXPECT_OK(try_server("server-wrong-name", &configuration));
}

TEST(system_trust_store, "the system's trust store is used unless it is to be ignored, and does not have our CA") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    configuration.security.data.cert.ignore_system_trust_store = false;
    EXPECT_OK(try_server("server", &configuration));
    configuration.security.data.cert.trusted_certs.desc.source = AVS_CRYPTO_DATA_SOURCE_EMPTY;
    EXPECT_EQUAL(try_server("server", &configuration).category, 8573);
    configuration.security.data.cert.ignore_system_trust_store = true;
    EXPECT_EQUAL(try_server("server", &configuration).category, 8573);
}

TEST(revocation_lists, "revocation lists are enforced") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
    EXPECT_OK(try_server("server-revoked", &configuration));
    certificates->cert_revocation_lists =
            avs_crypto_cert_revocation_list_info_from_file(certificate_path("ca.crl.pem"));
    EXPECT_EQUAL(try_server("server-revoked", &configuration).category, 8573);
    EXPECT_OK(try_server("server", &configuration));
    certificates->cert_revocation_lists =
            avs_crypto_cert_revocation_list_info_from_file(certificate_path("ca.crl.der"));
    EXPECT_EQUAL(try_server("server-revoked", &configuration).category, 8573);
    certificates->cert_revocation_lists = avs_crypto_cert_revocation_list_info_from_file(certificate_path("ca.pem"));
    EXPECT_ERRNO(client_create_error(SECSOCK_DATAGRAM, &configuration), AVS_EPROTO);
}

// How many certificates the server got of a client; -1 where the handshake failed.
static int presented(const avs_net_ssl_configuration_t *configuration, const char *anchor) {
    pair_t pair = pair_with_certificate(SECSOCK_DATAGRAM, "server.pem", "server.key.pem");
    pair.configuration = *configuration;
    server_t *server = pair.server;
    server->configuration.client_certificate = SECSOCK_CLIENT_CERTIFICATE_REQUESTED;
    server->configuration.disables_verification = anchor == NULL;
    server->configuration.ignores_system_trust_store = 1;
    if (anchor) {
        server->configuration.trust_anchors.kind = SECSOCK_SOURCE_FILE;
        server->configuration.trust_anchors.data = certificate_path(anchor);
    }
    int count = avs_is_ok(pair_try(&pair)) ? (int) server->peer_certificate_count : -1;
    pair_end(&pair);
    return count;
}

TEST(client_certificates, "a client presents its certificate, with a key in any form, and none where it has none") {
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
    certificates->client_key = avs_crypto_private_key_info_from_buffer("ignored", 7, NULL);
    EXPECT_EQUAL(presented(&configuration, "ca.pem"), 0);
    certificates->client_cert = avs_crypto_certificate_chain_info_from_list(NULL);
    EXPECT_EQUAL(presented(&configuration, "ca.pem"), 0);
    file_t der = read_file("client.key.der");
    certificates->client_cert = avs_crypto_certificate_chain_info_from_file(certificate_path("client.der"));
    certificates->client_key = avs_crypto_private_key_info_from_buffer(der.bytes, der.size, NULL);
    EXPECT_EQUAL(presented(&configuration, "ca.pem"), 1);
    certificates->client_cert =
            avs_crypto_certificate_chain_info_from_file(certificate_path("client-intermediate.chain.pem"));
    certificates->client_key =
            avs_crypto_private_key_info_from_file(certificate_path("client-intermediate.key.pem"), NULL);
    EXPECT_EQUAL(presented(&configuration, "ca.pem"), 2);
}

TEST(passwords, "an encrypted key is read with its password, from a file or a buffer, and with no other one") {
    file_t pem = read_file("server.key.encrypted.pem");
    const struct {
        avs_crypto_private_key_info_t key;
        bool works;
    } rows[] = {
        { avs_crypto_private_key_info_from_file(certificate_path("server.key.encrypted.pem"), "secret"), true },
        { avs_crypto_private_key_info_from_buffer(pem.bytes, pem.size, "secret"), true },
        { avs_crypto_private_key_info_from_buffer(pem.bytes, pem.size, "wrong"), false },
        { avs_crypto_private_key_info_from_buffer(pem.bytes, pem.size, NULL), false }
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        avs_net_ssl_configuration_t configuration = client_with_anchor();
        avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
        certificates->client_cert = avs_crypto_certificate_chain_info_from_file(certificate_path("server.pem"));
        certificates->client_key = rows[i].key;
        EXPECT(avs_is_ok(client_create_error(SECSOCK_DATAGRAM, &configuration)) == rows[i].works);
    }
}

static int rebuilt(const char *name, const char *anchor, bool validates) {
    char path[64];
    avs_net_ssl_configuration_t configuration = client_with_anchor();
    avs_net_certificate_info_t *certificates = &configuration.security.data.cert;
    snprintf(path, sizeof(path), "%s.pem", name);
    certificates->client_cert = avs_crypto_certificate_chain_info_from_file(certificate_path(path));
    snprintf(path, sizeof(path), "%s.key.pem", name);
    certificates->client_key = avs_crypto_private_key_info_from_file(certificate_path(path), NULL);
    avs_crypto_certificate_chain_info_t anchors[] = {
        avs_crypto_certificate_chain_info_from_file(certificate_path("ca.pem")),
        avs_crypto_certificate_chain_info_from_file(certificate_path(anchor)),
        avs_crypto_certificate_chain_info_from_file(certificate_path("circle-two.pem"))
    };
    certificates->trusted_certs = avs_crypto_certificate_chain_info_from_array(anchors, 3);
    certificates->rebuild_client_cert_chain = true;
    certificates->server_cert_validation = validates;
    return presented(&configuration, NULL);
}

TEST(rebuilds_chains, "a chain is rebuilt up to the root, which is sent too, also with validation off") {
    EXPECT_EQUAL(rebuilt("client-intermediate", "intermediate.pem", true), 3);
    EXPECT_EQUAL(rebuilt("client-intermediate", "intermediate.pem", false), 3);
    EXPECT_EQUAL(rebuilt("client", "other-ca.pem", true), 2);
    EXPECT_EQUAL(rebuilt("client-untrusted", "intermediate.pem", true), 1); // no issuer is no error
    EXPECT_EQUAL(rebuilt("client-circle", "circle-one.pem", true), 3); // a circle ends
}

TEST(names, "the name that is verified is the configured one, else the host of connect, addresses included") {
    static const struct {
        const char *configured;
        const char *host;
        bool works;
    } rows[] = {
        { NULL, "localhost", true },     { NULL, "127.0.0.1", true },           { "example.test", "127.0.0.1", true },
        { "", "localhost", true },       { "other.example", "localhost", false }, { "127.0.0.1", "localhost", true },
        { "127.0.0.2", "localhost", false }
    };
    server_t *server = server_with_certificate(SECSOCK_DATAGRAM, "server.pem", "server.key.pem");
    EXPECT(server_start(server));
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); ++i) {
        avs_net_ssl_configuration_t configuration = client_with_anchor();
        configuration.server_name_indication = rows[i].configured;
        avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
        EXPECT(avs_is_ok(avs_net_socket_connect(socket, rows[i].host, server->port)) == rows[i].works);
        EXPECT_OK(avs_net_socket_cleanup(&socket));
    }
    server_stop(server);
    server_free(server);
}

// Whether the first datagram that is sent has these bytes.
static bool hello_has(avs_net_ssl_configuration_t configuration, const char *host, const char *text) {
    avs_net_socket_t *socket = client_create(SECSOCK_DATAGRAM, &configuration);
    watched_socket_t *watched = watched_socket_create(NULL);
    avs_net_socket_decorate(socket, (avs_net_socket_t *) watched);
    watched_socket_fail(watched, avs_errno(AVS_ECONNRESET));
    avs_net_socket_connect(socket, host, "5684");
    bool found = watched->send_count && memmem(watched->sent[0], watched->sent_sizes[0], text, strlen(text));
    bool was_sent = test_check(watched->send_count > 0, "a hello was sent", __FILE__, __LINE__);
    avs_net_socket_cleanup(&socket);
    return was_sent && found;
}

TEST(server_name_in_hello, "the name is in the hello, with a key too, and an address never is") {
    avs_net_ssl_configuration_t key = client_with_key();
    avs_net_ssl_configuration_t anchor = client_with_anchor();
    EXPECT(hello_has(key, "server.example", "server.example"));
    EXPECT(hello_has(anchor, "server.example", "server.example"));
    EXPECT(!hello_has(key, "192.0.2.1", "192.0.2.1"));
    EXPECT(!hello_has(anchor, "192.0.2.1", "192.0.2.1"));
    key.server_name_indication = "other.example";
    EXPECT(hello_has(key, "server.example", "other.example"));
    EXPECT(!hello_has(key, "server.example", "server.example"));
}
