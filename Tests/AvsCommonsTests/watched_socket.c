#include "watched_socket.h"

#include <stdlib.h>
#include <string.h>

#include <avsystem/commons/avs_socket_v_table.h>

static watched_socket_t *watched(avs_net_socket_t *socket) {
    return (watched_socket_t *) socket;
}

static avs_error_t watched_connect(avs_net_socket_t *socket, const char *host, const char *port) {
    watched(socket)->state = AVS_NET_SOCKET_STATE_CONNECTED;
    return watched(socket)->inner ? avs_net_socket_connect(watched(socket)->inner, host, port) : AVS_OK;
}

static avs_error_t watched_bind(avs_net_socket_t *socket, const char *address, const char *port) {
    if (avs_is_err(watched(socket)->bind_error)) {
        return watched(socket)->bind_error;
    }
    watched(socket)->state = AVS_NET_SOCKET_STATE_BOUND;
    return watched(socket)->inner ? avs_net_socket_bind(watched(socket)->inner, address, port) : AVS_OK;
}

static avs_error_t watched_send(avs_net_socket_t *socket_, const void *bytes, size_t count) {
    watched_socket_t *socket = watched(socket_);
    if (avs_is_err(socket->send_error)) {
        return socket->send_error;
    }
    if (socket->send_count < WATCHED_SENDS) {
        memcpy(socket->sent[socket->send_count], bytes, count < WATCHED_SIZE ? count : WATCHED_SIZE);
        socket->sent_sizes[socket->send_count] = count;
    }
    ++socket->send_count;
    return socket->inner && !socket->takes_sends_silently ? avs_net_socket_send(socket->inner, bytes, count) : AVS_OK;
}

static avs_error_t give(watched_socket_t *socket, size_t *received, void *bytes, size_t capacity) {
    const watched_answer_t *answer = &socket->answers[socket->next_answer++];
    *received = answer->count < capacity ? answer->count : capacity;
    memcpy(bytes, answer->bytes, *received);
    return answer->error;
}

static int64_t timeout_of(watched_socket_t *socket) {
    avs_net_socket_opt_value_t value = { .recv_timeout = socket->receive_timeout };
    if (socket->inner) {
        avs_net_socket_get_opt(socket->inner, AVS_NET_SOCKET_OPT_RECV_TIMEOUT, &value);
    }
    int64_t milliseconds;
    return avs_time_duration_to_scalar(&milliseconds, AVS_TIME_MS, value.recv_timeout) ? -1 : milliseconds;
}

static avs_error_t watched_receive(avs_net_socket_t *socket_, size_t *received, void *bytes, size_t capacity) {
    watched_socket_t *socket = watched(socket_);
    if (socket->receive_count < WATCHED_TIMEOUTS) {
        socket->timeouts[socket->receive_count] = timeout_of(socket);
    }
    ++socket->receive_count;
    *received = 0;
    if (socket->next_answer < socket->answer_count) {
        return give(socket, received, bytes, capacity);
    }
    return socket->inner ? avs_net_socket_receive(socket->inner, received, bytes, capacity) : avs_errno(AVS_ETIMEDOUT);
}

static avs_error_t watched_shutdown(avs_net_socket_t *socket) {
    watched(socket)->state = AVS_NET_SOCKET_STATE_SHUTDOWN;
    return watched(socket)->inner ? avs_net_socket_shutdown(watched(socket)->inner) : AVS_OK;
}

static avs_error_t watched_close(avs_net_socket_t *socket) {
    watched(socket)->state = AVS_NET_SOCKET_STATE_CLOSED;
    return watched(socket)->inner ? avs_net_socket_close(watched(socket)->inner) : AVS_OK;
}

static avs_error_t watched_cleanup(avs_net_socket_t **socket_) {
    watched_socket_t *socket = watched(*socket_);
    if (socket->is_gone) {
        *socket->is_gone = true;
    }
    avs_net_socket_cleanup(&socket->inner);
    free(socket);
    *socket_ = NULL;
    return AVS_OK;
}

