// From the configuration of avs_net to a context of libsecuresockets.
#include <errno.h>
#include <string.h>

#include <avsystem/commons/avs_commons_config.h>

#include <avsystem/commons/avs_errno_map.h>
#include <avsystem/commons/avs_memory.h>

#include "avs_securesockets_configuration.h"

enum {
    LONGEST_SERVER_NAME = 255,
    TEXT_SIZE = 256,
    CERTIFICATE_KEY_MISMATCH = 60 // GNUTLS_E_CERTIFICATE_KEY_MISMATCH, without its sign; on OpenSSL too
};

// What a configuration points to until it has been read.
typedef struct {
    secsock_configuration values;
    secsock_certificate certificate;
    secsock_psk psk;
    secsock_source *trust_anchors;
    secsock_source *revocation_lists;
    secsock_source *chain;
} reading_t;

avs_error_t avs_securesockets_error(secsock_error error) {
    if (error.category == SECSOCK_CATEGORY_NONE) {
        return AVS_OK;
    }
    if (error.category == SECSOCK_CATEGORY_ALERT) {
        return avs_net_ssl_alert((uint8_t) (error.code >> 8), (uint8_t) error.code);
    }
    if (error.reason == SECSOCK_REASON_MALFORMED_CERTIFICATE
        || error.reason == SECSOCK_REASON_MALFORMED_PRIVATE_KEY) {
        return avs_errno(AVS_EPROTO);
    }
    bool is_mismatch = error.reason == SECSOCK_REASON_KEY_MISMATCH;
    if (error.category == SECSOCK_CATEGORY_SYSTEM && !is_mismatch) {
        return avs_errno(avs_map_errno(error.code));
    }
#ifdef AVS_NET_SSL_LIB_ERROR_CATEGORY
    // Anjay tells its application of this category only; no library was asked for a number.
    return avs_net_ssl_lib_error(is_mismatch ? CERTIFICATE_KEY_MISMATCH : error.code);
#else
    return avs_errno(AVS_EPROTO);
#endif
}

// ---- Credentials

#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_PKI
static avs_error_t read_verification(reading_t *reading, const avs_net_certificate_info_t *info) {
    secsock_configuration *values = &reading->values;
    values->disables_verification = !info->server_cert_validation;
    values->is_opportunistic = info->dane && !info->server_cert_validation;
    values->ignores_system_trust_store = info->ignore_system_trust_store;
    // As the other backends: certificates of LwM2M servers often have no other name, and TLSA records do not stand in for it.
    values->allows_common_name = true;
    values->checks_name_of_domain_issued_certificate = true;
    avs_error_t error = AVS_OK;
    if (info->server_cert_validation || info->rebuild_client_cert_chain) {
        error = avs_securesockets_read_sources(&values->trust_anchors, &reading->trust_anchors,
                                               &info->trusted_certs.desc, true);
    }
    if (avs_is_ok(error) && info->server_cert_validation) {
        values->client_certificate = SECSOCK_CLIENT_CERTIFICATE_REQUIRED;
        error = avs_securesockets_read_sources(&values->revocation_lists,
                                               &reading->revocation_lists,
                                               &info->cert_revocation_lists.desc, false);
    }
    return error;
}

static avs_error_t read_certificates(reading_t *reading, const avs_net_certificate_info_t *info) {
    secsock_certificate *certificate = &reading->certificate;
    avs_error_t error = read_verification(reading, info);
    if (avs_is_ok(error)) {
        error = avs_securesockets_read_sources(&certificate->chain, &reading->chain,
                                               &info->client_cert.desc, false);
    }
    if (avs_is_err(error) || !reading->chain) {
        return error;
    }
    certificate->size = sizeof(*certificate);
    certificate->rebuilds_chain = info->rebuild_client_cert_chain;
    reading->values.certificate = certificate;
    return avs_securesockets_read_private_key(certificate, &info->client_key.desc);
}
#endif

#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_PSK
static avs_error_t read_buffer(const avs_crypto_security_info_union_t *info,
                               const void **bytes,
                               size_t *size) {
    if (info->source == AVS_CRYPTO_DATA_SOURCE_BUFFER && info->info.buffer.buffer) {
        *bytes = info->info.buffer.buffer;
        *size = info->info.buffer.buffer_size;
        return AVS_OK;
    }
    LOG(ERROR, "identity and pre-shared key have to be buffers");
    return avs_errno(info->source > AVS_CRYPTO_DATA_SOURCE_LIST ? AVS_ENOTSUP : AVS_EINVAL);
}

