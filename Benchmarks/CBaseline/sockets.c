#ifdef WITH_GNUTLS
#define _GNU_SOURCE

#include "credentials.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Sockets as a C programmer uses them with GnuTLS: they do not block, a receive is tried before it is waited for, and a call
// waits with poll until one deadline. A DTLS server has one UDP socket for all clients and gives a session to those that
// return their cookie; it tells them apart by their address.

enum { limit_milliseconds = 30000, largest_datagram = 65536, largest_plaintext = 16384 };

struct baseline_listener {
    const baseline *base;
    gnutls_datum_t cookie_key;
    int descriptor;
    uint8_t datagram[largest_datagram];
};

struct baseline_socket {
    gnutls_session_t session;
    struct sockaddr_in peer;
    // The hello that brought the cookie, until the session has read it.
    const uint8_t *hello;
    size_t hello_size;
    int descriptor, owns_descriptor, is_datagram;
    // How many datagrams came, and whether an answer is overdue.
    int pulled, is_overdue;
};

static struct sockaddr_in address(uint32_t host, uint16_t port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(host)};
    return a;
}

static long now_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000L + time.tv_nsec / 1000000L;
}

// Waits until the deadline at most, which is set when it is first needed, and for `most` milliseconds if that is earlier. 0: nothing
// has come.
static int wait_for(int descriptor, short events, long *deadline, long most) {
    long now = now_milliseconds();
    if (!*deadline) *deadline = now + limit_milliseconds;
    if (now >= *deadline) return -1;
    long left = *deadline - now;
    struct pollfd entry = {.fd = descriptor, .events = events};
    int found = poll(&entry, 1, (int)(most < left ? most : left));
    return found < 0 && errno == EINTR ? 1 : found;
}

