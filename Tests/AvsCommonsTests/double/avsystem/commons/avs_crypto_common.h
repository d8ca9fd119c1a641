// A double of avs_commons: where certificates and keys come from. Options change its layout.
#ifndef DOUBLE_AVS_CRYPTO_COMMON_H
#define DOUBLE_AVS_CRYPTO_COMMON_H

#include <stddef.h>

#include <avsystem/commons/avs_commons_config.h>

#if defined(AVS_COMMONS_WITH_AVS_CRYPTO_PKI_ENGINE) || defined(AVS_COMMONS_WITH_AVS_CRYPTO_PSK_ENGINE)
#    define DOUBLE_WITH_ENGINE
#endif

typedef struct avs_crypto_security_info_union_struct avs_crypto_security_info_union_t;

typedef struct {
    const avs_crypto_security_info_union_t *array_ptr;
    size_t element_count;
} avs_crypto_security_info_union_internal_array_t;

typedef enum {
    AVS_CRYPTO_DATA_SOURCE_EMPTY,
    AVS_CRYPTO_DATA_SOURCE_FILE,
    AVS_CRYPTO_DATA_SOURCE_PATH,
    AVS_CRYPTO_DATA_SOURCE_BUFFER,
    AVS_CRYPTO_DATA_SOURCE_ARRAY,
    AVS_CRYPTO_DATA_SOURCE_LIST,
#ifdef DOUBLE_WITH_ENGINE
    AVS_CRYPTO_DATA_SOURCE_ENGINE
#endif
} avs_crypto_data_source_t;

struct avs_crypto_security_info_union_struct {
    int type;
    avs_crypto_data_source_t source;
    union {
        struct {
            const char *filename;
            const char *password;
        } file;
        struct {
            const char *path;
        } path;
        struct {
            const void *buffer;
            const char *password;
            size_t buffer_size;
        } buffer;
        avs_crypto_security_info_union_internal_array_t array;
        struct {
            avs_crypto_security_info_union_t *list_head;
        } list;
#ifdef DOUBLE_WITH_ENGINE
        struct {
            const char *query;
        } engine;
#endif
    } info;
};

typedef struct {
    avs_crypto_security_info_union_t desc;
} avs_crypto_certificate_chain_info_t;
typedef struct {
    avs_crypto_security_info_union_t desc;
} avs_crypto_cert_revocation_list_info_t;
typedef struct {
    avs_crypto_security_info_union_t desc;
} avs_crypto_private_key_info_t;
typedef struct {
    avs_crypto_security_info_union_t desc;
} avs_crypto_psk_identity_info_t;
typedef struct {
    avs_crypto_security_info_union_t desc;
} avs_crypto_psk_key_info_t;
typedef struct avs_crypto_prng_ctx_struct avs_crypto_prng_ctx_t;

void avs_crypto_clear_buffer(void *buffer, size_t size);

#endif
