#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t ticket_key[64] = { 7, 8, 9 };

// Datagrams with a key and connection IDs, a stream with a key and tickets, and both with certificates.
static void make_setting(setting_t *setting, int kind) {
    uint32_t transport = kind % 2 ? SECSOCK_STREAM : SECSOCK_DATAGRAM;
    if (kind < 2) {
        setting_with_key(setting, transport);
    } else {
        setting_with_certificate(setting, transport, "server");
        setting->configuration.skips_name_check = 1;
        setting->configuration.client_certificate = SECSOCK_CLIENT_CERTIFICATE_NONE;
    }
    setting->configuration.uses_connection_ids = kind == 0;
    setting->configuration.connection_id_length = kind == 0 ? 4 : 0;
    if (kind) {
        setting->configuration.ticket_key = ticket_key;
        setting->configuration.ticket_key_size = sizeof(ticket_key);
    }
}

bool play_create(play_t *play) {
    memset(play, 0, sizeof(*play));
    for (int i = 0; i < PLAY_KINDS; ++i) {
        make_setting(&play->settings[i], i);
        play->servers[i] = echo_server_create(&play->settings[i]);
        if (!play->servers[i]) {
            return false;
        }
    }
    return true;
}

void play_destroy(play_t *play) {
    for (int i = 0; i < PLAY_KINDS; ++i) {
        echo_server_destroy(play->servers[i]);
    }
}

slot_t *play_slot(play_t *play) {
    return &play->slots[choose(&play->choices, PLAY_SOCKETS)];
}

secsock_context **play_context(play_t *play) {
    return &play->contexts[choose(&play->choices, PLAY_CONTEXTS)];
}

void play_empty(slot_t *slot) {
    secsock_socket_destroy(&slot->socket);
    free(slot->buffer);
    slot->buffer = NULL;
    storage_free(&slot->session);
    storage_free(&slot->association);
    slot->port = 0;
}

void play_expect(play_t *play, bool holds, const char *what) {
    if (!holds) {
        printf("    does not hold: %s\n", what);
        play->has_failed = true;
    }
}

// A context for each server, as far as there is none, and a socket on it.
static void begin(play_t *play) {
    for (int i = 0; i < PLAY_KINDS; ++i) {
        play->contexts[i] = setting_context(&play->settings[i]);
        play->ports[i] = echo_server_port(play->servers[i]);
        play_expect(play, secsock_socket_create(play->contexts[i], &play->slots[i].socket).category == 0, "a socket");
        play->slots[i].port = play->ports[i];
    }
}

static void end(play_t *play) {
    for (int i = 0; i < PLAY_SOCKETS; ++i) {
        play_empty(&play->slots[i]);
    }
    for (int i = 0; i < PLAY_LISTENERS; ++i) {
        secsock_listener_destroy(&play->listeners[i]);
    }
    for (int i = 0; i < PLAY_CONTEXTS; ++i) {
        secsock_context_destroy(&play->contexts[i]);
    }
}

static const play_row_t *choose_row(play_t *play) {
    static const play_row_t *const tables[] = {
        play_objects, play_connections, play_transfers, play_answers, play_questions, play_listeners
    };
    const play_row_t *table = CHOOSE_FROM(&play->choices, tables);
    unsigned sum = 0;
    for (const play_row_t *row = table; row->name; ++row) {
        sum += row->weight;
    }
    unsigned left = (unsigned) choose(&play->choices, sum);
    while (left >= table->weight) {
        left -= table->weight;
        ++table;
    }
    return table;
}

static bool is_well_formed(secsock_error error) {
    bool is_known = error.category == SECSOCK_CATEGORY_ALERT || error.category == SECSOCK_CATEGORY_LIBRARY
                    || error.category == SECSOCK_CATEGORY_SYSTEM;
    return error.category == SECSOCK_CATEGORY_NONE ? !error.code && !error.reason && !error.sent_alert
                                                   : is_known && error.code;
}

static bool play_one(play_t *play, unsigned number) {
    const play_row_t *row = choose_row(play);
    secsock_error error = row->call(play);
    memory_free(&play->memory);
    play->current = NULL;
    play_expect(play, is_well_formed(error), "an error has a category and a code, or all of it is 0");
    if (play->has_failed) {
        printf("    call %u, %s: category %u, code %u, reason %u\n", number, row->name, error.category, error.code,
               error.reason);
    }
    return !play->has_failed;
}

bool play_calls(play_t *play, choices_t choices, unsigned count) {
    play->choices = choices;
    play->callbacks = choices_of_seed(choose(&play->choices, UINT32_MAX));
    play->has_failed = false;
    begin(play);
    for (unsigned i = 0; i < count && !choices_have_ended(&play->choices) && play_one(play, i); ++i) {
    }
    end(play);
    return !play->has_failed;
}