static int open_socket(const baseline *b) {
    int type = b->is_datagram ? SOCK_DGRAM : SOCK_STREAM;
    return socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static void set_no_delay(int descriptor) {
    int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static ssize_t push_to(gnutls_transport_ptr_t pointer, const void *data, size_t size) {
    baseline_socket *s = pointer;
    return sendto(s->descriptor, data, size, MSG_NOSIGNAL, (struct sockaddr *)&s->peer, sizeof s->peer);
}

static ssize_t push(gnutls_transport_ptr_t pointer, const void *data, size_t size) {
    return send(((baseline_socket *)pointer)->descriptor, data, size, MSG_NOSIGNAL);
}

static ssize_t pull(gnutls_transport_ptr_t pointer, void *data, size_t size) {
    baseline_socket *s = pointer;
    ssize_t count = recv(s->descriptor, data, size, 0);
    if (count >= 0) s->pulled++;
    return count;
}

static ssize_t pull_from(gnutls_transport_ptr_t pointer, void *data, size_t size) {
    baseline_socket *s = pointer;
    if (s->hello) {
        size_t count = s->hello_size < size ? s->hello_size : size;
        memcpy(data, s->hello, count);
        s->hello = NULL;
        s->pulled++;
        return (ssize_t)count;
    }
    for (;;) {
        struct sockaddr_in from;
        socklen_t length = sizeof from;
        ssize_t count = recvfrom(s->descriptor, data, size, 0, (struct sockaddr *)&from, &length);
        if (count < 0) return count;
        if (from.sin_port != s->peer.sin_port || from.sin_addr.s_addr != s->peer.sin_addr.s_addr) continue;
        s->pulled++;
        return count;
    }
}

// 0 lets the library repeat its flight. Asked for the state of the socket it would forget, in 3.7.9, what it has read already.
static int pull_timeout(gnutls_transport_ptr_t pointer, unsigned milliseconds) {
    (void)milliseconds;
    return !((baseline_socket *)pointer)->is_overdue;
}

static int shake_hands(baseline_socket *s) {
    long deadline = 0;
    for (;;) {
        int pulled = s->pulled, status = gnutls_handshake(s->session);
        if (status == 0) return 0;
        if (gnutls_error_is_fatal(status)) return -1;
        s->is_overdue = 0;
        // It stops after each record of several that wait.
        if (status != GNUTLS_E_AGAIN || s->pulled != pulled) continue;
        long most = s->is_datagram ? gnutls_dtls_get_timeout(s->session) : limit_milliseconds;
        // Over UDP it waits for an answer, whatever it did last.
        short events = !s->is_datagram && gnutls_record_get_direction(s->session) ? POLLOUT : POLLIN;
        int found = wait_for(s->descriptor, events, &deadline, most);
        if (found < 0) return -1;
        s->is_overdue = s->is_datagram && !found;
    }
}

static baseline_socket *make(const baseline *b, unsigned role, int descriptor, int owns_descriptor) {
    baseline_socket *s = calloc(1, sizeof *s);
    if (s) s->session = baseline_session(b, role, GNUTLS_NONBLOCK);
    if (!s || !s->session) {
        if (owns_descriptor) close(descriptor);
        free(s);
        return NULL;
    }
    s->descriptor = descriptor;
    s->owns_descriptor = owns_descriptor;
    s->is_datagram = b->is_datagram;
    return s;
}

static void carry_datagrams(baseline_socket *s, gnutls_push_func push_function, gnutls_pull_func pull_function) {
    gnutls_transport_set_ptr(s->session, s);
    gnutls_transport_set_push_function(s->session, push_function);
    gnutls_transport_set_pull_function(s->session, pull_function);
    gnutls_transport_set_pull_timeout_function(s->session, pull_timeout);
}

baseline_listener *baseline_listen(const baseline *b) {
    baseline_listener *l = calloc(1, sizeof *l);
    struct sockaddr_in local = address(INADDR_LOOPBACK, 0);
    if (!l) return NULL;
    l->base = b;
    l->descriptor = open_socket(b);
    if (l->descriptor < 0 || bind(l->descriptor, (struct sockaddr *)&local, sizeof local) < 0 ||
        (!b->is_datagram && listen(l->descriptor, 128) < 0) ||
        gnutls_key_generate(&l->cookie_key, GNUTLS_COOKIE_KEY_SIZE) < 0) {
        baseline_stop(l);
        return NULL;
    }
    return l;
}

uint16_t baseline_port(const baseline_listener *l) {
    struct sockaddr_in local;
    socklen_t length = sizeof local;
    return getsockname(l->descriptor, (struct sockaddr *)&local, &length) < 0 ? 0 : ntohs(local.sin_port);
}

void baseline_stop(baseline_listener *l) {
    if (!l) return;
    if (l->descriptor >= 0) close(l->descriptor);
    gnutls_free(l->cookie_key.data);
    free(l);
}

static baseline_socket *accept_stream(baseline_listener *l) {
    long deadline = 0;
    for (;;) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        int descriptor = accept4(l->descriptor, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0) {
            set_no_delay(descriptor);
            baseline_socket *s = make(l->base, GNUTLS_SERVER, descriptor, 1);
            if (!s) return NULL;
            s->peer = peer;
            gnutls_transport_set_int(s->session, descriptor);
            return s;
        }
        if (errno != EAGAIN && errno != EINTR) return NULL;
        if (wait_for(l->descriptor, POLLIN, &deadline, limit_milliseconds) < 0) return NULL;
    }
}

// Answers hellos with cookies until one brings its cookie back.
static baseline_socket *accept_datagram(baseline_listener *l) {
    enum { handshake_record = 22 };
    long deadline = 0;
    for (;;) {
        baseline_socket from = {.descriptor = l->descriptor};
        gnutls_dtls_prestate_st prestate = {0};
        socklen_t length = sizeof from.peer;
        ssize_t count = recvfrom(l->descriptor, l->datagram, sizeof l->datagram, 0, (struct sockaddr *)&from.peer, &length);
        if (count < 0) {
            if (errno != EAGAIN && errno != EINTR) return NULL;
            if (wait_for(l->descriptor, POLLIN, &deadline, limit_milliseconds) < 0) return NULL;
            continue;
        }
        if (count < 1 || l->datagram[0] != handshake_record) continue;
        int status = gnutls_dtls_cookie_verify(&l->cookie_key, &from.peer, length, l->datagram, (size_t)count, &prestate);
        if (status == GNUTLS_E_BAD_COOKIE)
            gnutls_dtls_cookie_send(&l->cookie_key, &from.peer, length, &prestate, &from, push_to);
        if (status < 0) continue;
        baseline_socket *s = make(l->base, GNUTLS_SERVER, l->descriptor, 0);
        if (!s) return NULL;
        s->peer = from.peer;
        s->hello = l->datagram;
        s->hello_size = (size_t)count;
        gnutls_dtls_prestate_set(s->session, &prestate);
        carry_datagrams(s, push_to, pull_from);
        return s;
    }
}

baseline_socket *baseline_accept(baseline_listener *l) {
    baseline_socket *s = l->base->is_datagram ? accept_datagram(l) : accept_stream(l);
    if (s && shake_hands(s) < 0) {
        baseline_drop(s);
        return NULL;
    }
    return s;
}

baseline_socket *baseline_dial(const baseline *b, uint32_t host, uint16_t port) {
    struct sockaddr_in local = address(host, 0), peer = address(INADDR_LOOPBACK, port);
    long deadline = 0;
    int descriptor = open_socket(b), refusal = 0;
    socklen_t length = sizeof refusal;
    if (descriptor < 0) return NULL;
    if ((host && bind(descriptor, (struct sockaddr *)&local, sizeof local) < 0) ||
        (connect(descriptor, (struct sockaddr *)&peer, sizeof peer) < 0 &&
         (errno != EINPROGRESS || wait_for(descriptor, POLLOUT, &deadline, limit_milliseconds) < 0 ||
          getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &refusal, &length) < 0 || refusal))) {
        close(descriptor);
        return NULL;
    }
    if (!b->is_datagram) set_no_delay(descriptor);
    baseline_socket *s = make(b, GNUTLS_CLIENT, descriptor, 1);
    if (!s) return NULL;
    s->peer = peer;
    if (b->is_datagram) carry_datagrams(s, push, pull);
    else gnutls_transport_set_int(s->session, descriptor);
    if (shake_hands(s) < 0) {
        baseline_drop(s);
        return NULL;
    }
    return s;
}

