// A double of avs_commons: sockets.
#ifndef DOUBLE_AVS_SOCKET_H
#define DOUBLE_AVS_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <avsystem/commons/avs_crypto_common.h>
#include <avsystem/commons/avs_errno.h>
#include <avsystem/commons/avs_time.h>

extern const avs_time_duration_t AVS_NET_SOCKET_DEFAULT_RECV_TIMEOUT;

typedef struct avs_net_socket_struct avs_net_socket_t;
typedef char avs_net_socket_interface_name_t[16];
typedef struct avs_net_resolved_endpoint avs_net_resolved_endpoint_t;

typedef enum { AVS_NET_TCP_SOCKET, AVS_NET_UDP_SOCKET } avs_net_socket_type_t;

typedef struct {
    avs_net_resolved_endpoint_t *preferred_endpoint; // borrowed
    int forced_mtu;
} avs_net_socket_configuration_t;

// ---- TLS

#define AVS_NET_SSL_ALERT_CATEGORY 8572
static inline avs_error_t avs_net_ssl_alert(uint8_t level, uint8_t description) {
    avs_error_t error = { AVS_NET_SSL_ALERT_CATEGORY, (uint16_t) (level << 8 | description) };
    return error;
}

// Since avs_commons 5.7.
#ifndef WITHOUT_LIBRARY_ERRORS
#    define AVS_NET_SSL_LIB_ERROR_CATEGORY 8573
static inline avs_error_t avs_net_ssl_lib_error(uint16_t code) {
    avs_error_t error = { AVS_NET_SSL_LIB_ERROR_CATEGORY, code };
    return error;
}
#endif

typedef int avs_ssl_additional_configuration_clb_t(void *configuration);

typedef enum {
    AVS_NET_SSL_VERSION_DEFAULT,
    AVS_NET_SSL_VERSION_SSLv2_OR_3,
    AVS_NET_SSL_VERSION_SSLv2,
    AVS_NET_SSL_VERSION_SSLv3,
    AVS_NET_SSL_VERSION_TLSv1,
    AVS_NET_SSL_VERSION_TLSv1_1,
    AVS_NET_SSL_VERSION_TLSv1_2,
    AVS_NET_SSL_VERSION_TLSv1_3
} avs_net_ssl_version_t;

typedef enum { AVS_NET_SECURITY_CERTIFICATE, AVS_NET_SECURITY_PSK } avs_net_security_mode_t;

typedef struct {
    avs_crypto_psk_key_info_t key;
    avs_crypto_psk_identity_info_t identity;
} avs_net_psk_info_t;

typedef struct {
    bool server_cert_validation;
    bool ignore_system_trust_store;
    bool dane;
    avs_crypto_certificate_chain_info_t trusted_certs;
    avs_crypto_cert_revocation_list_info_t cert_revocation_lists;
    avs_crypto_certificate_chain_info_t client_cert;
    avs_crypto_private_key_info_t client_key;
    bool rebuild_client_cert_chain;
} avs_net_certificate_info_t;

typedef struct {
    avs_net_security_mode_t mode;
    union {
        avs_net_psk_info_t psk;
        avs_net_certificate_info_t cert;
    } data;
} avs_net_security_info_t;

typedef struct {
    avs_time_duration_t min;
    avs_time_duration_t max;
} avs_net_dtls_handshake_timeouts_t;
extern const avs_net_dtls_handshake_timeouts_t AVS_NET_SOCKET_DEFAULT_DTLS_HANDSHAKE_TIMEOUTS;

typedef struct {
    uint32_t *ids;
    size_t num_ids;
} avs_net_socket_tls_ciphersuites_t;

typedef struct {
    avs_net_ssl_version_t version;
    avs_net_security_info_t security;
    const avs_net_dtls_handshake_timeouts_t *dtls_handshake_timeouts;
    void *session_resumption_buffer; // borrowed
    size_t session_resumption_buffer_size;
    avs_net_socket_tls_ciphersuites_t ciphersuites;
    avs_ssl_additional_configuration_clb_t *additional_configuration_clb;
    avs_net_socket_configuration_t backend_configuration;
    const char *server_name_indication;
    bool use_connection_id;
    avs_crypto_prng_ctx_t *prng_ctx;
} avs_net_ssl_configuration_t;

// ---- Options

