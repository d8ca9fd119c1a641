#pragma once

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/crypto.h>
#include <gnutls/dtls.h>
#include <gnutls/pkcs11.h>
#include <gnutls/x509.h>

// Mutable globals, which Swift's concurrency checks refuse.
static inline void *secsock_gnutls_malloc(size_t size) { return gnutls_malloc(size); }
static inline void secsock_gnutls_free(void *pointer) { gnutls_free(pointer); }

// Swift 6.3.1 cannot compile code of another module with the tagged enum of ciphers in it, as Embedded Swift does.
static inline const char *secsock_gnutls_suite(size_t index, unsigned char *number, gnutls_kx_algorithm_t *key_exchange,
                                               const char **cipher, gnutls_mac_algorithm_t *mac,
                                               gnutls_protocol_t *oldest_version) {
    gnutls_cipher_algorithm_t algorithm;
    const char *name = gnutls_cipher_suite_info(index, number, key_exchange, &algorithm, mac, oldest_version);
    if (name) *cipher = gnutls_cipher_get_name(algorithm);
    return name;
}
static inline int secsock_gnutls_aead_init(gnutls_aead_cipher_hd_t *handle, const char *cipher,
                                           const gnutls_datum_t *key) {
    return gnutls_aead_cipher_init(handle, gnutls_cipher_get_id(cipher), key);
}
