#ifdef WITH_OPENSSL
#include "library.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    SSL_CTX *client, *server;
} credentials;

typedef struct {
    const baseline *base;
    SSL *listening;
    BIO_ADDR *address;
    // Whose hello came last: the library asks for the cookie once more when the handshake begins, which is before the next hello.
    struct sockaddr_in peer;
    uint8_t secret[32];
} gate;

// A BIO that keeps datagrams whole, which the library's own memory BIO does not.

static int bio_write(BIO *bio, const char *data, int size) {
    transport *t = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    int count = (int)t->push(t, data, (size_t)size);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
    return count;
}

static int bio_read(BIO *bio, char *data, int room) {
    transport *t = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    int count = (int)t->pull(t, data, (size_t)room);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
    return count;
}

static long bio_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static int bio_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

// One for all sessions.
static BIO_METHOD *method;

static BIO_METHOD *make_method(void) {
    if (method) return method;
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "transport");
    if (!method) return NULL;
    BIO_meth_set_write(method, bio_write);
    BIO_meth_set_read(method, bio_read);
    BIO_meth_set_ctrl(method, bio_control);
    BIO_meth_set_create(method, bio_create);
    return method;
}

static unsigned client_key(SSL *ssl, const char *hint, char *identity, unsigned longest_identity, unsigned char *key,
                           unsigned longest_key) {
    (void)ssl, (void)hint;
    if (longest_identity < sizeof "device" || longest_key < 16) return 0;
    memcpy(identity, "device", sizeof "device");
    memcpy(key, "0123456789abcdef", 16);
    return 16;
}

static unsigned server_key(SSL *ssl, const char *identity, unsigned char *key, unsigned longest_key) {
    (void)ssl;
    if (strcmp(identity, "device") || longest_key < 16) return 0;
    memcpy(key, "0123456789abcdef", 16);
    return 16;
}

static int make_cookie(SSL *ssl, unsigned char *cookie, unsigned *size) {
    gate *g = SSL_get_app_data(ssl);
    return HMAC(EVP_sha256(), g->secret, sizeof g->secret, (void *)&g->peer, sizeof g->peer, cookie, size) != NULL;
}

static int check_cookie(SSL *ssl, const unsigned char *cookie, unsigned size) {
    unsigned char own[EVP_MAX_MD_SIZE];
    unsigned own_size = 0;
    return make_cookie(ssl, own, &own_size) && size == own_size && !CRYPTO_memcmp(own, cookie, size);
}

static void free_credentials(void *pointer) {
    credentials *c = pointer;
    SSL_CTX_free(c->client);
    SSL_CTX_free(c->server);
    free(c);
}

// The same options as the library under test.
static SSL_CTX *make_context(const SSL_METHOD *method, int version) {
    SSL_CTX *context = SSL_CTX_new(method);
    if (!context) return NULL;
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_QUERY_MTU | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    // A stream is read as far as it has come, as the library under test does.
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    return context;
}

static credentials *make_credentials(const SSL_METHOD *method, int version) {
    credentials *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->client = make_context(method, version);
    c->server = make_context(method, version);
    if (c->client && c->server && make_method()) return c;
    free_credentials(c);
    return NULL;
}

static void *make_psk(void) {
    credentials *c = make_credentials(DTLS_method(), DTLS1_2_VERSION);
    if (!c) return NULL;
    SSL_CTX_set_psk_client_callback(c->client, client_key);
    SSL_CTX_set_psk_server_callback(c->server, server_key);
    SSL_CTX_set_cookie_generate_cb(c->server, make_cookie);
    SSL_CTX_set_cookie_verify_cb(c->server, check_cookie);
    // A tag of 64 bits is below each level but this.
    SSL_CTX_set_security_level(c->client, 0);
    SSL_CTX_set_security_level(c->server, 0);
    if (SSL_CTX_set_cipher_list(c->client, "PSK-AES128-CCM8") && SSL_CTX_set_cipher_list(c->server, "PSK-AES128-CCM8"))
        return c;
    free_credentials(c);
    return NULL;
}

