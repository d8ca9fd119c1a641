// Contexts, sockets, listeners: made, set, and gone.
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "random_configuration.h"

static const secsock_error success = { .category = 0 };

static secsock_error create_context(play_t *play) {
    secsock_context *context = NULL;
    size_t index = choose(&play->choices, PLAY_CONTEXTS);
    const secsock_configuration *configuration =
            chance(&play->choices, 3) ? &play->settings[index % PLAY_KINDS].configuration
                                      : random_configuration(&play->choices, &play->memory, &play->callbacks);
    size_t size = choose(&play->choices, 100);
    char *text = chance(&play->choices, 6) ? NULL : memory_get(&play->memory, size);
    bool has_place = !chance(&play->choices, 20);
    secsock_error error = secsock_context_create(configuration, has_place ? &context : NULL, text, size);
    play_expect(play, (error.category == 0) == (context != NULL), "there is a context where it was made");
    if (context) {
        secsock_context_destroy(&play->contexts[index]);
        play->contexts[index] = context;
        play->ports[index] = configuration == &play->settings[index % PLAY_KINDS].configuration
                                     ? echo_server_port(play->servers[index % PLAY_KINDS]) : 0;
    }
    return error;
}

static secsock_error destroy_context(play_t *play) {
    secsock_context_destroy(chance(&play->choices, 10) ? NULL : play_context(play));
    return success;
}

static secsock_error create_socket(play_t *play) {
    slot_t *slot = play_slot(play);
    secsock_context **context = play_context(play);
    secsock_socket *socket = NULL;
    bool has_place = !chance(&play->choices, 20);
    secsock_error error = secsock_socket_create(*context, has_place ? &socket : NULL);
    play_expect(play, (error.category == 0) == (socket != NULL), "there is a socket where it was made");
    if (socket) {
        play_empty(slot);
        slot->socket = socket;
        slot->port = play->ports[context - play->contexts];
    }
    return error;
}

static secsock_error destroy_socket(play_t *play) {
    if (chance(&play->choices, 10)) {
        secsock_socket_destroy(NULL);
    } else {
        play_empty(play_slot(play));
    }
    return success;
}

static secsock_error set_handshake_timeouts(play_t *play) {
    static const uint32_t times[] = { 0, 49, 50, 100, 3600000, 3600001, UINT32_MAX };
    uint32_t minimum = CHOOSE_FROM(&play->choices, times);
    return secsock_socket_set_handshake_timeouts(play_slot(play)->socket, minimum, CHOOSE_FROM(&play->choices, times));
}

static secsock_error set_tlsa_records(play_t *play) {
    size_t count;
    secsock_tlsa_record *records = random_records(&play->choices, &play->memory, &count);
    bool takes_away = chance(&play->choices, 2);
    return secsock_socket_set_tlsa_records(play_slot(play)->socket, takes_away ? NULL : records,
                                           takes_away ? 0 : chance(&play->choices, 20) ? SIZE_MAX : count);
}

static secsock_error set_cipher_suite(play_t *play) {
    static const uint16_t suites[] = { 0, 0, 0, 0xc0a8, 0x1301, 0xc0ae, 0xffff };
    return secsock_socket_set_cipher_suite(play_slot(play)->socket, CHOOSE_FROM(&play->choices, suites));
}

// The buffer that was there is gone at once.
static secsock_error set_resumption_buffer(play_t *play) {
    slot_t *slot = play_slot(play);
    size_t size = choose(&play->choices, chance(&play->choices, 2) ? 8192 : 64);
    uint8_t *buffer = size ? calloc(1, size) : NULL;
    if (buffer && chance(&play->choices, 4)) {
        memset(buffer, 0x5a, size);
    }
    bool lies = chance(&play->choices, 10);
    secsock_error error = secsock_socket_set_resumption_buffer(slot->socket, chance(&play->choices, 10) ? NULL : buffer,
                                                               lies ? SIZE_MAX : size);
    void *gone = error.category ? buffer : slot->buffer;
    slot->buffer = error.category ? slot->buffer : buffer;
    free(gone);
    return error;
}

const secsock_storage *play_storage(play_t *play, storage_t *storage) {
    secsock_storage *functions = memory_get(&play->memory, sizeof(*functions));
    *functions = storage_functions(storage);
    functions->is_kept_current = (uint8_t) choose(&play->choices, 2);
    functions->omits_certificates = (uint8_t) choose(&play->choices, 2);
    storage->failure = chance(&play->choices, 6) ? (int) choose(&play->choices, 8) - 2 : 0;
    if (chance(&play->choices, 16)) {
        functions->load = NULL;
    }
    if (chance(&play->choices, 16)) {
        functions->size = choose(&play->choices, sizeof(*functions));
    }
    return chance(&play->choices, 4) ? NULL : functions;
}

static secsock_error set_session_storage(play_t *play) {
    slot_t *slot = play_slot(play);
    return secsock_socket_set_session_storage(slot->socket, play_storage(play, &slot->session));
}

static secsock_error set_association_storage(play_t *play) {
    slot_t *slot = play_slot(play);
    return secsock_socket_set_association_storage(slot->socket, play_storage(play, &slot->association));
}

static secsock_error create_listener(play_t *play) {
    static const char *const hosts[] = { "127.0.0.1", "127.0.0.1", NULL, "::1", "192.0.2.1", "", "not an address" };
    secsock_listener *listener = NULL;
    size_t index = choose(&play->choices, PLAY_LISTENERS);
    bool has_place = !chance(&play->choices, 20);
    secsock_error error = secsock_listener_create(*play_context(play), CHOOSE_FROM(&play->choices, hosts), 0,
                                                  has_place ? &listener : NULL);
    play_expect(play, (error.category == 0) == (listener != NULL), "there is a listener where it was made");
    if (listener) {
        secsock_listener_destroy(&play->listeners[index]);
        play->listeners[index] = listener;
    }
    return error;
}

static secsock_error cancel_listener(play_t *play) {
    secsock_listener_cancel(play->listeners[choose(&play->choices, PLAY_LISTENERS)]);
    return success;
}

static secsock_error destroy_listener(play_t *play) {
    size_t index = choose(&play->choices, PLAY_LISTENERS + 1);
    secsock_listener_destroy(index == PLAY_LISTENERS ? NULL : &play->listeners[index]);
    return success;
}

const play_row_t play_objects[] = {
    { "context_create", 5, create_context },
    { "context_destroy", 1, destroy_context },
    { "socket_create", 8, create_socket },
    { "socket_destroy", 1, destroy_socket },
    { "set_handshake_timeouts", 1, set_handshake_timeouts },
    { "set_tlsa_records", 1, set_tlsa_records },
    { "set_cipher_suite", 1, set_cipher_suite },
    { "set_resumption_buffer", 6, set_resumption_buffer },
    { "set_session_storage", 2, set_session_storage },
    { "set_association_storage", 2, set_association_storage },
    { "listener_create", 3, create_listener },
    { "listener_cancel", 1, cancel_listener },
    { "listener_destroy", 1, destroy_listener },
    { NULL, 0, NULL }
};
