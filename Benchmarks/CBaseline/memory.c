#include "library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { largest_record = 16384 };

// Records in transit: datagrams behind their lengths, or the bytes of a stream. It grows when it must and is kept.
typedef struct {
    uint8_t *bytes;
    size_t capacity, head, used;
    int is_datagram;
} queue;

typedef struct {
    transport transport;
    void *session;
    queue *in, *out;
} end;

struct baseline_pair {
    const library *library;
    end client, server;
    queue to_client, to_server;
    uint8_t *buffer;
};

static int queue_put(queue *q, const void *data, size_t size) {
    size_t header = q->is_datagram ? sizeof size : 0, needed = q->used + header + size;
    if (needed > q->capacity) {
        size_t capacity = needed * 2;
        uint8_t *bytes = realloc(q->bytes, capacity);
        if (!bytes) return -1;
        q->bytes = bytes;
        q->capacity = capacity;
    }
    if (header) memcpy(q->bytes + q->used, &size, header);
    memcpy(q->bytes + q->used + header, data, size);
    q->used = needed;
    return 0;
}

static ssize_t queue_take(queue *q, void *data, size_t room) {
    if (q->head == q->used) return -1;
    size_t size = q->used - q->head;
    if (q->is_datagram) {
        memcpy(&size, q->bytes + q->head, sizeof size);
        q->head += sizeof size;
    }
    size_t count = size < room ? size : room;
    memcpy(data, q->bytes + q->head, count);
    q->head += q->is_datagram ? size : count;
    if (q->head == q->used) q->head = q->used = 0;
    return (ssize_t)count;
}

static ssize_t push(void *pointer, const void *data, size_t size) {
    return queue_put(((end *)pointer)->out, data, size) ? -1 : (ssize_t)size;
}

static ssize_t pull(void *pointer, void *data, size_t size) {
    ssize_t count = queue_take(((end *)pointer)->in, data, size);
    if (count < 0) errno = EAGAIN;
    return count;
}

static int is_ready(void *pointer, unsigned milliseconds) {
    queue *in = ((end *)pointer)->in;
    (void)milliseconds;
    return in->head != in->used;
}

static const library *find(baseline_library which) {
#ifdef WITH_GNUTLS
    if (which == baseline_gnutls) return &gnutls_library;
#endif
#ifdef WITH_OPENSSL
    if (which == baseline_openssl) return &openssl_library;
#endif
    (void)which;
    return NULL;
}

static baseline *make(const library *l, int is_datagram, void *credentials) {
    baseline *b = credentials ? calloc(1, sizeof *b) : NULL;
    if (!b) {
        if (credentials) l->free_credentials(credentials);
        return NULL;
    }
    b->library = l;
    b->is_datagram = is_datagram;
    b->credentials = credentials;
    return b;
}

baseline *baseline_make_psk(baseline_library which) {
    const library *l = find(which);
    return l ? make(l, 1, l->make_psk()) : NULL;
}

baseline *baseline_make_certificate(baseline_library which, const uint8_t *certificate, size_t certificate_size,
                                    const uint8_t *key, size_t key_size, const uint8_t *anchor, size_t anchor_size) {
    const library *l = find(which);
    return l ? make(l, 0, l->make_certificate(certificate, certificate_size, key, key_size, anchor, anchor_size)) : NULL;
}

void baseline_free(baseline *b) {
    if (!b) return;
    b->library->free_credentials(b->credentials);
    free(b);
}

static int open_end(const baseline *b, end *e, int is_client, queue *in, queue *out) {
    e->in = in;
    e->out = out;
    e->transport = (transport){.push = push, .pull = pull, .is_ready = is_ready};
    if (!(e->session = b->library->open(b, is_client))) return -1;
    return b->library->carry(e->session, &e->transport);
}

static baseline_pair *connect_pair(const baseline *b, const baseline_session *saved) {
    baseline_pair *p = calloc(1, sizeof *p);
    step client = step_wants_input, server = step_wants_input;
    if (!p) return NULL;
    p->library = b->library;
    p->to_client.is_datagram = p->to_server.is_datagram = b->is_datagram;
    if (open_end(b, &p->client, 1, &p->to_client, &p->to_server) < 0 ||
        open_end(b, &p->server, 0, &p->to_server, &p->to_client) < 0 ||
        (saved && b->library->resume(p->client.session, saved) < 0)) {
        baseline_disconnect(p);
        return NULL;
    }
    for (int i = 0; i < 60 && (client || server) && client != step_failed && server != step_failed; i++) {
        if (client) client = b->library->shake_hands(p->client.session, &p->client.transport);
        if (server) server = b->library->shake_hands(p->server.session, &p->server.transport);
    }
    if (client || server || (saved && !b->library->is_resumed(p->client.session))) {
        baseline_disconnect(p);
        return NULL;
    }
    return p;
}

baseline_pair *baseline_connect(const baseline *b) { return connect_pair(b, NULL); }

baseline_pair *baseline_resume(const baseline *b, const baseline_session *saved) { return connect_pair(b, saved); }

int baseline_allow_tickets(baseline *b) { return b->library->allow_tickets(b->credentials); }

baseline_session *baseline_save(const baseline *b) {
    baseline_session *saved = calloc(1, sizeof *saved);
    baseline_pair *p = baseline_connect(b);
    uint8_t byte;
    int status = -1;
    if (saved && p) {
        // In TLS 1.3 the ticket comes behind the handshake.
        b->library->receive(p->client.session, &byte, 1);
        status = b->library->save(p->client.session, saved);
    }
    baseline_disconnect(p);
    if (status == 0) return saved;
    baseline_forget(saved);
    return NULL;
}

void baseline_forget(baseline_session *saved) {
    if (!saved) return;
    free(saved->bytes);
    free(saved);
}

void baseline_disconnect(baseline_pair *p) {
    if (!p) return;
    if (p->client.session) p->library->close(p->client.session);
    if (p->server.session) p->library->close(p->server.session);
    free(p->to_client.bytes);
    free(p->to_server.bytes);
    free(p->buffer);
    free(p);
}

int baseline_transfer(baseline_pair *p, size_t size, int count) {
    if (!p->buffer && !(p->buffer = calloc(2, largest_record))) return -1;
    for (int i = 0; i < count; i++) {
        if (p->library->send(p->client.session, p->buffer, size) != (ssize_t)size) return -1;
        if (p->library->receive(p->server.session, p->buffer + largest_record, largest_record) != (ssize_t)size) return -1;
    }
    return 0;
}