static void *make_certificate(const uint8_t *certificate, size_t certificate_size, const uint8_t *key, size_t key_size,
                              const uint8_t *anchor, size_t anchor_size) {
    credentials *c = make_credentials(TLS_method(), TLS1_3_VERSION);
    if (!c) return NULL;
    X509 *trusted = d2i_X509(NULL, &anchor, (long)anchor_size);
    X509 *own = d2i_X509(NULL, &certificate, (long)certificate_size);
    EVP_PKEY *secret = d2i_AutoPrivateKey(NULL, &key, (long)key_size);
    int is_made = trusted && own && secret && X509_STORE_add_cert(SSL_CTX_get_cert_store(c->client), trusted) &&
                  SSL_CTX_use_cert_and_key(c->server, own, secret, NULL, 1) &&
                  SSL_CTX_set_ciphersuites(c->client, "TLS_AES_128_GCM_SHA256") &&
                  SSL_CTX_set_ciphersuites(c->server, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_verify(c->client, SSL_VERIFY_PEER, NULL);
    X509_free(trusted);
    X509_free(own);
    EVP_PKEY_free(secret);
    if (is_made) return c;
    free_credentials(c);
    return NULL;
}

static void *open_session(const baseline *b, int is_client) {
    const credentials *c = b->credentials;
    SSL *ssl = SSL_new(is_client ? c->client : c->server);
    if (!ssl) return NULL;
    if (is_client) SSL_set_connect_state(ssl);
    else SSL_set_accept_state(ssl);
    if (b->is_datagram) SSL_set_mtu(ssl, mtu);
    if ((!is_client || SSL_set_tlsext_host_name(ssl, "localhost")) &&
        (!is_client || b->is_datagram || SSL_set1_host(ssl, "localhost")))
        return ssl;
    SSL_free(ssl);
    return NULL;
}

static int allow_tickets(void *pointer) {
    credentials *c = pointer;
    SSL_CTX_clear_options(c->client, SSL_OP_NO_TICKET);
    SSL_CTX_clear_options(c->server, SSL_OP_NO_TICKET);
    return SSL_CTX_set_num_tickets(c->server, 1) ? 0 : -1;
}

static int save(void *ssl, baseline_session *saved) {
    SSL_SESSION *session = SSL_get_session(ssl);
    int size = session ? i2d_SSL_SESSION(session, NULL) : 0;
    unsigned char *end = size > 0 ? malloc((size_t)size) : NULL;
    saved->bytes = end;
    saved->size = (size_t)size;
    return end && i2d_SSL_SESSION(session, &end) == size ? 0 : -1;
}

static int resume(void *ssl, const baseline_session *saved) {
    const unsigned char *bytes = saved->bytes;
    SSL_SESSION *session = d2i_SSL_SESSION(NULL, &bytes, (long)saved->size);
    int status = session && SSL_set_session(ssl, session) ? 0 : -1;
    SSL_SESSION_free(session);
    return status;
}

static int is_resumed(void *ssl) { return SSL_session_reused(ssl); }

static void close_session(void *ssl) { SSL_free(ssl); }

static int carry(void *ssl, transport *t) {
    BIO *bio = SSL_get_rbio(ssl);
    if (!bio) {
        if (!(bio = BIO_new(method))) return -1;
        SSL_set_bio(ssl, bio, bio);
    }
    BIO_set_data(bio, t);
    return 0;
}

static int carry_descriptor(void *ssl, int descriptor) { return SSL_set_fd(ssl, descriptor) ? 0 : -1; }

static step shake_hands(void *ssl, transport *t) {
    (void)t;
    ERR_clear_error();
    int status = SSL_do_handshake(ssl);
    if (status == 1) return step_done;
    switch (SSL_get_error(ssl, status)) {
    case SSL_ERROR_WANT_READ: return step_wants_input;
    case SSL_ERROR_WANT_WRITE: return step_wants_output;
    default: return step_failed;
    }
}

static long milliseconds_left(void *ssl) {
    struct timeval left;
    // Until its first flight it has no timer.
    if (!DTLSv1_get_timeout(ssl, &left)) return 30000;
    return left.tv_sec * 1000 + (left.tv_usec + 999) / 1000;
}

static int repeat(void *ssl, transport *t) {
    (void)t;
    return DTLSv1_handle_timeout(ssl) < 0 ? -1 : 0;
}

static ssize_t outcome(SSL *ssl, int status, size_t count) {
    if (status == 1) return (ssize_t)count;
    int error = SSL_get_error(ssl, status);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static ssize_t send_record(void *ssl, const void *data, size_t size) {
    size_t count = 0;
    ERR_clear_error();
    return outcome(ssl, SSL_write_ex(ssl, data, size, &count), count);
}

static ssize_t receive_record(void *ssl, void *data, size_t room) {
    size_t count = 0;
    ERR_clear_error();
    return outcome(ssl, SSL_read_ex(ssl, data, room, &count), count);
}

static void say_goodbye(void *ssl) {
    SSL_shutdown(ssl);
    ERR_clear_error();
}

static void free_gate(void *pointer) {
    gate *g = pointer;
    SSL_free(g->listening);
    BIO_ADDR_free(g->address);
    free(g);
}

static void *make_gate(const baseline *b) {
    gate *g = calloc(1, sizeof *g);
    if (!g) return NULL;
    g->base = b;
    g->address = BIO_ADDR_new();
    if (g->address && RAND_bytes(g->secret, sizeof g->secret) == 1) return g;
    free_gate(g);
    return NULL;
}

static void *admit(void *pointer, transport *t, const struct sockaddr_in *peer, uint8_t *hello, size_t size) {
    gate *g = pointer;
    // The transport gives it the hello.
    (void)hello, (void)size;
    if (!g->listening && !(g->listening = open_session(g->base, 0))) return NULL;
    SSL *ssl = g->listening;
    if (carry(ssl, t) < 0) return NULL;
    SSL_set_app_data(ssl, g);
    g->peer = *peer;
    int status = DTLSv1_listen(ssl, g->address);
    ERR_clear_error();
    if (status <= 0) return NULL;
    g->listening = NULL;
    return ssl;
}

const library openssl_library = {
    make_psk,    make_certificate,  free_credentials, open_session, close_session,  carry,       carry_descriptor,
    shake_hands, milliseconds_left, repeat,           send_record,  receive_record, say_goodbye, make_gate,
    free_gate,   admit,             allow_tickets,    save,         resume,         is_resumed,
};
#endif