static avs_error_t read_psk(reading_t *reading, const avs_net_psk_info_t *info) {
    secsock_psk *psk = &reading->psk;
    psk->size = sizeof(*psk);
    reading->values.psk = psk;
    avs_error_t error = read_buffer(&info->identity.desc, &psk->identity, &psk->identity_size);
    return avs_is_ok(error) ? read_buffer(&info->key.desc, &psk->key, &psk->key_size) : error;
}
#endif

static avs_error_t read_security(reading_t *reading, const avs_net_security_info_t *security) {
#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_PSK
    if (security->mode == AVS_NET_SECURITY_PSK) {
        return read_psk(reading, &security->data.psk);
    }
#endif
#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_PKI
    if (security->mode == AVS_NET_SECURITY_CERTIFICATE) {
        return read_certificates(reading, &security->data.cert);
    }
#endif
    (void) reading;
    (void) security;
    LOG(ERROR, "security mode %d is not in this build", (int) security->mode);
    return avs_errno(AVS_ENOTSUP);
}

// ---- Versions and suites

static bool has_feature(uint64_t feature) {
    return (secsock_features() & feature) != 0;
}

// The oldest of those that are sound (RFC 8996) is 0, the default of the library; older ones only for who names them.
static avs_error_t read_version(uint16_t *minimum, avs_net_ssl_version_t version, bool is_datagram) {
    switch (version) {
    case AVS_NET_SSL_VERSION_DEFAULT:
    case AVS_NET_SSL_VERSION_SSLv2_OR_3:
    case AVS_NET_SSL_VERSION_SSLv3:
    case AVS_NET_SSL_VERSION_TLSv1_2:
        return AVS_OK;
    case AVS_NET_SSL_VERSION_TLSv1:
    case AVS_NET_SSL_VERSION_TLSv1_1:
        if (is_datagram) {
            *minimum = has_feature(SECSOCK_FEATURE_DTLS10) ? SECSOCK_DTLS10 : 0;
        } else if (version == AVS_NET_SSL_VERSION_TLSv1 && has_feature(SECSOCK_FEATURE_TLS10)) {
            *minimum = SECSOCK_TLS10;
        } else {
            *minimum = has_feature(SECSOCK_FEATURE_TLS11) ? SECSOCK_TLS11 : 0;
        }
        return AVS_OK;
#if SECURESOCKETS_AVS_COMMONS_VERSION >= 50100
    case AVS_NET_SSL_VERSION_TLSv1_3:
        *minimum = SECSOCK_TLS13; // which the library refuses for datagrams
        return AVS_OK;
#endif
    default:
        return avs_errno(AVS_ENOTSUP);
    }
}

// What stands for "all": by the mode of the cipher first, forward secrecy next. No NULL, RC4, DES, anonymous or
// password suite. Those that do not fit the credentials or the library are left out by the library. The list has each
// combination of its parts that is a suite: GnuTLS would offer the others all the same.
static const uint16_t ALL_SUITES[] = {
    0x1301, 0x1302, 0x1303, 0x1304, 0x1305, // TLS 1.3
    0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF, // ECDHE, AEAD
    0x009E, 0x009F, 0xCCAA, 0xC09E, 0xC09F, 0xC0A2, 0xC0A3, // DHE, AEAD
    0xCCAC, 0x00AA, 0x00AB, 0xCCAD, 0xC0A6, 0xC0A7, 0xC0AA, 0xC0AB, // ECDHE and DHE with PSK, AEAD
    0x00A8, 0x00A9, 0xCCAB, 0xC0A4, 0xC0A5, 0xC0A8, 0xC0A9, // PSK, AEAD
    0xC023, 0xC027, 0xC024, 0xC028, 0xC009, 0xC013, 0xC00A, 0xC014, // ECDHE, CBC
    0x0067, 0x006B, 0x0033, 0x0039, // DHE, CBC
    0xC037, 0xC038, 0xC035, 0xC036, 0x00B2, 0x00B3, 0x0090, 0x0091, // ECDHE and DHE with PSK, CBC
    0x00AE, 0x00AF, 0x008C, 0x008D, // PSK, CBC
    0x009C, 0x009D, 0xC09C, 0xC09D, 0xC0A0, 0xC0A1, 0x003C, 0x003D, 0x002F, 0x0035 // RSA
};

// Suites of (D)TLS 1.2 with an AEAD that the library makes records with by itself.
static bool goes_with_connection_ids(uint16_t suite) {
    char name[TEXT_SIZE];
    secsock_cipher_suite_name(suite, name, sizeof(name));
    return strstr(name, "_WITH_CHACHA20_POLY1305")
           || (strstr(name, "_WITH_AES_") && (strstr(name, "_GCM") || strstr(name, "_CCM")));
}

