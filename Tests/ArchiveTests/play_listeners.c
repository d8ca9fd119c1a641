// What listeners are told besides, and what they tell.
#include <string.h>

#include "play.h"

static const secsock_error success = { .category = 0 };

static secsock_listener *any_listener(play_t *play) {
    size_t index = choose(&play->choices, PLAY_LISTENERS + 1);
    return index == PLAY_LISTENERS ? NULL : play->listeners[index];
}

static secsock_listener_settings *random_settings(play_t *play) {
    static const char *const hosts[] = { "127.0.0.1", "127.0.0.1", NULL, "::1", "192.0.2.1", "", "\xff" };
    secsock_listener_settings *settings = memory_get(&play->memory, sizeof(*settings));
    settings->size = chance(&play->choices, 16) ? choose(&play->choices, sizeof(*settings)) : sizeof(*settings);
    settings->host = CHOOSE_FROM(&play->choices, hosts);
    settings->options = chance(&play->choices, 3) ? play_options(play) : NULL;
    settings->half_open_handshakes = (uint32_t) choose(&play->choices, 3);
    settings->associations = chance(&play->choices, 3) ? UINT32_MAX : (uint32_t) choose(&play->choices, 3);
    settings->associations_per_address = (uint32_t) choose(&play->choices, 3);
    settings->handshake_time = chance(&play->choices, 3) ? UINT32_MAX : (uint32_t) choose(&play->choices, 30);
    settings->idle_time = (uint32_t) choose(&play->choices, 3);
    settings->reserved[1] = chance(&play->choices, 16);
    return settings;
}

static secsock_error create_with(play_t *play) {
    secsock_listener *listener = NULL;
    size_t index = choose(&play->choices, PLAY_LISTENERS), size = choose(&play->choices, 100);
    char *text = chance(&play->choices, 6) ? NULL : memory_get(&play->memory, size);
    bool has_place = !chance(&play->choices, 20);
    secsock_error error = secsock_listener_create_with(*play_context(play),
                                                       chance(&play->choices, 20) ? NULL : random_settings(play),
                                                       has_place ? &listener : NULL, text, text ? size : 0);
    play_expect(play, (error.category == 0) == (listener != NULL), "there is a listener where it was made");
    if (listener) {
        secsock_listener_destroy(&play->listeners[index]);
        play->listeners[index] = listener;
    }
    return error;
}

static secsock_error reload(play_t *play) {
    return secsock_listener_reload(any_listener(play), *play_context(play));
}

// From what another socket saved, from noise, or from what a storage has, which the new socket borrows.
static secsock_error restore(play_t *play) {
    slot_t *slot = play_slot(play);
    secsock_socket *socket = NULL;
    size_t length = 0;
    bytes_t noise = choose_bytes(&play->choices, &play->memory, 300);
    uint8_t *saved = memory_get(&play->memory, 4096);
    bool is_saved = secsock_socket_save_association(play_slot(play)->socket, saved, 4096, &length).category == 0;
    bool has_place = !chance(&play->choices, 20);
    play_empty(slot);
    secsock_error error = secsock_listener_restore(any_listener(play), is_saved ? saved : noise.bytes,
                                                   is_saved ? length : noise.count,
                                                   chance(&play->choices, 2) ? play_storage(play, &slot->association) : NULL,
                                                   has_place ? &socket : NULL);
    play_expect(play, (error.category == 0) == (socket != NULL), "there is a socket where one was restored");
    slot->socket = socket;
    return error;
}

static secsock_error count(play_t *play) {
    size_t room = sizeof(secsock_listener_counters) + choose(&play->choices, 8);
    secsock_listener_counters *counters = memory_get(&play->memory, room);
    secsock_listener *listener = any_listener(play);
    counters->size = chance(&play->choices, 2) ? sizeof(*counters) : choose(&play->choices, room + 1);
    secsock_error error = secsock_listener_counted(listener, chance(&play->choices, 20) ? NULL : counters);
    play_expect(play, error.category || counters->half_open <= counters->associations, "half-open ones are among all");
    return error;
}

static secsock_error ask(play_t *play) {
    secsock_listener *listener = any_listener(play);
    uint8_t description = (uint8_t) choose(&play->choices, 256);
    uint16_t port = 7;
    size_t size = choose(&play->choices, 80);
    char *text = memory_get(&play->memory, size);
    size_t length = secsock_listener_local_address(listener, text, size, &port);
    play_expect(play, !length == !port, "an address has a port");
    secsock_listener_error_text(listener, text, size);
    play_expect(play, secsock_listener_alerts_received(listener, description) < 1000, "few alerts came");
    play_expect(play, secsock_listener_alerts_sent(listener, description) < 1000, "few alerts were sent");
    return success;
}

const play_row_t play_listeners[] = {
    { "listener_create_with", 3, create_with },
    { "listener_reload", 1, reload },
    { "listener_restore", 2, restore },
    { "listener_counted", 1, count },
    { "listener's answers", 1, ask },
    { NULL, 0, NULL }
};
