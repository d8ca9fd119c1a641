#include "pair.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void setting_clear(setting_t *setting, uint32_t kind) {
    memset(setting, 0, sizeof(*setting));
    setting->configuration.size = sizeof(setting->configuration);
    setting->configuration.kind = kind;
    // Under valgrind a flight takes more than a second, and nothing is lost here.
    setting->configuration.minimum_handshake_timeout = PAIR_LIMIT;
    setting->configuration.maximum_handshake_timeout = PAIR_LIMIT;
}

void setting_with_certificate(setting_t *setting, uint32_t kind, const char *name) {
    char file[64];
    setting_clear(setting, kind);
    setting->configuration.ignores_system_trust_store = 1;
    setting->configuration.client_certificate = SECSOCK_CLIENT_CERTIFICATE_REQUESTED;
    setting->configuration.trust_anchors.kind = SECSOCK_SOURCE_FILE;
    setting->configuration.trust_anchors.data = certificate_path("ca.pem");
    if (!name) {
        return;
    }
    setting->certificate.size = sizeof(setting->certificate);
    setting->certificate.chain.kind = SECSOCK_SOURCE_FILE;
    snprintf(file, sizeof(file), "%s.pem", name);
    setting->certificate.chain.data = certificate_path(file);
    setting->certificate.private_key.kind = SECSOCK_SOURCE_FILE;
    snprintf(file, sizeof(file), "%s.key.pem", name);
    setting->certificate.private_key.data = certificate_path(file);
    setting->configuration.certificate = &setting->certificate;
}

void setting_with_key(setting_t *setting, uint32_t kind) {
    setting_clear(setting, kind);
    setting->psk.size = sizeof(setting->psk);
    setting->psk.identity = "device";
    setting->psk.identity_size = strlen("device");
    setting->psk.key = "0123456789abcdef";
    setting->psk.key_size = strlen("0123456789abcdef");
    setting->configuration.psk = &setting->psk;
}

secsock_context *setting_context(const setting_t *setting) {
    secsock_context *context = NULL;
    char text[256] = "";
    secsock_error error = secsock_context_create(&setting->configuration, &context, text, sizeof(text));
    if (!test_check(error.category == 0 && context, "the configuration can be used", __FILE__, __LINE__)) {
        printf("    %s\n", text);
    }
    return context;
}

bool pair_create(pair_t *pair, const setting_t *client, const setting_t *server) {
    const setting_t *settings[2] = { client, server };
    memset(pair, 0, sizeof(*pair));
    pair->kind = client->configuration.kind;
    for (int i = 0; i < 2; ++i) {
        secsock_context *context = setting_context(settings[i]);
        secsock_socket_create(context, &pair->sockets[i]);
        secsock_context_destroy(&context); // the socket goes on
        secsock_socket_set_receive_timeout(pair->sockets[i], PAIR_LIMIT);
    }
    return test_check(pair->sockets[0] && pair->sockets[1], "both sockets are there", __FILE__, __LINE__);
}

void pair_destroy(pair_t *pair) {
    secsock_socket_destroy(&pair->sockets[PAIR_CLIENT]);
    secsock_socket_destroy(&pair->sockets[PAIR_SERVER]);
    wire_destroy(pair->wire);
    pair->wire = NULL;
}

static void shake(pair_t *pair, int end, const secsock_transport *transport) {
    uint32_t role = end == PAIR_CLIENT ? SECSOCK_CLIENT : SECSOCK_SERVER;
    pair->errors[end] = secsock_socket_handshake(pair->sockets[end], transport, role,
                                                 end == PAIR_CLIENT ? "localhost" : NULL, PAIR_LIMIT);
    if (pair->errors[end].category) {
        transport->shutdown(transport->context); // so that the other end does not wait
    }
}

struct server {
    pair_t *pair;
    const secsock_transport *transport;
};

static void *serve(void *server_) {
    struct server *server = server_;
    shake(server->pair, PAIR_SERVER, server->transport);
    return NULL;
}

bool pair_shake_hands(pair_t *pair) {
    pthread_t thread;
    secsock_transport transports[2];
    secsock_socket_close(pair->sockets[PAIR_CLIENT]);
    secsock_socket_close(pair->sockets[PAIR_SERVER]);
    wire_destroy(pair->wire);
    pair->wire = wire_create(pair->kind);
    for (int i = 0; i < 2; ++i) {
        transports[i] = wire_transport(pair->wire, i);
    }
    struct server server = { pair, &transports[PAIR_SERVER] };
    if (pthread_create(&thread, NULL, serve, &server)) {
        return false;
    }
    shake(pair, PAIR_CLIENT, &transports[PAIR_CLIENT]);
    pthread_join(thread, NULL);
    return pair->errors[PAIR_CLIENT].category == 0 && pair->errors[PAIR_SERVER].category == 0;
}

bool pair_goes_on(pair_t *pair) {
    secsock_transport transport = wire_transport(pair->wire, PAIR_CLIENT);
    shake(pair, PAIR_CLIENT, &transport);
    return pair->errors[PAIR_CLIENT].category == 0;
}

static bool sends(secsock_socket *sender, secsock_socket *receiver, const char *text) {
    char bytes[64];
    size_t received = 0;
    uint8_t has_ended = 0;
    return secsock_socket_send(sender, text, strlen(text)).category == 0
           && secsock_socket_receive(receiver, bytes, sizeof(bytes), &received, &has_ended).category == 0
           && !has_ended && received == strlen(text) && memcmp(bytes, text, received) == 0;
}

bool pair_echoes(pair_t *pair) {
    return sends(pair->sockets[PAIR_CLIENT], pair->sockets[PAIR_SERVER], "hello")
           && sends(pair->sockets[PAIR_SERVER], pair->sockets[PAIR_CLIENT], "hello to you");
}
