#pragma once

#include <sys/time.h>
#include <openssl/bio.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Macros with parameters or casts, which Swift does not import.

static const uint64_t secsock_openssl_options =
    SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_QUERY_MTU |
    SSL_OP_CIPHER_SERVER_PREFERENCE;
static const uint64_t secsock_openssl_no_ticket = SSL_OP_NO_TICKET;
static const uint64_t secsock_openssl_allow_no_dhe_kex = SSL_OP_ALLOW_NO_DHE_KEX;

static inline int secsock_openssl_set_versions(SSL_CTX *context, int oldest, int newest) {
    return SSL_CTX_set_min_proto_version(context, oldest) == 1 && SSL_CTX_set_max_proto_version(context, newest) == 1;
}
static inline int secsock_openssl_set_own_versions(SSL *ssl, int oldest, int newest) {
    return SSL_set_min_proto_version(ssl, oldest) == 1 && SSL_set_max_proto_version(ssl, newest) == 1;
}
static inline void secsock_openssl_set_newest_version(SSL *ssl, int newest) {
    SSL_set_max_proto_version(ssl, newest);
}
// The chain that is sent is the configured one: the library would complete a lone certificate from the trust anchors.
static inline void secsock_openssl_keep_chain(SSL_CTX *context) { SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN); }
static inline void secsock_openssl_save_memory(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
}
static inline void secsock_openssl_use_own_cache(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
}
static inline int secsock_openssl_set_mac_key(EVP_MAC_CTX *context, const void *key, size_t size) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key, size),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(context, parameters);
}
// The library takes all records that the transport gives at once, in place of two reads for each.
static inline void secsock_openssl_read_ahead(SSL_CTX *context) { SSL_CTX_set_read_ahead(context, 1); }
static inline void secsock_openssl_choose_finite_field(SSL_CTX *context) { SSL_CTX_set_dh_auto(context, 1); }
static inline int secsock_openssl_set_groups(SSL_CTX *context, const char *names) {
    return SSL_CTX_set1_groups_list(context, names) == 1;
}
static inline int secsock_openssl_set_group(SSL *ssl, const char *name) { return SSL_set1_groups_list(ssl, name) == 1; }
static inline int secsock_openssl_set_signature_schemes(SSL_CTX *context, const char *names) {
    return SSL_CTX_set1_sigalgs_list(context, names) == 1;
}
static inline void secsock_openssl_limit_certificates(SSL_CTX *context, long bytes) {
    SSL_CTX_set_max_cert_list(context, bytes);
}
static inline int secsock_openssl_set_server_name(SSL *ssl, const char *name) {
    return SSL_set_tlsext_host_name(ssl, name) == 1;
}
static inline int secsock_openssl_negotiated_group(SSL *ssl) { return (int)SSL_get_negotiated_group(ssl); }
static inline void secsock_openssl_set_link_mtu(SSL *ssl, long bytes) { DTLS_set_link_mtu(ssl, bytes); }
static inline int secsock_openssl_handle_timeout(SSL *ssl) { return (int)DTLSv1_handle_timeout(ssl); }
static inline void secsock_openssl_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void secsock_openssl_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }
static inline void secsock_openssl_free(void *pointer) { OPENSSL_free(pointer); }
// Parameters point into each other, which Swift cannot promise.
static inline int secsock_openssl_prf(
    const EVP_MD *digest, const unsigned char *secret, size_t secret_length, const unsigned char *seed,
    size_t seed_length, unsigned char *block, size_t length) {
    EVP_KDF *algorithm = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(algorithm);
    EVP_KDF_free(algorithm);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)EVP_MD_get0_name(digest), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, (void *)secret, secret_length),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, (void *)seed, seed_length),
        OSSL_PARAM_construct_end()};
    int status = context != NULL && EVP_KDF_derive(context, block, length, parameters) == 1;
    EVP_KDF_CTX_free(context);
    return status;
}
static inline unsigned char *secsock_openssl_hmac_sha256(
    const void *key, int key_length, const unsigned char *bytes, size_t count, unsigned char *digest,
    unsigned int *length) {
    return HMAC(EVP_sha256(), key, key_length, bytes, count, digest, length);
}
