// Bytes that go, the ends of connections, and associations that are saved.
#include <string.h>

#include "play.h"

static const secsock_error success = { .category = 0 };

static secsock_error send_bytes(play_t *play) {
    bytes_t bytes = choose_bytes(&play->choices, &play->memory, chance(&play->choices, 8) ? 40000 : 300);
    return secsock_socket_send(play_slot(play)->socket, bytes.bytes, bytes.count);
}

static secsock_error receive_bytes(play_t *play) {
    size_t received = 0;
    uint8_t has_ended = 7;
    bool has_place = !chance(&play->choices, 20);
    bytes_t bytes = choose_bytes(&play->choices, &play->memory, 200);
    secsock_error error = secsock_socket_receive(play_slot(play)->socket, bytes.bytes, bytes.count,
                                                 has_place ? &received : NULL,
                                                 chance(&play->choices, 3) ? NULL : &has_ended);
    play_expect(play, received <= 200, "no more is received than there is room for");
    play_expect(play, has_ended <= 1 || has_ended == 7, "the end is 0 or 1");
    return error;
}

static secsock_error set_receive_timeout(play_t *play) {
    // What waits for ever would, here.
    static const int64_t times[] = { 0, 1, 5, 20 };
    return secsock_socket_set_receive_timeout(play_slot(play)->socket, CHOOSE_FROM(&play->choices, times));
}

static secsock_error set_send_timeout(play_t *play) {
    static const int64_t times[] = { 0, 1, 20, INT64_MAX, INT64_MIN };
    return secsock_socket_set_send_timeout(play_slot(play)->socket, CHOOSE_FROM(&play->choices, times));
}

static secsock_error close_socket(play_t *play) {
    return secsock_socket_close(play_slot(play)->socket);
}

static secsock_error suspend(play_t *play) {
    return secsock_socket_suspend(play_slot(play)->socket);
}

static secsock_error shut_down(play_t *play) {
    return secsock_socket_shutdown(play_slot(play)->socket);
}

static secsock_error cancel(play_t *play) {
    secsock_socket_cancel(play_slot(play)->socket);
    return success;
}

static secsock_error save_association(play_t *play) {
    size_t length = 0;
    bytes_t bytes = choose_bytes(&play->choices, &play->memory, 3000);
    return secsock_socket_save_association(play_slot(play)->socket, bytes.bytes, bytes.count,
                                           chance(&play->choices, 20) ? NULL : &length);
}

// What one socket saved goes to any other one, or to itself while it still has the association; or noise does.
static secsock_error restore_association(play_t *play) {
    size_t length = 0;
    bytes_t bytes = choose_bytes(&play->choices, &play->memory, 400);
    uint8_t *saved = memory_get(&play->memory, 4096);
    secsock_socket *socket = play_slot(play)->socket;
    if (secsock_socket_save_association(play_slot(play)->socket, saved, 4096, &length).category == 0) {
        if (chance(&play->choices, 3)) {
            saved[choose(&play->choices, length)] ^= 1;
        }
        return secsock_socket_restore_association(socket, saved, chance(&play->choices, 8) ? length - 1 : length);
    }
    return secsock_socket_restore_association(socket, bytes.bytes, bytes.count);
}

static secsock_error wipe(play_t *play) {
    static const uint8_t zero[64] = { 0 };
    size_t size = choose(&play->choices, sizeof(zero));
    uint8_t *bytes = memory_get(&play->memory, size);
    memset(bytes, 1, size);
    secsock_wipe(bytes, size);
    play_expect(play, memcmp(bytes, zero, size) == 0, "what is wiped is 0");
    secsock_wipe(NULL, size);
    return success;
}

const play_row_t play_transfers[] = {
    { "send", 8, send_bytes },
    { "receive", 8, receive_bytes },
    { "set_receive_timeout", 1, set_receive_timeout },
    { "set_send_timeout", 1, set_send_timeout },
    { "close", 3, close_socket },
    { "suspend", 3, suspend },
    { "shutdown", 1, shut_down },
    { "cancel", 1, cancel },
    { "save_association", 2, save_association },
    { "restore_association", 3, restore_association },
    { "wipe", 1, wipe },
    { NULL, 0, NULL }
};
