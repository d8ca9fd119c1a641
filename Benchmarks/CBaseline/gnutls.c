#ifdef WITH_GNUTLS
#include "library.h"

#include <errno.h>
#include <gnutls/dtls.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    gnutls_priority_t priority;
    gnutls_psk_client_credentials_t psk_client;
    gnutls_psk_server_credentials_t psk_server;
    gnutls_certificate_credentials_t client;
    gnutls_certificate_credentials_t server;
    gnutls_datum_t ticket_key;
} credentials;

typedef struct {
    const baseline *base;
    gnutls_datum_t cookie_key;
} gate;

static void free_credentials(void *pointer) {
    credentials *b = pointer;
    if (b->priority) gnutls_priority_deinit(b->priority);
    if (b->psk_client) gnutls_psk_free_client_credentials(b->psk_client);
    if (b->psk_server) gnutls_psk_free_server_credentials(b->psk_server);
    if (b->client) gnutls_certificate_free_credentials(b->client);
    if (b->server) gnutls_certificate_free_credentials(b->server);
    gnutls_free(b->ticket_key.data);
    free(b);
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

static void *make_psk(void) {
    credentials *b = calloc(1, sizeof *b);
    gnutls_datum_t key = {(unsigned char *)"0123456789abcdef", 16};
    if (!b) return NULL;
    if (gnutls_priority_init(&b->priority, "NONE:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+GROUP-ALL:+VERS-DTLS1.2:+PSK:+AES-128-CCM-8:+AEAD", NULL) < 0 ||
        gnutls_psk_allocate_client_credentials(&b->psk_client) < 0 ||
        gnutls_psk_allocate_server_credentials(&b->psk_server) < 0 ||
        gnutls_psk_set_client_credentials(b->psk_client, "device", &key, GNUTLS_PSK_KEY_RAW) < 0) {
        free_credentials(b);
        return NULL;
    }
    gnutls_psk_set_server_credentials_function(b->psk_server, find_key);
    return b;
}

static void *make_certificate(const uint8_t *certificate, size_t certificate_size, const uint8_t *key,
                                    size_t key_size, const uint8_t *anchor, size_t anchor_size) {
    credentials *b = calloc(1, sizeof *b);
    gnutls_datum_t chain = {(unsigned char *)certificate, (unsigned)certificate_size};
    gnutls_datum_t secret = {(unsigned char *)key, (unsigned)key_size};
    gnutls_datum_t trusted = {(unsigned char *)anchor, (unsigned)anchor_size};
    if (!b) return NULL;
    if (gnutls_priority_init(&b->priority, "NONE:+COMP-NULL:+CTYPE-X509:+SIGN-ALL:+GROUP-ALL:+VERS-TLS1.3:+ECDHE-ECDSA:+ECDHE-RSA:+AES-128-GCM:+AEAD", NULL) < 0 ||
        gnutls_certificate_allocate_credentials(&b->client) < 0 ||
        gnutls_certificate_allocate_credentials(&b->server) < 0 ||
        gnutls_certificate_set_x509_trust_mem(b->client, &trusted, GNUTLS_X509_FMT_DER) < 1 ||
        gnutls_certificate_set_x509_key_mem(b->server, &chain, &secret, GNUTLS_X509_FMT_DER) < 0) {
        free_credentials(b);
        return NULL;
    }
    return b;
}

static void *open_session(const baseline *b, int is_client) {
    const credentials *c = b->credentials;
    gnutls_session_t session = NULL;
    unsigned flags = (is_client ? GNUTLS_CLIENT : GNUTLS_SERVER) | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
    int status;
    if (gnutls_init(&session, flags | (b->is_datagram ? GNUTLS_DATAGRAM : 0)) < 0) return NULL;
    status = gnutls_priority_set(session, c->priority);
    if (is_client && status >= 0) status = gnutls_server_name_set(session, GNUTLS_NAME_DNS, "localhost", 9);
    if (b->is_datagram) {
        gnutls_dtls_set_mtu(session, mtu);
        if (status >= 0)
            status = gnutls_credentials_set(session, GNUTLS_CRD_PSK, is_client ? (void *)c->psk_client : (void *)c->psk_server);
    } else {
        if (is_client) gnutls_session_set_verify_cert(session, "localhost", 0);
        if (status >= 0) status = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, is_client ? c->client : c->server);
    }
    if (!is_client && c->ticket_key.data && status >= 0) status = gnutls_session_ticket_enable_server(session, &c->ticket_key);
    if (status >= 0) return session;
    gnutls_deinit(session);
    return NULL;
}