typedef enum {
    AVS_NET_SOCKET_OPT_RECV_TIMEOUT,
    AVS_NET_SOCKET_OPT_STATE,
    AVS_NET_SOCKET_OPT_MTU,
    AVS_NET_SOCKET_OPT_INNER_MTU,
    AVS_NET_SOCKET_OPT_SESSION_RESUMED,
    AVS_NET_SOCKET_OPT_BYTES_SENT,
    AVS_NET_SOCKET_OPT_BYTES_RECEIVED,
    AVS_NET_SOCKET_OPT_DANE_TLSA_ARRAY,
    AVS_NET_SOCKET_HAS_BUFFERED_DATA,
    AVS_NET_SOCKET_OPT_DTLS_HANDSHAKE_TIMEOUTS,
    AVS_NET_SOCKET_OPT_CONNECTION_ID_RESUMED
} avs_net_socket_opt_key_t;

typedef enum {
    AVS_NET_SOCKET_STATE_CLOSED,
    AVS_NET_SOCKET_STATE_SHUTDOWN,
    AVS_NET_SOCKET_STATE_BOUND,
    AVS_NET_SOCKET_STATE_ACCEPTED,
    AVS_NET_SOCKET_STATE_CONNECTED
} avs_net_socket_state_t;

typedef struct {
    int certificate_usage;
    int selector;
    int matching_type;
    const void *association_data;
    size_t association_data_size;
} avs_net_socket_dane_tlsa_record_t;

typedef struct {
    const avs_net_socket_dane_tlsa_record_t *array_ptr;
    size_t array_element_count;
} avs_net_socket_dane_tlsa_array_t;

typedef union {
    avs_time_duration_t recv_timeout;
    avs_net_socket_state_t state;
    int mtu;
    bool flag;
    uint64_t bytes_sent;
    uint64_t bytes_received;
    avs_net_socket_dane_tlsa_array_t dane_tlsa_array;
    avs_net_dtls_handshake_timeouts_t dtls_handshake_timeouts;
} avs_net_socket_opt_value_t;

// ---- Calls: each one is that of the socket's operations

avs_error_t avs_net_udp_socket_create(avs_net_socket_t **socket, const avs_net_socket_configuration_t *configuration);
avs_error_t avs_net_tcp_socket_create(avs_net_socket_t **socket, const avs_net_socket_configuration_t *configuration);
avs_error_t avs_net_dtls_socket_create(avs_net_socket_t **socket, const avs_net_ssl_configuration_t *configuration);
avs_error_t avs_net_ssl_socket_create(avs_net_socket_t **socket, const avs_net_ssl_configuration_t *configuration);
avs_error_t avs_net_socket_cleanup(avs_net_socket_t **socket);

avs_error_t avs_net_socket_connect(avs_net_socket_t *socket, const char *host, const char *port);
avs_error_t avs_net_socket_decorate(avs_net_socket_t *socket, avs_net_socket_t *backend);
avs_error_t avs_net_socket_bind(avs_net_socket_t *socket, const char *address, const char *port);
avs_error_t avs_net_socket_accept(avs_net_socket_t *server, avs_net_socket_t *client);
avs_error_t avs_net_socket_send(avs_net_socket_t *socket, const void *bytes, size_t count);
avs_error_t avs_net_socket_receive(avs_net_socket_t *socket, size_t *received, void *bytes, size_t capacity);
avs_error_t avs_net_socket_shutdown(avs_net_socket_t *socket);
avs_error_t avs_net_socket_close(avs_net_socket_t *socket);

const void *avs_net_socket_get_system(avs_net_socket_t *socket);
avs_error_t avs_net_socket_interface_name(avs_net_socket_t *socket, avs_net_socket_interface_name_t *name);
avs_error_t avs_net_socket_get_remote_host(avs_net_socket_t *socket, char *text, size_t size);
avs_error_t avs_net_socket_get_remote_hostname(avs_net_socket_t *socket, char *text, size_t size);
avs_error_t avs_net_socket_get_remote_port(avs_net_socket_t *socket, char *text, size_t size);
avs_error_t avs_net_socket_get_local_host(avs_net_socket_t *socket, char *text, size_t size);
avs_error_t avs_net_socket_get_local_port(avs_net_socket_t *socket, char *text, size_t size);
avs_error_t avs_net_socket_get_opt(avs_net_socket_t *socket, avs_net_socket_opt_key_t key,
                                   avs_net_socket_opt_value_t *value);
avs_error_t avs_net_socket_set_opt(avs_net_socket_t *socket, avs_net_socket_opt_key_t key,
                                   avs_net_socket_opt_value_t value);

#endif
