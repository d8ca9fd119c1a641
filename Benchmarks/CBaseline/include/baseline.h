#pragma once

#include <stddef.h>
#include <stdint.h>

// What a C programmer writes against GnuTLS and against OpenSSL: the same handshakes and records, in memory and on sockets, with priorities and
// credentials made once. The library under test is measured beside it.

typedef struct baseline baseline;
typedef struct baseline_pair baseline_pair;
typedef struct baseline_listener baseline_listener;
typedef struct baseline_socket baseline_socket;
typedef struct baseline_session baseline_session;

typedef enum { baseline_gnutls, baseline_openssl } baseline_library;

/// DTLS 1.2 with TLS_PSK_WITH_AES_128_CCM_8, or TLS 1.3 with the given certificate (DER) where there is one. NULL on failure, and for a library
/// that the build is without.
baseline *_Nullable baseline_make_psk(baseline_library);
baseline *_Nullable baseline_make_certificate(baseline_library, const uint8_t *_Nonnull certificate, size_t certificate_size,
                                              const uint8_t *_Nonnull key, size_t key_size,
                                              const uint8_t *_Nonnull anchor, size_t anchor_size);
void baseline_free(baseline *_Nullable);

/// Both ends after their handshake; NULL on failure.
baseline_pair *_Nullable baseline_connect(const baseline *_Nonnull);
void baseline_disconnect(baseline_pair *_Nullable);

/// Servers give tickets from now on; 0 on success.
int baseline_allow_tickets(baseline *_Nonnull);
/// The bytes of a session with a ticket, of a full handshake. NULL on failure.
baseline_session *_Nullable baseline_save(const baseline *_Nonnull);
void baseline_forget(baseline_session *_Nullable);
/// Both ends after a handshake that resumed the session; NULL on failure.
baseline_pair *_Nullable baseline_resume(const baseline *_Nonnull, const baseline_session *_Nonnull);

/// Sends `count` records of `size` bytes from the client and receives each at the server; 0 on success.
int baseline_transfer(baseline_pair *_Nonnull, size_t size, int count);

/// A port on 127.0.0.1 that the system chooses. NULL on failure.
baseline_listener *_Nullable baseline_listen(const baseline *_Nonnull);
uint16_t baseline_port(const baseline_listener *_Nonnull);
void baseline_stop(baseline_listener *_Nullable);

/// Both wait for 30 seconds at most and return after the handshake; NULL on failure. A client is bound to the address `host`, in the
/// host's byte order, unless that is 0.
baseline_socket *_Nullable baseline_accept(baseline_listener *_Nonnull);
baseline_socket *_Nullable baseline_dial(const baseline *_Nonnull, uint32_t host, uint16_t port);
/// A client that resumes the session; NULL where the server did not.
baseline_socket *_Nullable baseline_dial_again(const baseline *_Nonnull, uint16_t port, const baseline_session *_Nonnull);

/// With close_notify, and without a word.
void baseline_close(baseline_socket *_Nullable);
void baseline_drop(baseline_socket *_Nullable);

/// Sends `count` records of `size` bytes, `batch` at a time, and receives them at the other end, all in this thread; 0 on success.
int baseline_stream(baseline_socket *_Nonnull from, baseline_socket *_Nonnull to, size_t size, int count, int batch);

/// The two ends of `count` round trips; 0 on success.
int baseline_ask(baseline_socket *_Nonnull, size_t size, int count);
int baseline_answer(baseline_socket *_Nonnull, size_t size, int count);

/// How often the whole process allocates between the two.
void baseline_start_counting(void);
long baseline_stop_counting(void);

/// How many bytes of the process's heap are in use, and how many of its pages are in memory.
size_t baseline_heap_in_use(void);
size_t baseline_resident_memory(void);

/// The processor time of all threads of the process, and the monotonic clock.
double baseline_processor_seconds(void);
double baseline_wall_seconds(void);
