// Options: what the layer knows itself, and for all else the backend socket.
#include <string.h>

#include <avsystem/commons/avs_commons_config.h>

#include <avsystem/commons/avs_memory.h>
#include <avsystem/commons/avs_time.h>

#include "avs_securesockets_configuration.h"
#include "avs_securesockets_socket.h"

enum {
    SHORTEST_TIMEOUT = 50, // milliseconds, of what libsecuresockets takes
    LONGEST_TIMEOUT = 3600000,
    LONGEST_RECORD = 16384,
    MOST_RECORDS = 65536
};

static avs_error_t
get_inner_mtu(const tls_socket_t *socket, avs_net_socket_opt_value_t *value) {
    value->mtu = 0;
    int outer = avs_securesockets_backend_inner_mtu(socket);
    if (!outer) {
        return AVS_OK; // closed, or a stream
    }
    if (!socket->is_connected) {
        return avs_errno(AVS_EBADF);
    }
    int inner = (int) secsock_socket_inner_mtu(socket->tls);
    // The path may have become narrower since the handshake.
    int narrowed = socket->outer_mtu < LONGEST_RECORD ? outer - (socket->outer_mtu - inner) : inner;
    value->mtu = narrowed < inner ? narrowed : inner;
    if (value->mtu < 0) {
        value->mtu = 0;
    }
    return AVS_OK;
}

// Whether the layer alone has the answer.
static bool knows(const tls_socket_t *socket,
                  avs_net_socket_opt_key_t key,
                  avs_net_socket_opt_value_t *value) {
    switch (key) {
    case AVS_NET_SOCKET_OPT_SESSION_RESUMED:
        value->flag = socket->is_session_resumed;
        return true;
#if SECURESOCKETS_AVS_COMMONS_VERSION >= 50200
    case AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED:
        value->flag = socket->is_connection_id_resumed;
        return true;
#endif
    case AVS_NET_SOCKET_HAS_BUFFERED_DATA:
        value->flag = secsock_socket_has_buffered_data(socket->tls);
        return value->flag || !socket->backend;
    case AVS_NET_SOCKET_OPT_STATE:
        value->state = AVS_NET_SOCKET_STATE_CLOSED;
        return !socket->backend;
    default:
        return false;
    }
}

avs_error_t avs_securesockets_get_opt(avs_net_socket_t *socket_,
                                      avs_net_socket_opt_key_t key,
                                      avs_net_socket_opt_value_t *value) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    if (key == AVS_NET_SOCKET_OPT_INNER_MTU) {
        return get_inner_mtu(socket, value);
    }
    if (knows(socket, key, value)) {
        return AVS_OK;
    }
    return socket->backend ? avs_net_socket_get_opt(socket->backend, key, value)
                           : avs_errno(AVS_EBADF);
}

avs_error_t
avs_securesockets_set_timeouts(tls_socket_t *socket, const avs_net_dtls_handshake_timeouts_t *timeouts) {
    int64_t minimum;
    int64_t maximum;
    if (avs_time_duration_to_scalar(&minimum, AVS_TIME_MS, timeouts->min)
        || avs_time_duration_to_scalar(&maximum, AVS_TIME_MS, timeouts->max) || minimum < 0
        || maximum < 0 || minimum > LONGEST_TIMEOUT || maximum > LONGEST_TIMEOUT) {
        return avs_errno(AVS_EINVAL);
    }
    if (minimum < SHORTEST_TIMEOUT) {
        minimum = SHORTEST_TIMEOUT;
    }
    socket->minimum_timeout = (uint32_t) minimum;
    // A maximum below the minimum means one wait of the minimum, as with Mbed TLS.
    socket->maximum_timeout = (uint32_t) (maximum < minimum ? minimum : maximum);
    return AVS_OK;
}

// How many bytes the records take; false where one cannot be, or nobody has so much memory.
static bool measure(const avs_net_socket_dane_tlsa_array_t *array, size_t *size) {
    size_t count = array->array_element_count;
    if (count > MOST_RECORDS || (count && !array->array_ptr)) {
        return false;
    }
    *size = count * sizeof(secsock_tlsa_record);
    for (size_t i = 0; i < count; ++i) {
        const avs_net_socket_dane_tlsa_record_t *record = &array->array_ptr[i];
        size_t data_size = record->association_data_size;
        // A number that is cut to its byte would be another rule.
        if ((unsigned) record->certificate_usage > UINT8_MAX
            || (unsigned) record->selector > UINT8_MAX
            || (unsigned) record->matching_type > UINT8_MAX
            || (data_size && !record->association_data) || data_size > SIZE_MAX - *size) {
            return false;
        }
        *size += data_size;
    }
    return true;
}

static avs_error_t
copy_records(tls_socket_t *socket, const avs_net_socket_dane_tlsa_array_t *array, size_t size) {
    size_t count = array->array_element_count;
    secsock_tlsa_record *records = NULL;
    if (count) {
        records = (secsock_tlsa_record *) avs_malloc(size);
        if (!records) {
            return avs_errno(AVS_ENOMEM);
        }
    }
    char *data = (char *) (records + count);
    for (size_t i = 0; i < count; ++i) {
        const avs_net_socket_dane_tlsa_record_t *from = &array->array_ptr[i];
        secsock_tlsa_record record = {
            .usage = (uint8_t) from->certificate_usage,
            .selector = (uint8_t) from->selector,
            .matching = (uint8_t) from->matching_type,
            .data = data,
            .data_size = from->association_data_size
        };
        records[i] = record;
        if (record.data_size) {
            memcpy(data, from->association_data, record.data_size);
        }
        data += record.data_size;
    }
    avs_free(socket->tlsa_records);
    socket->tlsa_records = records;
    socket->tlsa_record_count = count;
    return AVS_OK;
}

static avs_error_t
set_records(tls_socket_t *socket, const avs_net_socket_dane_tlsa_array_t *array) {
    size_t size;
    if (!socket->uses_dane || !measure(array, &size)) {
        return avs_errno(AVS_EINVAL);
    }
    return copy_records(socket, array, size);
}

avs_error_t avs_securesockets_set_opt(avs_net_socket_t *socket_,
                                      avs_net_socket_opt_key_t key,
                                      avs_net_socket_opt_value_t value) {
    tls_socket_t *socket = (tls_socket_t *) socket_;
    if (key == AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY) {
        return set_records(socket, &value.dane_tlsa_array);
    }
#if SECURESOCKETS_AVS_COMMONS_VERSION >= 50100
    if (key == AVS_NET_SOCKET_OPT_DTLS_HANDSHAKE_TIMEOUTS) {
        return avs_securesockets_is_datagram(socket)
                       ? avs_securesockets_set_timeouts(socket, &value.dtls_handshake_timeouts)
                       : avs_errno(AVS_EBADF);
    }
#endif
    return socket->backend ? avs_net_socket_set_opt(socket->backend, key, value)
                           : avs_errno(AVS_EBADF);
}
