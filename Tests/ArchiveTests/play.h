// Calls of every function of the header in any order, with any argument, on a few objects.
#ifndef PLAY_H
#define PLAY_H

#include "choices.h"
#include "echo_server.h"
#include "storage.h"

enum { PLAY_KINDS = 4, PLAY_CONTEXTS = 6, PLAY_SOCKETS = 5, PLAY_LISTENERS = 2 };

// A socket with what it has borrowed.
typedef struct {
    secsock_socket *socket;
    void *buffer; // of resumption
    storage_t session;
    storage_t association;
    uint16_t port; // of the server that it fits; 0 for none
} slot_t;

typedef struct {
    choices_t choices;
    choices_t callbacks; // what the functions do that are given to the library
    memory_t memory;     // of the call that runs
    setting_t settings[PLAY_KINDS];
    echo_server_t *servers[PLAY_KINDS];
    secsock_context *contexts[PLAY_CONTEXTS]; // the first ones fit the servers, as long as they are there
    uint16_t ports[PLAY_CONTEXTS];
    slot_t slots[PLAY_SOCKETS];
    secsock_listener *listeners[PLAY_LISTENERS];
    secsock_socket *current; // whose call runs: no function may use it meanwhile
    bool has_failed;
} play_t;

// What a call says; all zero for those that say nothing.
typedef secsock_error play_call_t(play_t *play);
typedef struct {
    const char *name;
    unsigned weight;
    play_call_t *call;
} play_row_t;

// Of the files that have calls; a row without a name is the last one.
extern const play_row_t play_objects[], play_connections[], play_transfers[], play_answers[], play_questions[],
        play_listeners[];

// Starts the servers; false where they cannot be.
bool play_create(play_t *play);
void play_destroy(play_t *play);
// So many calls, or as many as there are choices for, from new objects on. False, and words, where one was not as
// promised.
bool play_calls(play_t *play, choices_t choices, unsigned count);

// One of the slots, or of the contexts; the socket in it may be NULL.
slot_t *play_slot(play_t *play);
secsock_context **play_context(play_t *play);
// Functions that keep bytes in a storage, or what cannot be such; for the call that runs.
const secsock_storage *play_storage(play_t *play, storage_t *storage);
// Options of a socket, or what cannot be such; for the call that runs.
const secsock_options *play_options(play_t *play);
// Destroys the socket and frees what it has borrowed.
void play_empty(slot_t *slot);
// Notes what does not hold, where it does not.
void play_expect(play_t *play, bool holds, const char *what);

#endif
