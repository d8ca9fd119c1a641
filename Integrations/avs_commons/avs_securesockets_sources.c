// From where avs_crypto has certificates, revocation lists and keys to the sources of libsecuresockets.
#include <stdint.h>
#include <string.h>

#include <avsystem/commons/avs_commons_config.h>

#include <avsystem/commons/avs_memory.h>
#ifdef AVS_COMMONS_WITH_AVS_LIST
#    include <avsystem/commons/avs_list.h>
#endif

#include "avs_securesockets_configuration.h"

#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_PKI

enum { DEEPEST_NESTING = 16 };

typedef struct {
    secsock_source *sources; // NULL where they are only counted
    size_t count;
    bool takes_directories;
} source_list_t;

static avs_error_t append(source_list_t *list, uint32_t kind, const void *data, size_t count) {
    if (!data) {
        return avs_errno(AVS_EINVAL);
    }
    if (list->sources) {
        secsock_source source = { .kind = kind, .data = data, .count = count };
        list->sources[list->count] = source;
    }
    ++list->count;
    return AVS_OK;
}

static avs_error_t
flatten(source_list_t *list, const avs_crypto_security_info_union_t *info, int depth);

static avs_error_t
flatten_array(source_list_t *list,
              const avs_crypto_security_info_union_internal_array_t *array,
              int depth) {
    if (array->element_count && !array->array_ptr) {
        return avs_errno(AVS_EINVAL);
    }
    avs_error_t error = AVS_OK;
    for (size_t i = 0; avs_is_ok(error) && i < array->element_count; ++i) {
        error = flatten(list, &array->array_ptr[i], depth);
    }
    return error;
}

static avs_error_t
flatten_list(source_list_t *list, const avs_crypto_security_info_union_t *info, int depth) {
#ifdef AVS_COMMONS_WITH_AVS_LIST
    avs_error_t error = AVS_OK;
    AVS_LIST(avs_crypto_security_info_union_t) element;
    AVS_LIST_FOREACH(element, info->info.list.list_head) {
        if (avs_is_ok(error)) {
            error = flatten(list, element, depth);
        }
    }
    return error;
#else
    (void) list;
    (void) info;
    (void) depth;
    return avs_errno(AVS_ENOTSUP);
#endif
}

static avs_error_t
flatten(source_list_t *list, const avs_crypto_security_info_union_t *info, int depth) {
    if (depth == DEEPEST_NESTING) {
        return avs_errno(AVS_EINVAL);
    }
    switch (info->source) {
    case AVS_CRYPTO_DATA_SOURCE_EMPTY:
        return AVS_OK;
    case AVS_CRYPTO_DATA_SOURCE_FILE:
        return append(list, SECSOCK_SOURCE_FILE, info->info.file.filename, 0);
    case AVS_CRYPTO_DATA_SOURCE_PATH:
        return list->takes_directories
                       ? append(list, SECSOCK_SOURCE_DIRECTORY, info->info.path.path, 0)
                       : avs_errno(AVS_EINVAL);
    case AVS_CRYPTO_DATA_SOURCE_BUFFER:
        return append(list, SECSOCK_SOURCE_BYTES, info->info.buffer.buffer,
                      info->info.buffer.buffer_size);
    case AVS_CRYPTO_DATA_SOURCE_ARRAY:
        return flatten_array(list, &info->info.array, depth + 1);
    case AVS_CRYPTO_DATA_SOURCE_LIST:
        return flatten_list(list, info, depth + 1);
#ifdef AVS_COMMONS_WITH_AVS_CRYPTO_PKI_ENGINE
    case AVS_CRYPTO_DATA_SOURCE_ENGINE:
        return append(list, SECSOCK_SOURCE_PKCS11, info->info.engine.query, 0);
#endif
    default:
        return avs_errno(AVS_ENOTSUP);
    }
}

avs_error_t avs_securesockets_read_sources(secsock_source *out,
                                           secsock_source **memory,
                                           const avs_crypto_security_info_union_t *info,
                                           bool takes_directories) {
    source_list_t counted = { .takes_directories = takes_directories };
    avs_error_t error = flatten(&counted, info, 0);
    if (avs_is_err(error) || !counted.count) {
        return error;
    }
    *memory = (secsock_source *) avs_calloc(counted.count, sizeof(**memory));
    if (!*memory) {
        return avs_errno(AVS_ENOMEM);
    }
    source_list_t filled = { .sources = *memory, .takes_directories = takes_directories };
    error = flatten(&filled, info, 0);
    secsock_source list = { .kind = SECSOCK_SOURCE_LIST, .data = *memory, .count = filled.count };
    *out = list;
    return error;
}

static int give_password(void *context, const char *origin, char *password, size_t size) {
    (void) origin;
    size_t length = strlen((const char *) context);
    if (length > size) {
        return -1;
    }
    memcpy(password, context, length);
    return (int) length;
}

avs_error_t avs_securesockets_read_private_key(secsock_certificate *certificate,
                                               const avs_crypto_security_info_union_t *info) {
    secsock_source *key = &certificate->private_key;
    source_list_t list = { .sources = key };
    const char *password = NULL;
    if (info->source == AVS_CRYPTO_DATA_SOURCE_FILE) {
        password = info->info.file.password;
    } else if (info->source == AVS_CRYPTO_DATA_SOURCE_BUFFER) {
        password = info->info.buffer.password;
    } else if (info->source <= AVS_CRYPTO_DATA_SOURCE_LIST) {
        LOG(ERROR, "a private key is a file or a buffer");
        return avs_errno(AVS_EINVAL);
    }
    if (password) {
        certificate->password = give_password;
        certificate->password_context = (void *) (intptr_t) password;
    }
    return flatten(&list, info, 0);
}

#endif