void baseline_close(baseline_socket *s) {
    if (s) gnutls_bye(s->session, GNUTLS_SHUT_WR);
    baseline_drop(s);
}

void baseline_drop(baseline_socket *s) {
    if (!s) return;
    gnutls_deinit(s->session);
    if (s->owns_descriptor) close(s->descriptor);
    free(s);
}

static int send_all(baseline_socket *s, const uint8_t *bytes, size_t size) {
    long deadline = 0;
    size_t sent = 0;
    while (sent < size) {
        ssize_t count = gnutls_record_send(s->session, bytes + sent, size - sent);
        if (count > 0) sent += (size_t)count;
        else if (count != GNUTLS_E_AGAIN && count != GNUTLS_E_INTERRUPTED) return -1;
        else if (wait_for(s->descriptor, POLLOUT, &deadline, limit_milliseconds) < 0) return -1;
    }
    return 0;
}

static ssize_t receive_some(baseline_socket *s, uint8_t *bytes, size_t room) {
    long deadline = 0;
    for (;;) {
        ssize_t count = gnutls_record_recv(s->session, bytes, room);
        if (count >= 0 || (count != GNUTLS_E_AGAIN && count != GNUTLS_E_INTERRUPTED)) return count;
        if (wait_for(s->descriptor, POLLIN, &deadline, limit_milliseconds) < 0) return -1;
    }
}

static int receive_all(baseline_socket *s, uint8_t *bytes, size_t size) {
    for (size_t received = 0; received < size;) {
        ssize_t count = receive_some(s, bytes, largest_plaintext);
        if (count <= 0) return -1;
        received += (size_t)count;
    }
    return 0;
}

int baseline_stream(baseline_socket *from, baseline_socket *to, size_t size, int count, int batch) {
    static uint8_t bytes[largest_plaintext], room[largest_plaintext];
    for (int done = 0; done < count; done += batch) {
        for (int i = 0; i < batch; i++)
            if (send_all(from, bytes, size) < 0) return -1;
        for (int i = 0; i < batch; i++)
            if (receive_all(to, room, size) < 0) return -1;
    }
    return 0;
}

int baseline_ask(baseline_socket *s, size_t size, int count) {
    uint8_t bytes[largest_plaintext] = {7};
    for (int i = 0; i < count; i++)
        if (send_all(s, bytes, size) < 0 || receive_all(s, bytes, size) < 0) return -1;
    return 0;
}

int baseline_answer(baseline_socket *s, size_t size, int count) {
    uint8_t bytes[largest_plaintext];
    for (int i = 0; i < count; i++)
        if (receive_all(s, bytes, size) < 0 || send_all(s, bytes, size) < 0) return -1;
    return 0;
}
#endif