static int allow_tickets(void *pointer) {
    return gnutls_session_ticket_key_generate(&((credentials *)pointer)->ticket_key) < 0 ? -1 : 0;
}

static int save(void *session, baseline_session *saved) {
    gnutls_datum_t data;
    if (gnutls_session_get_data2(session, &data) < 0) return -1;
    saved->bytes = malloc(saved->size = data.size);
    if (saved->bytes) memcpy(saved->bytes, data.data, data.size);
    gnutls_free(data.data);
    return saved->bytes ? 0 : -1;
}

static int resume(void *session, const baseline_session *saved) {
    return gnutls_session_set_data(session, saved->bytes, saved->size);
}

static int is_resumed(void *session) { return gnutls_session_is_resumed(session); }

static void close_session(void *session) { gnutls_deinit(session); }

static int carry(void *session, transport *t) {
    gnutls_transport_set_ptr(session, t);
    gnutls_transport_set_push_function(session, t->push);
    gnutls_transport_set_pull_function(session, t->pull);
    gnutls_transport_set_pull_timeout_function(session, t->is_ready);
    return 0;
}

static int carry_descriptor(void *session, int descriptor) {
    gnutls_transport_set_int(session, descriptor);
    return 0;
}

static step shake_hands(void *session, transport *t) {
    for (;;) {
        int pulled = t->pulled, status = gnutls_handshake(session);
        if (status == 0) return step_done;
        if (gnutls_error_is_fatal(status)) return step_failed;
        t->is_overdue = 0;
        // It stops after each record of several that wait.
        if (status == GNUTLS_E_AGAIN && t->pulled == pulled)
            return gnutls_record_get_direction(session) ? step_wants_output : step_wants_input;
    }
}

static long milliseconds_left(void *session) { return gnutls_dtls_get_timeout(session); }

static int repeat(void *session, transport *t) {
    (void)session;
    t->is_overdue = 1;
    return 0;
}

static ssize_t outcome(ssize_t count) {
    if (count > 0) return count;
    return count == GNUTLS_E_AGAIN || count == GNUTLS_E_INTERRUPTED ? 0 : -1;
}

static ssize_t send_record(void *session, const void *data, size_t size) {
    return outcome(gnutls_record_send(session, data, size));
}

static ssize_t receive_record(void *session, void *data, size_t room) {
    return outcome(gnutls_record_recv(session, data, room));
}

static void say_goodbye(void *session) { gnutls_bye(session, GNUTLS_SHUT_WR); }

static void *make_gate(const baseline *b) {
    gate *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->base = b;
    if (gnutls_key_generate(&g->cookie_key, GNUTLS_COOKIE_KEY_SIZE) >= 0) return g;
    free(g);
    return NULL;
}

static void free_gate(void *pointer) {
    gate *g = pointer;
    gnutls_free(g->cookie_key.data);
    free(g);
}

static void *admit(void *pointer, transport *t, const struct sockaddr_in *peer, uint8_t *hello, size_t size) {
    gate *g = pointer;
    gnutls_dtls_prestate_st prestate = {0};
    int status = gnutls_dtls_cookie_verify(&g->cookie_key, (void *)peer, sizeof *peer, hello, size, &prestate);
    if (status == GNUTLS_E_BAD_COOKIE)
        gnutls_dtls_cookie_send(&g->cookie_key, (void *)peer, sizeof *peer, &prestate, t, t->push);
    if (status < 0) return NULL;
    gnutls_session_t session = open_session(g->base, 0);
    if (session) gnutls_dtls_prestate_set(session, &prestate);
    return session;
}

const library gnutls_library = {
    make_psk,    make_certificate,  free_credentials, open_session, close_session,  carry,       carry_descriptor,
    shake_hands, milliseconds_left, repeat,           send_record,  receive_record, say_goodbye, make_gate,
    free_gate,   admit,             allow_tickets,    save,         resume,         is_resumed,
};
#endif
