// Private to the layer: from the configuration of avs_net to a context, and from error to error.
#ifndef AVS_SECURESOCKETS_CONFIGURATION_H
#define AVS_SECURESOCKETS_CONFIGURATION_H

#include <stdbool.h>

#include <avsystem/commons/avs_socket.h>
#include <securesockets.h>

#ifndef AVS_COMMONS_WITH_CUSTOM_TLS
#    error "Configure avs_commons with WITH_CUSTOM_TLS=ON: this layer takes the place of its TLS backends"
#endif
#if defined(AVS_COMMONS_WITH_MBEDTLS) || defined(AVS_COMMONS_WITH_OPENSSL)
#    error "Configure avs_commons with WITH_MBEDTLS=OFF and WITH_OPENSSL=OFF: their symbols are those of this layer"
#endif
#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_ADVANCED_FEATURES
#    error "WITH_AVS_CRYPTO_ADVANCED_FEATURES (AEAD, HKDF, keys and requests for certificates) is not in this layer"
#endif
#ifdef AVS_COMMONS_NET_WITH_MBEDTLS_SSLKEYLOG
#    error "WITH_MBEDTLS_SSLKEYLOG is of the Mbed TLS backend: set key_log in additional_configuration_clb"
#endif

// Headers of avs_commons have no version; CMake tells it, and without CMake it is the newest: 5.8.
#ifndef SECURESOCKETS_AVS_COMMONS_VERSION
#    define SECURESOCKETS_AVS_COMMONS_VERSION 50800
#endif
#if SECURESOCKETS_AVS_COMMONS_VERSION < 50000
#    error "This layer is for avs_commons 5.0 or newer"
#endif

#ifdef AVS_COMMONS_WITH_INTERNAL_LOGS
#    include <avsystem/commons/avs_log.h>
#    define LOG(...) avs_log(securesockets, __VA_ARGS__)
#else
#    define LOG(...) ((void) 0)
#endif

// The suites that a user names and that fit the mode, to be freed with avs_free also on failure; NULL and 0 where
// none is named, EINVAL where none fits.
avs_error_t avs_securesockets_copy_suites(uint16_t **copy,
                                          size_t *count,
                                          const avs_net_ssl_configuration_t *configuration);

// Reads a configuration, its credentials included; `context` is set on success only. No suites: all.
avs_error_t avs_securesockets_create_context(secsock_context **context,
                                             const avs_net_ssl_configuration_t *configuration,
                                             const uint16_t *suites,
                                             size_t suite_count,
                                             bool is_datagram);

avs_error_t avs_securesockets_error(secsock_error error);

#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_PKI
// All that `info` names, as one flat list. It is in `memory`, to be freed with avs_free also on failure; NULL where it
// names nothing.
avs_error_t avs_securesockets_read_sources(secsock_source *out,
                                           secsock_source **memory,
                                           const avs_crypto_security_info_union_t *info,
                                           bool takes_directories);

// A key with its password, which stay the caller's.
avs_error_t avs_securesockets_read_private_key(secsock_certificate *certificate,
                                               const avs_crypto_security_info_union_t *info);
#endif

#endif
