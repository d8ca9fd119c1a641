// What a socket costs while it has nothing to do.
#include <errno.h>
#include <malloc.h>

#include "pair.h"

enum { PAIRS = 16, LONGEST_DATAGRAM = 65536 };

static bool waits_in_vain(secsock_socket *socket) {
    char bytes[16];
    size_t received = 0;
    secsock_socket_set_receive_timeout(socket, 1);
    return secsock_socket_receive(socket, bytes, sizeof(bytes), &received, NULL).code == ETIMEDOUT;
}

// What is allocated, in bytes; always the same under valgrind, whose allocator does not say.
static size_t allocated(void) {
    return mallinfo2().uordblks;
}

TEST(waiting_receive, "a socket that has waited keeps no buffer for the longest datagram") {
    static pair_t pairs[PAIRS];
    setting_t setting;
    size_t before = 0;
    setting_with_key(&setting, SECSOCK_DATAGRAM);
    for (int i = 0; i < PAIRS; ++i) {
        EXPECT(pair_create(&pairs[i], &setting, &setting));
        EXPECT(pair_shake_hands(&pairs[i]));
        EXPECT(waits_in_vain(pairs[i].sockets[PAIR_CLIENT]));
        // Those that sockets share are there with the first pair.
        before = i == 0 ? allocated() : before;
    }
    size_t sockets = 2 * (PAIRS - 1);
    EXPECT(allocated() < before + sockets * LONGEST_DATAGRAM);
    for (int i = 0; i < PAIRS; ++i) {
        pair_destroy(&pairs[i]);
    }
}
