// What the library and its sockets tell, in any state and with any room for it.
#include <string.h>

#include "play.h"

static const secsock_error success = { .category = 0 };

// What was written ends within its room; the length is that of the whole.
static void check_text(play_t *play, const char *text, size_t size, size_t length) {
    play_expect(play, length < 1 << 20, "no text is longer than a megabyte");
    if (text && size) {
        size_t written = strnlen(text, size);
        play_expect(play, written == (length < size ? length : size - 1), "a text has its length, or fills its room");
    }
}

static secsock_error ask_texts(play_t *play) {
    static size_t (*const asks[])(secsock_socket *, char *, size_t) = {
        secsock_socket_error_text, secsock_socket_verification_report, secsock_socket_application_protocol
    };
    size_t size = choose(&play->choices, chance(&play->choices, 2) ? 4000 : 20);
    char *text = chance(&play->choices, 8) ? NULL : memory_get(&play->memory, size);
    if (text) {
        memset(text, 'x', size);
    }
    check_text(play, text, size, CHOOSE_FROM(&play->choices, asks)(play_slot(play)->socket, text, size));
    return success;
}

static secsock_error ask_library(play_t *play) {
    size_t size = choose(&play->choices, 100);
    char *text = memory_get(&play->memory, size);
    secsock_error error = { .category = (uint16_t) choose(&play->choices, 65536) };
    if (chance(&play->choices, 2)) {
        static const uint16_t categories[] = {
            0, SECSOCK_CATEGORY_ALERT, SECSOCK_CATEGORY_LIBRARY, SECSOCK_CATEGORY_SYSTEM
        };
        error.category = CHOOSE_FROM(&play->choices, categories);
    }
    error.code = (uint16_t) choose(&play->choices, 65536);
    error.reason = (uint16_t) choose(&play->choices, 60);
    error.sent_alert = (uint16_t) choose(&play->choices, 1024);
    check_text(play, text, size, secsock_error_text(error, text, size));
    check_text(play, text, size, secsock_library(text, size));
    check_text(play, text, size, secsock_cipher_suite_name((uint16_t) choose(&play->choices, 65536), text, size));
    play_expect(play, secsock_version() == SECSOCK_VERSION, "header and library have one version");
    play_expect(play, secsock_features() & SECSOCK_FEATURE_DTLS12, "there is DTLS 1.2");
    return success;
}

static secsock_error ask_bytes(play_t *play) {
    secsock_socket *socket = play_slot(play)->socket;
    size_t size = choose(&play->choices, 1000);
    void *bytes = chance(&play->choices, 8) ? NULL : memory_get(&play->memory, size);
    size_t index = chance(&play->choices, 4) ? SIZE_MAX : choose(&play->choices, 3);
    play_expect(play, secsock_socket_peer_certificate(socket, index, bytes, size) < 1 << 20,
                "no certificate is that long");
    play_expect(play, secsock_socket_psk_identity(socket, bytes, size) < 1 << 20, "no identity is that long");
    return success;
}

static bool is_flag(int answer) {
    return answer == 0 || answer == 1;
}

static secsock_error ask_numbers(play_t *play) {
    secsock_socket *socket = play_slot(play)->socket;
    play_expect(play, secsock_socket_state(socket) <= SECSOCK_STATE_CONNECTED, "a state is one of those of the header");
    play_expect(play, secsock_socket_inner_mtu(socket) <= 16384, "no more than a record is carried");
    play_expect(play, secsock_socket_descriptor(socket) >= -1, "a descriptor or -1");
    play_expect(play, is_flag(secsock_socket_is_session_resumed(socket)), "whether a session was resumed");
    play_expect(play, is_flag(secsock_socket_is_connection_id_resumed(socket)), "whether an association went on");
    play_expect(play, is_flag(secsock_socket_has_buffered_data(socket)), "whether there is data");
    play_expect(play, secsock_socket_last_received_alert(socket) >> 8 <= 2, "an alert has level 1 or 2");
    play_expect(play, secsock_socket_last_sent_alert(socket) >> 8 <= 2, "an alert has level 1 or 2");
    return success;
}

static secsock_error ask_negotiated(play_t *play) {
    size_t room = sizeof(secsock_negotiated) + choose(&play->choices, 8);
    secsock_negotiated *negotiated = memory_get(&play->memory, room);
    negotiated->size = chance(&play->choices, 2) ? sizeof(*negotiated) : choose(&play->choices, room + 1);
    return secsock_socket_negotiated(play_slot(play)->socket, chance(&play->choices, 20) ? NULL : negotiated);
}

const play_row_t play_answers[] = {
    { "texts", 3, ask_texts },
    { "the library", 1, ask_library },
    { "bytes", 2, ask_bytes },
    { "numbers", 3, ask_numbers },
    { "negotiated", 2, ask_negotiated },
    { NULL, 0, NULL }
};
