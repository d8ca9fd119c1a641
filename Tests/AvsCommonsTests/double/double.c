// The double of avs_commons, but for its sockets: memory, time, logs, lists, sources.
#include "double.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <avsystem/commons/avs_list.h>
#include <avsystem/commons/avs_log.h>
#include <avsystem/commons/avs_memory.h>

// ---- Memory

static size_t living_allocations;
static size_t allocations_until_failure = SIZE_MAX;

size_t double_living_allocations(void) {
    return living_allocations;
}

void double_fail_allocation(size_t count) {
    allocations_until_failure = count;
}

void double_allocations_succeed(void) {
    allocations_until_failure = SIZE_MAX;
}

void *avs_calloc(size_t count, size_t size) {
    if (allocations_until_failure == 0) {
        allocations_until_failure = SIZE_MAX;
        return NULL;
    }
    if (allocations_until_failure != SIZE_MAX) {
        --allocations_until_failure;
    }
    void *memory = calloc(count, size);
    living_allocations += memory != NULL;
    return memory;
}

void *avs_malloc(size_t size) {
    return avs_calloc(1, size);
}

void avs_free(void *memory) {
    living_allocations -= memory != NULL;
    free(memory);
}

// ---- Time

const avs_time_duration_t AVS_TIME_DURATION_INVALID = { 0, -1 };

int avs_time_duration_to_scalar(int64_t *scalar, avs_time_unit_t unit, avs_time_duration_t duration) {
    if (duration.nanoseconds < 0 || duration.nanoseconds > 999999999 || duration.seconds > INT64_MAX / 2000
        || duration.seconds < INT64_MIN / 2000) {
        return -1;
    }
    *scalar = unit == AVS_TIME_S ? duration.seconds : duration.seconds * 1000 + duration.nanoseconds / 1000000;
    return 0;
}

avs_time_duration_t avs_time_duration_from_scalar(int64_t scalar, avs_time_unit_t unit) {
    avs_time_duration_t duration = { scalar, 0 };
    if (unit == AVS_TIME_MS) {
        duration.seconds = scalar / 1000;
        duration.nanoseconds = (int32_t) (scalar % 1000) * 1000000;
    }
    return duration;
}

// ---- Logs

static char log_text[16384];
static size_t log_length;

void double_log(const char *module, const char *level, const char *format, ...) {
    if (log_length + 512 > sizeof(log_text)) {
        return;
    }
    log_length += (size_t) snprintf(log_text + log_length, 64, "%s [%s] ", level, module);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(log_text + log_length, 440, format, arguments);
    va_end(arguments);
    log_length += length < 440 ? (size_t) length : 439;
    log_text[log_length++] = '\n';
    log_text[log_length] = 0;
}

const char *double_log_text(void) {
    return log_text;
}

void double_forget_log(void) {
    log_length = 0;
    log_text[0] = 0;
}

// ---- Lists: the pointer to the next element is in front of each

typedef union {
    void *next;
    max_align_t alignment;
} list_head_t;

void *double_list_next(void *element) {
    return ((list_head_t *) element - 1)->next;
}

void *double_list_push(void *list, const void *value, size_t size) {
    list_head_t *head = calloc(1, sizeof(*head) + size);
    if (!head) {
        abort();
    }
    head->next = list;
    return memcpy(head + 1, value, size);
}

void double_list_free(void *list) {
    while (list) {
        void *next = double_list_next(list);
        free((list_head_t *) list - 1);
        list = next;
    }
}

// ---- Sources

static avs_crypto_security_info_union_t from_file(const char *path, const char *password) {
    avs_crypto_security_info_union_t info = { .source = AVS_CRYPTO_DATA_SOURCE_FILE };
    info.info.file.filename = path;
    info.info.file.password = password;
    return info;
}

static avs_crypto_security_info_union_t from_buffer(const void *bytes, size_t size, const char *password) {
    avs_crypto_security_info_union_t info = { .source = AVS_CRYPTO_DATA_SOURCE_BUFFER };
    info.info.buffer.buffer = bytes;
    info.info.buffer.buffer_size = size;
    info.info.buffer.password = password;
    return info;
}

avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_file(const char *path) {
    return (avs_crypto_certificate_chain_info_t) { from_file(path, NULL) };
}

avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_path(const char *path) {
    avs_crypto_certificate_chain_info_t info = { .desc.source = AVS_CRYPTO_DATA_SOURCE_PATH };
    info.desc.info.path.path = path;
    return info;
}

avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_buffer(const void *bytes, size_t size) {
    return (avs_crypto_certificate_chain_info_t) { from_buffer(bytes, size, NULL) };
}

avs_crypto_certificate_chain_info_t
avs_crypto_certificate_chain_info_from_array(const avs_crypto_certificate_chain_info_t *array, size_t count) {
    avs_crypto_certificate_chain_info_t info = { .desc.source = AVS_CRYPTO_DATA_SOURCE_ARRAY };
    info.desc.info.array.array_ptr = &array->desc;
    info.desc.info.array.element_count = count;
    return info;
}

avs_crypto_certificate_chain_info_t
avs_crypto_certificate_chain_info_from_list(avs_crypto_certificate_chain_info_t *list) {
    avs_crypto_certificate_chain_info_t info = { .desc.source = AVS_CRYPTO_DATA_SOURCE_LIST };
    info.desc.info.list.list_head = (avs_crypto_security_info_union_t *) list;
    return info;
}

avs_crypto_cert_revocation_list_info_t avs_crypto_cert_revocation_list_info_from_file(const char *path) {
    return (avs_crypto_cert_revocation_list_info_t) { from_file(path, NULL) };
}

avs_crypto_private_key_info_t avs_crypto_private_key_info_from_file(const char *path, const char *password) {
    return (avs_crypto_private_key_info_t) { from_file(path, password) };
}

avs_crypto_private_key_info_t
avs_crypto_private_key_info_from_buffer(const void *bytes, size_t size, const char *password) {
    return (avs_crypto_private_key_info_t) { from_buffer(bytes, size, password) };
}

avs_crypto_psk_identity_info_t avs_crypto_psk_identity_info_from_buffer(const void *bytes, size_t size) {
    return (avs_crypto_psk_identity_info_t) { from_buffer(bytes, size, NULL) };
}

avs_crypto_psk_key_info_t avs_crypto_psk_key_info_from_buffer(const void *bytes, size_t size) {
    return (avs_crypto_psk_key_info_t) { from_buffer(bytes, size, NULL) };
}

#ifdef DOUBLE_WITH_ENGINE
static avs_crypto_security_info_union_t from_engine(const char *query) {
    avs_crypto_security_info_union_t info = { .source = AVS_CRYPTO_DATA_SOURCE_ENGINE };
    info.info.engine.query = query;
    return info;
}

avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_engine(const char *query) {
    return (avs_crypto_certificate_chain_info_t) { from_engine(query) };
}

avs_crypto_private_key_info_t avs_crypto_private_key_info_from_engine(const char *query) {
    return (avs_crypto_private_key_info_t) { from_engine(query) };
}
#endif
