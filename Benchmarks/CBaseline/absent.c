// A build without GnuTLS has no baseline: none is made, so nothing else of it can be asked for.
#ifndef WITH_GNUTLS
#include "baseline.h"

#include <stdlib.h>

baseline *baseline_make_psk(void) { return NULL; }

baseline *baseline_make_certificate(const uint8_t *certificate, size_t certificate_size, const uint8_t *key,
                                    size_t key_size, const uint8_t *anchor, size_t anchor_size) {
    return NULL;
}

void baseline_free(baseline *b) {}

baseline_pair *baseline_connect(const baseline *b) { return NULL; }
void baseline_disconnect(baseline_pair *p) {}
int baseline_transfer(baseline_pair *p, size_t size, int count) { return -1; }

baseline_listener *baseline_listen(const baseline *b) { return NULL; }
uint16_t baseline_port(const baseline_listener *l) { return 0; }
void baseline_stop(baseline_listener *l) {}

baseline_socket *baseline_accept(baseline_listener *l) { return NULL; }
baseline_socket *baseline_dial(const baseline *b, uint32_t host, uint16_t port) { return NULL; }
void baseline_close(baseline_socket *s) {}
void baseline_drop(baseline_socket *s) {}
int baseline_stream(baseline_socket *from, baseline_socket *to, size_t size, int count, int batch) { return -1; }
int baseline_ask(baseline_socket *s, size_t size, int count) { return -1; }
int baseline_answer(baseline_socket *s, size_t size, int count) { return -1; }
#endif
