#ifdef WITH_GNUTLS
#include "credentials.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { mtu = 1400, largest_record = 16384 };

// Records in transit: datagrams behind their lengths, or the bytes of a stream. It grows when it must and is kept.
typedef struct {
    uint8_t *bytes;
    size_t capacity, head, used;
    int is_datagram;
} queue;

typedef struct {
    gnutls_session_t session;
    queue *in, *out;
} end;

struct baseline_pair {
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

static ssize_t push(gnutls_transport_ptr_t pointer, const void *data, size_t size) {
    return queue_put(((end *)pointer)->out, data, size) ? -1 : (ssize_t)size;
}

static ssize_t pull(gnutls_transport_ptr_t pointer, void *data, size_t size) {
    end *e = pointer;
    ssize_t count = queue_take(e->in, data, size);
    if (count < 0) gnutls_transport_set_errno(e->session, EAGAIN);
    return count;
}

static int pull_timeout(gnutls_transport_ptr_t pointer, unsigned milliseconds) {
    queue *in = ((end *)pointer)->in;
    (void)milliseconds;
    return in->head != in->used;
}

static int find_key(gnutls_session_t session, const char *name, gnutls_datum_t *key) {
    (void)session;
    if (strcmp(name, "device")) return -1;
    key->size = 16;
    key->data = gnutls_malloc(16);
    if (!key->data) return -1;
    memcpy(key->data, "0123456789abcdef", 16);
    return 0;
}

baseline *baseline_make_psk(void) {
    baseline *b = calloc(1, sizeof *b);
    gnutls_datum_t key = {(unsigned char *)"0123456789abcdef", 16};
    if (!b) return NULL;
    b->is_datagram = 1;
    if (gnutls_priority_init(&b->priority, "NONE:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+GROUP-ALL:+VERS-DTLS1.2:+PSK:+AES-128-CCM-8:+AEAD", NULL) < 0 ||
        gnutls_psk_allocate_client_credentials(&b->psk_client) < 0 ||
        gnutls_psk_allocate_server_credentials(&b->psk_server) < 0 ||
        gnutls_psk_set_client_credentials(b->psk_client, "device", &key, GNUTLS_PSK_KEY_RAW) < 0) {
        baseline_free(b);
        return NULL;
    }
    gnutls_psk_set_server_credentials_function(b->psk_server, find_key);
    return b;
}

baseline *baseline_make_certificate(const uint8_t *certificate, size_t certificate_size, const uint8_t *key,
                                    size_t key_size, const uint8_t *anchor, size_t anchor_size) {
    baseline *b = calloc(1, sizeof *b);
    gnutls_datum_t chain = {(unsigned char *)certificate, (unsigned)certificate_size};
    gnutls_datum_t secret = {(unsigned char *)key, (unsigned)key_size};
    gnutls_datum_t trusted = {(unsigned char *)anchor, (unsigned)anchor_size};
    if (!b) return NULL;
    if (gnutls_priority_init(&b->priority, "NONE:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+GROUP-ALL:+VERS-TLS1.3:+ECDHE-ECDSA:+ECDHE-RSA:+AES-128-GCM:+AEAD", NULL) < 0 ||
        gnutls_certificate_allocate_credentials(&b->client) < 0 ||
        gnutls_certificate_allocate_credentials(&b->server) < 0 ||
        gnutls_certificate_set_x509_trust_mem(b->client, &trusted, GNUTLS_X509_FMT_DER) < 1 ||
        gnutls_certificate_set_x509_key_mem(b->server, &chain, &secret, GNUTLS_X509_FMT_DER) < 0) {
        baseline_free(b);
        return NULL;
    }
    return b;
}

void baseline_free(baseline *b) {
    if (!b) return;
    if (b->priority) gnutls_priority_deinit(b->priority);
    if (b->psk_client) gnutls_psk_free_client_credentials(b->psk_client);
    if (b->psk_server) gnutls_psk_free_server_credentials(b->psk_server);
    if (b->client) gnutls_certificate_free_credentials(b->client);
    if (b->server) gnutls_certificate_free_credentials(b->server);
    free(b);
}

gnutls_session_t baseline_session(const baseline *b, unsigned role, unsigned more_flags) {
    gnutls_session_t session = NULL;
    unsigned flags = role | more_flags | GNUTLS_NO_SIGNAL | (b->is_datagram ? GNUTLS_DATAGRAM : 0);
    int is_client = role == GNUTLS_CLIENT, status;
    if (gnutls_init(&session, flags) < 0) return NULL;
    status = gnutls_priority_set(session, b->priority);
    if (is_client && status >= 0) status = gnutls_server_name_set(session, GNUTLS_NAME_DNS, "localhost", 9);
    if (b->is_datagram) {
        gnutls_dtls_set_mtu(session, mtu);
        if (status >= 0)
            status = gnutls_credentials_set(session, GNUTLS_CRD_PSK, is_client ? (void *)b->psk_client : (void *)b->psk_server);
    } else {
        if (is_client) gnutls_session_set_verify_cert(session, "localhost", 0);
        if (status >= 0) status = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, is_client ? b->client : b->server);
    }
    if (status >= 0) return session;
    gnutls_deinit(session);
    return NULL;
}

static int open_end(const baseline *b, end *e, unsigned role, queue *in, queue *out) {
    e->in = in;
    e->out = out;
    if (!(e->session = baseline_session(b, role, GNUTLS_NONBLOCK))) return -1;
    gnutls_transport_set_ptr(e->session, e);
    gnutls_transport_set_push_function(e->session, push);
    gnutls_transport_set_pull_function(e->session, pull);
    gnutls_transport_set_pull_timeout_function(e->session, pull_timeout);
    return 0;
}

baseline_pair *baseline_connect(const baseline *b) {
    baseline_pair *p = calloc(1, sizeof *p);
    int client = -1, server = -1;
    if (!p) return NULL;
    p->to_client.is_datagram = p->to_server.is_datagram = b->is_datagram;
    if (open_end(b, &p->client, GNUTLS_CLIENT, &p->to_client, &p->to_server) < 0 ||
        open_end(b, &p->server, GNUTLS_SERVER, &p->to_server, &p->to_client) < 0) {
        baseline_disconnect(p);
        return NULL;
    }
    for (int i = 0; i < 60 && (client || server); i++) {
        if (client) client = gnutls_handshake(p->client.session);
        if (server) server = gnutls_handshake(p->server.session);
        if ((client && gnutls_error_is_fatal(client)) || (server && gnutls_error_is_fatal(server))) break;
    }
    if (client || server) {
        baseline_disconnect(p);
        return NULL;
    }
    return p;
}

void baseline_disconnect(baseline_pair *p) {
    if (!p) return;
    if (p->client.session) gnutls_deinit(p->client.session);
    if (p->server.session) gnutls_deinit(p->server.session);
    free(p->to_client.bytes);
    free(p->to_server.bytes);
    free(p->buffer);
    free(p);
}

int baseline_transfer(baseline_pair *p, size_t size, int count) {
    if (!p->buffer && !(p->buffer = calloc(2, largest_record))) return -1;
    for (int i = 0; i < count; i++) {
        if (gnutls_record_send(p->client.session, p->buffer, size) != (ssize_t)size) return -1;
        if (gnutls_record_recv(p->server.session, p->buffer + largest_record, largest_record) != (ssize_t)size) return -1;
    }
    return 0;
}
#endif
