// A double of avs_commons: the operations of a socket.
#ifndef DOUBLE_AVS_SOCKET_V_TABLE_H
#define DOUBLE_AVS_SOCKET_V_TABLE_H

#include <avsystem/commons/avs_socket.h>

typedef avs_error_t double_get_text_t(avs_net_socket_t *socket, char *text, size_t size);

typedef struct {
    avs_error_t (*connect)(avs_net_socket_t *socket, const char *host, const char *port);
    avs_error_t (*decorate)(avs_net_socket_t *socket, avs_net_socket_t *backend);
    avs_error_t (*send)(avs_net_socket_t *socket, const void *bytes, size_t count);
    void (*send_to)(void);
    avs_error_t (*receive)(avs_net_socket_t *socket, size_t *received, void *bytes, size_t capacity);
    void (*receive_from)(void);
    avs_error_t (*bind)(avs_net_socket_t *socket, const char *address, const char *port);
    avs_error_t (*accept)(avs_net_socket_t *server, avs_net_socket_t *client);
    avs_error_t (*close)(avs_net_socket_t *socket);
    avs_error_t (*shutdown)(avs_net_socket_t *socket);
    avs_error_t (*cleanup)(avs_net_socket_t **socket);
    const void *(*get_system_socket)(avs_net_socket_t *socket);
    avs_error_t (*get_interface_name)(avs_net_socket_t *socket, avs_net_socket_interface_name_t *name);
    double_get_text_t *get_remote_host;
    double_get_text_t *get_remote_hostname;
    double_get_text_t *get_remote_port;
    double_get_text_t *get_local_host;
    double_get_text_t *get_local_port;
    avs_error_t (*get_opt)(avs_net_socket_t *socket, avs_net_socket_opt_key_t key,
                           avs_net_socket_opt_value_t *value);
    avs_error_t (*set_opt)(avs_net_socket_t *socket, avs_net_socket_opt_key_t key,
                           avs_net_socket_opt_value_t value);
} avs_net_socket_v_table_t;

#endif
