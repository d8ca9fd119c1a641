#define _GNU_SOURCE

#include "library.h"

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

// Sockets as a C programmer uses them: they do not block, a receive is tried before it is waited for, and a call
// waits with poll until one deadline. A DTLS server has one UDP socket for all clients and gives a session to those that
// return their cookie; it tells them apart by their address.

enum { limit_milliseconds = 30000, largest_datagram = 65536, largest_plaintext = 16384 };

struct baseline_listener {
    const baseline *base;
    void *gate;
    int descriptor;
    uint8_t datagram[largest_datagram];
};

struct baseline_socket {
    transport transport;
    const library *library;
    void *session;
    struct sockaddr_in peer;
    // The hello that brought the cookie, until it has been read.
    const uint8_t *hello;
    size_t hello_size;
    int descriptor, owns_descriptor, is_datagram;
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

static ssize_t push_to(void *pointer, const void *data, size_t size) {
    baseline_socket *s = pointer;
    return sendto(s->descriptor, data, size, MSG_NOSIGNAL, (struct sockaddr *)&s->peer, sizeof s->peer);
}

static ssize_t push(void *pointer, const void *data, size_t size) {
    return send(((baseline_socket *)pointer)->descriptor, data, size, MSG_NOSIGNAL);
}

static ssize_t pull(void *pointer, void *data, size_t size) {
    baseline_socket *s = pointer;
    ssize_t count = recv(s->descriptor, data, size, 0);
    if (count >= 0) s->transport.pulled++;
    return count;
}

static ssize_t pull_from(void *pointer, void *data, size_t size) {
    baseline_socket *s = pointer;
    if (s->hello) {
        size_t count = s->hello_size < size ? s->hello_size : size;
        memcpy(data, s->hello, count);
        s->hello = NULL;
        s->transport.pulled++;
        return (ssize_t)count;
    }
    for (;;) {
        struct sockaddr_in from;
        socklen_t length = sizeof from;
        ssize_t count = recvfrom(s->descriptor, data, size, 0, (struct sockaddr *)&from, &length);
        if (count < 0) return count;
        if (from.sin_port != s->peer.sin_port || from.sin_addr.s_addr != s->peer.sin_addr.s_addr) continue;
        s->transport.pulled++;
        return count;
    }
}

// 0 lets GnuTLS repeat its flight. Asked for the state of the socket it would forget, in 3.7.9, what it has read already.
static int is_ready(void *pointer, unsigned milliseconds) {
    (void)milliseconds;
    return !((transport *)pointer)->is_overdue;
}

static int shake_hands(baseline_socket *s) {
    long deadline = 0;
    for (;;) {
        step step = s->library->shake_hands(s->session, &s->transport);
        if (step == step_done) return 0;
        if (step == step_failed) return -1;
        long most = s->is_datagram ? s->library->milliseconds_left(s->session) : limit_milliseconds;
        // Over UDP it waits for an answer, whatever it did last.
        short events = !s->is_datagram && step == step_wants_output ? POLLOUT : POLLIN;
        int found = wait_for(s->descriptor, events, &deadline, most);
        if (found < 0 || (s->is_datagram && !found && s->library->repeat(s->session, &s->transport) < 0)) return -1;
    }
}

// Takes over the session and the descriptor, if it is to own that.
static baseline_socket *make(const baseline *b, void *session, const baseline_socket *like) {
    baseline_socket *s = session ? calloc(1, sizeof *s) : NULL;
    if (!s) {
        if (session) b->library->close(session);
        if (like->owns_descriptor) close(like->descriptor);
        return NULL;
    }
    *s = *like;
    s->library = b->library;
    s->session = session;
    s->is_datagram = b->is_datagram;
    int status = s->is_datagram ? s->library->carry(session, &s->transport)
                                : s->library->carry_descriptor(session, s->descriptor);
    if (status == 0) return s;
    baseline_drop(s);
    return NULL;
}

baseline_listener *baseline_listen(const baseline *b) {
    baseline_listener *l = calloc(1, sizeof *l);
    struct sockaddr_in local = address(INADDR_LOOPBACK, 0);
    if (!l) return NULL;
    l->base = b;
    l->descriptor = open_socket(b);
    if (l->descriptor < 0 || bind(l->descriptor, (struct sockaddr *)&local, sizeof local) < 0 ||
        (!b->is_datagram && listen(l->descriptor, 128) < 0) ||
        (b->is_datagram && !(l->gate = b->library->make_gate(b)))) {
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
    if (l->gate) l->base->library->free_gate(l->gate);
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
            baseline_socket like = {.peer = peer, .descriptor = descriptor, .owns_descriptor = 1};
            return make(l->base, l->base->library->open(l->base, 0), &like);
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
        baseline_socket from = {.transport = {.push = push_to, .pull = pull_from, .is_ready = is_ready}};
        socklen_t length = sizeof from.peer;
        ssize_t count = recvfrom(l->descriptor, l->datagram, sizeof l->datagram, 0, (struct sockaddr *)&from.peer, &length);
        if (count < 0) {
            if (errno != EAGAIN && errno != EINTR) return NULL;
            if (wait_for(l->descriptor, POLLIN, &deadline, limit_milliseconds) < 0) return NULL;
            continue;
        }
        if (count < 1 || l->datagram[0] != handshake_record) continue;
        from.descriptor = l->descriptor;
        from.hello = l->datagram;
        from.hello_size = (size_t)count;
        void *session = l->base->library->admit(l->gate, &from.transport, &from.peer, l->datagram, (size_t)count);
        if (session) return make(l->base, session, &from);
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

static baseline_socket *dial(const baseline *b, uint32_t host, uint16_t port, const baseline_session *saved) {
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
    baseline_socket like = {.transport = {.push = push, .pull = pull, .is_ready = is_ready}, .peer = peer};
    like.descriptor = descriptor;
    like.owns_descriptor = 1;
    baseline_socket *s = make(b, b->library->open(b, 1), &like);
    if (!s) return NULL;
    if ((saved && b->library->resume(s->session, saved) < 0) || shake_hands(s) < 0 ||
        (saved && !b->library->is_resumed(s->session))) {
        baseline_drop(s);
        return NULL;
    }
    return s;
}

baseline_socket *baseline_dial(const baseline *b, uint32_t host, uint16_t port) { return dial(b, host, port, NULL); }

baseline_socket *baseline_dial_again(const baseline *b, uint16_t port, const baseline_session *saved) {
    return dial(b, 0, port, saved);
}

void baseline_close(baseline_socket *s) {
    if (s) s->library->say_goodbye(s->session);
    baseline_drop(s);
}

void baseline_drop(baseline_socket *s) {
    if (!s) return;
    s->library->close(s->session);
    if (s->owns_descriptor) close(s->descriptor);
    free(s);
}

static int send_all(baseline_socket *s, const uint8_t *bytes, size_t size) {
    long deadline = 0;
    size_t sent = 0;
    while (sent < size) {
        ssize_t count = s->library->send(s->session, bytes + sent, size - sent);
        if (count < 0) return -1;
        if (count > 0) sent += (size_t)count;
        else if (wait_for(s->descriptor, POLLOUT, &deadline, limit_milliseconds) < 0) return -1;
    }
    return 0;
}

static ssize_t receive_some(baseline_socket *s, uint8_t *bytes, size_t room) {
    long deadline = 0;
    for (;;) {
        ssize_t count = s->library->receive(s->session, bytes, room);
        if (count) return count;
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