// PSK mode has no suite of certificates, not of the server alone either, and the other way round. Those of TLS 1.3 go
// with both, unknown ones with none.
static bool fits(uint32_t suite, avs_net_security_mode_t mode) {
    char name[TEXT_SIZE] = "";
    if (suite <= UINT16_MAX) {
        secsock_cipher_suite_name((uint16_t) suite, name, sizeof(name));
    }
    bool is_tls13 = !strstr(name, "_WITH_");
    bool has_psk = strstr(name, "_PSK_") != NULL;
    return *name && !strstr(name, "_RSA_PSK_") && (is_tls13 || has_psk == (mode == AVS_NET_SECURITY_PSK));
}

avs_error_t avs_securesockets_copy_suites(uint16_t **copy,
                                          size_t *count,
                                          const avs_net_ssl_configuration_t *configuration) {
    const avs_net_socket_tls_ciphersuites_t *suites = &configuration->ciphersuites;
    if (!suites->ids || !suites->num_ids) {
        return AVS_OK;
    }
    *copy = (uint16_t *) avs_calloc(suites->num_ids, sizeof(**copy));
    if (!*copy) {
        return avs_errno(AVS_ENOMEM);
    }
    for (size_t i = 0; i < suites->num_ids; ++i) {
        if (fits(suites->ids[i], configuration->security.mode)) {
            (*copy)[(*count)++] = (uint16_t) suites->ids[i];
        }
    }
    return *count ? AVS_OK : avs_errno(AVS_EINVAL);
}

// Without a suite for them connection IDs are not asked for.
static bool can_have_connection_ids(const secsock_configuration *values) {
    for (size_t i = 0; i < values->cipher_suite_count; ++i) {
        if (goes_with_connection_ids(values->cipher_suites[i])) {
            return true;
        }
    }
    LOG(WARNING, "no connection ID: none of the cipher suites goes with one");
    return false;
}

// ---- All of it

static avs_error_t read_server_name(secsock_configuration *values, const char *name) {
    if (!name || !*name) {
        return AVS_OK;
    }
    if (strlen(name) > LONGEST_SERVER_NAME) {
        LOG(ERROR, "a server name has at most %d bytes", LONGEST_SERVER_NAME);
        return avs_errno(AVS_ERANGE);
    }
    values->server_name = name;
    return AVS_OK;
}

static avs_error_t read_configuration(reading_t *reading,
                                      const avs_net_ssl_configuration_t *configuration,
                                      bool is_datagram) {
    secsock_configuration *values = &reading->values;
    values->size = sizeof(*values);
    values->kind = is_datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM;
    avs_error_t error = read_version(&values->minimum_version, configuration->version, is_datagram);
    if (avs_is_ok(error)) {
        error = read_server_name(values, configuration->server_name_indication);
    }
    if (avs_is_ok(error)) {
        error = read_security(reading, &configuration->security);
    }
    if (avs_is_ok(error)) {
        values->uses_connection_ids =
                is_datagram && configuration->use_connection_id && can_have_connection_ids(values);
    }
    if (avs_is_ok(error) && configuration->additional_configuration_clb
        && configuration->additional_configuration_clb(values)) {
        LOG(ERROR, "additional_configuration_clb failed");
        error = avs_errno(AVS_EPIPE);
    }
    return error;
}

avs_error_t avs_securesockets_create_context(secsock_context **context,
                                             const avs_net_ssl_configuration_t *configuration,
                                             const uint16_t *suites,
                                             size_t suite_count,
                                             bool is_datagram) {
    reading_t reading;
    memset(&reading, 0, sizeof(reading));
    reading.values.cipher_suites = suite_count ? suites : ALL_SUITES;
    reading.values.cipher_suite_count =
            suite_count ? suite_count : sizeof(ALL_SUITES) / sizeof(*ALL_SUITES);
    avs_error_t error = read_configuration(&reading, configuration, is_datagram);
    if (avs_is_ok(error)) {
        char text[TEXT_SIZE] = "";
        secsock_error failure =
                secsock_context_create(&reading.values, context, text, sizeof(text));
        error = avs_securesockets_error(failure);
        if (avs_is_err(error)) {
            LOG(ERROR, "%s", text);
        }
    }
    avs_free(reading.trust_anchors);
    avs_free(reading.revocation_lists);
    avs_free(reading.chain);
    return error;
}
