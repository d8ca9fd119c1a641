// What sockets and contexts tell besides, and the options of sockets.
#include <string.h>

#include "play.h"

static const secsock_error success = { .category = 0 };

const secsock_options *play_options(play_t *play) {
    static const char *const interfaces[] = { NULL, NULL, "lo", "no-such-one", "", "of more than 15 bytes", "\xc3" };
    static const uint8_t families[] = { 0, 0, 4, 6, 5 };
    secsock_options *options = memory_get(&play->memory, sizeof(*options));
    options->size = chance(&play->choices, 16) ? choose(&play->choices, sizeof(*options)) : sizeof(*options);
    options->network_interface = CHOOSE_FROM(&play->choices, interfaces);
    options->family = CHOOSE_FROM(&play->choices, families);
    options->preferred_family = CHOOSE_FROM(&play->choices, families);
    options->address_reuse = (uint8_t) choose(&play->choices, 4);
    options->differentiated_services = (uint8_t) choose(&play->choices, 70);
    options->has_priority = chance(&play->choices, 2);
    options->priority = (uint8_t) choose(&play->choices, 8);
    return options;
}

static secsock_error set_options(play_t *play) {
    return secsock_socket_set_options(play_slot(play)->socket, chance(&play->choices, 2) ? NULL : play_options(play));
}

static secsock_error set_preferred_endpoint(play_t *play) {
    static const char *const hosts[] = { "127.0.0.1", NULL, "", "::1", "localhost", "fe80::1%lo", "\xff\xfe" };
    return secsock_socket_set_preferred_endpoint(play_slot(play)->socket, CHOOSE_FROM(&play->choices, hosts),
                                                 (uint16_t) choose(&play->choices, 3));
}

static secsock_error ask_addresses(play_t *play) {
    static size_t (*const asks[])(secsock_socket *, char *, size_t, uint16_t *) = {
        secsock_socket_local_address, secsock_socket_remote_address, secsock_socket_preferred_endpoint
    };
    size_t size = choose(&play->choices, 60);
    char *text = chance(&play->choices, 8) ? NULL : memory_get(&play->memory, size);
    uint16_t port = 7;
    size_t length = CHOOSE_FROM(&play->choices, asks)(play_slot(play)->socket, text, text ? size : 0,
                                                      chance(&play->choices, 4) ? NULL : &port);
    play_expect(play, length < 64, "no address is that long");
    play_expect(play, length || !port || port == 7, "no address has no port");
    return success;
}

static secsock_error ask_texts(play_t *play) {
    static size_t (*const asks[])(secsock_socket *, char *, size_t) = {
        secsock_socket_server_name, secsock_socket_resumption_text, secsock_socket_why_not_restored_text
    };
    secsock_socket *socket = play_slot(play)->socket;
    size_t size = choose(&play->choices, 100);
    char *text = memory_get(&play->memory, size);
    size_t length = CHOOSE_FROM(&play->choices, asks)(socket, text, size);
    play_expect(play, !size || strnlen(text, size) < size, "a text ends within its room");
    play_expect(play, length < 4096, "no such text is that long");
    play_expect(play, secsock_socket_why_not_restored(socket) <= SECSOCK_NOT_RESTORED_REFUSED, "a reason of the header");
    return success;
}

static secsock_error ask_bytes(play_t *play) {
    static size_t (*const asks[])(secsock_socket *, void *, size_t) = {
        secsock_socket_peer_public_key, secsock_socket_connection_id, secsock_socket_peer_connection_id
    };
    size_t size = choose(&play->choices, 300);
    void *bytes = chance(&play->choices, 8) ? NULL : memory_get(&play->memory, size);
    size_t length = CHOOSE_FROM(&play->choices, asks)(play_slot(play)->socket, bytes, bytes ? size : 0);
    play_expect(play, length < 1 << 16, "no key is that long");
    return success;
}

static secsock_error ask_resumption(play_t *play) {
    size_t room = sizeof(secsock_resumption) + choose(&play->choices, 8);
    secsock_resumption *resumption = memory_get(&play->memory, room);
    resumption->size = chance(&play->choices, 2) ? sizeof(*resumption) : choose(&play->choices, room + 1);
    secsock_error error = secsock_socket_resumption(play_slot(play)->socket, chance(&play->choices, 20) ? NULL : resumption);
    play_expect(play, error.category || !resumption->is_resumed || !resumption->why_not, "resumed, or a reason why not");
    return error;
}

static secsock_error ask_counters(play_t *play) {
    secsock_connection_id_counters *counters = memory_get(&play->memory, sizeof(*counters));
    counters->size = chance(&play->choices, 8) ? choose(&play->choices, sizeof(*counters)) : sizeof(*counters);
    return secsock_socket_connection_id_counted(play_slot(play)->socket, chance(&play->choices, 20) ? NULL : counters);
}

static secsock_error save_association(play_t *play) {
    size_t length = 0;
    bytes_t bytes = choose_bytes(&play->choices, &play->memory, 3000);
    return secsock_socket_save_association_without_certificates(play_slot(play)->socket, bytes.bytes, bytes.count,
                                                                chance(&play->choices, 20) ? NULL : &length);
}

static secsock_error ask_context(play_t *play) {
    secsock_context *context = chance(&play->choices, 10) ? NULL : *play_context(play);
    size_t size = choose(&play->choices, 4000), capacity = choose(&play->choices, 8);
    char *text = memory_get(&play->memory, size);
    uint16_t *suites = memory_get(&play->memory, capacity * sizeof(*suites));
    secsock_context_findings(context, (uint32_t) choose(&play->choices, 4), text, size);
    secsock_context_parameters(context, text, size);
    play_expect(play, !context == !secsock_context_cipher_suites(context, suites, capacity), "a context has suites");
    return success;
}

const play_row_t play_questions[] = {
    { "set_options", 1, set_options },
    { "set_preferred_endpoint", 1, set_preferred_endpoint },
    { "addresses", 2, ask_addresses },
    { "more texts", 2, ask_texts },
    { "more bytes", 2, ask_bytes },
    { "resumption", 2, ask_resumption },
    { "counters", 1, ask_counters },
    { "save_association_without_certificates", 1, save_association },
    { "contexts", 2, ask_context },
    { NULL, 0, NULL }
};