static avs_error_t watched_remote_hostname(avs_net_socket_t *socket, char *text, size_t size) {
    if (watched(socket)->inner) {
        return avs_net_socket_get_remote_hostname(watched(socket)->inner, text, size);
    }
    strncpy(text, "watched.example", size);
    return AVS_OK;
}

static avs_error_t watched_local_host(avs_net_socket_t *socket, char *text, size_t size) {
    return watched(socket)->inner ? avs_net_socket_get_local_host(watched(socket)->inner, text, size)
                                  : avs_errno(AVS_EBADF);
}

static avs_error_t watched_local_port(avs_net_socket_t *socket, char *text, size_t size) {
    return watched(socket)->inner ? avs_net_socket_get_local_port(watched(socket)->inner, text, size)
                                  : avs_errno(AVS_EBADF);
}

static avs_error_t
watched_get_opt(avs_net_socket_t *socket_, avs_net_socket_opt_key_t key, avs_net_socket_opt_value_t *value) {
    watched_socket_t *socket = watched(socket_);
    if (key == AVS_NET_SOCKET_OPT_INNER_MTU && socket->inner_mtu) {
        value->mtu = socket->inner_mtu;
        return AVS_OK;
    }
    if (key == AVS_NET_SOCKET_OPT_STATE && avs_is_err(socket->state_error)) {
        return socket->state_error;
    }
    if (socket->inner) {
        return avs_net_socket_get_opt(socket->inner, key, value);
    }
    switch (key) {
    case AVS_NET_SOCKET_OPT_STATE: value->state = socket->state; return AVS_OK;
    case AVS_NET_SOCKET_OPT_RECV_TIMEOUT: value->recv_timeout = socket->receive_timeout; return AVS_OK;
    case AVS_NET_SOCKET_OPT_INNER_MTU: value->mtu = 1200; return AVS_OK;
    default: return avs_errno(AVS_EINVAL);
    }
}

static avs_error_t
watched_set_opt(avs_net_socket_t *socket_, avs_net_socket_opt_key_t key, avs_net_socket_opt_value_t value) {
    watched_socket_t *socket = watched(socket_);
    if (socket->inner) {
        return avs_net_socket_set_opt(socket->inner, key, value);
    }
    if (key != AVS_NET_SOCKET_OPT_RECV_TIMEOUT) {
        return avs_errno(AVS_EINVAL);
    }
    socket->receive_timeout = value.recv_timeout;
    return AVS_OK;
}

static const avs_net_socket_v_table_t OPERATIONS = {
    .connect = watched_connect,
    .send = watched_send,
    .receive = watched_receive,
    .bind = watched_bind,
    .close = watched_close,
    .shutdown = watched_shutdown,
    .cleanup = watched_cleanup,
    .get_remote_hostname = watched_remote_hostname,
    .get_local_host = watched_local_host,
    .get_local_port = watched_local_port,
    .get_opt = watched_get_opt,
    .set_opt = watched_set_opt
};

watched_socket_t *watched_socket_create(avs_net_socket_t *inner) {
    watched_socket_t *socket = calloc(1, sizeof(*socket));
    if (!socket) {
        abort();
    }
    socket->operations = &OPERATIONS;
    socket->inner = inner;
    socket->receive_timeout = AVS_NET_SOCKET_DEFAULT_RECV_TIMEOUT;
    return socket;
}

void watched_socket_answer(watched_socket_t *socket, const void *bytes, size_t count) {
    if (socket->answer_count == WATCHED_ANSWERS || count > WATCHED_SIZE) {
        abort();
    }
    watched_answer_t *answer = &socket->answers[socket->answer_count++];
    memcpy(answer->bytes, bytes, count);
    answer->count = count;
}

void watched_socket_fail(watched_socket_t *socket, avs_error_t error) {
    if (socket->answer_count == WATCHED_ANSWERS) {
        abort();
    }
    socket->answers[socket->answer_count++].error = error;
}
