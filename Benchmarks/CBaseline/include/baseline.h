#pragma once

#include <stddef.h>
#include <stdint.h>

// What a C programmer writes against GnuTLS: the same handshakes and records, both ends in one thread and in memory, with
// priorities and credentials made once. The library under test is measured beside it.

typedef struct baseline baseline;
typedef struct baseline_pair baseline_pair;

/// DTLS 1.2 with TLS_PSK_WITH_AES_128_CCM_8, or TLS 1.3 with the given certificate (DER) where there is one. NULL on failure.
baseline *_Nullable baseline_make_psk(void);
baseline *_Nullable baseline_make_certificate(const uint8_t *_Nonnull certificate, size_t certificate_size,
                                              const uint8_t *_Nonnull key, size_t key_size,
                                              const uint8_t *_Nonnull anchor, size_t anchor_size);
void baseline_free(baseline *_Nullable);

/// Both ends after their handshake; NULL on failure.
baseline_pair *_Nullable baseline_connect(const baseline *_Nonnull);
void baseline_disconnect(baseline_pair *_Nullable);

/// Sends `count` records of `size` bytes from the client and receives each at the server; 0 on success.
int baseline_transfer(baseline_pair *_Nonnull, size_t size, int count);

/// How often the process has allocated, and how many bytes of its heap are in use.
long baseline_allocations(void);
size_t baseline_heap_in_use(void);

/// The processor time of the calling thread.
double baseline_thread_seconds(void);
