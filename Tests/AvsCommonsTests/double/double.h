// What the double of avs_commons lets tests see and do beyond avs_commons.
#ifndef DOUBLE_H
#define DOUBLE_H

#include <avsystem/commons/avs_socket.h>

// Pieces of memory that avs_malloc and avs_calloc gave and that were not freed.
size_t double_living_allocations(void);
// The next but `count` allocation fails, once; 0 is the next one. None fails after `double_allocations_succeed`.
void double_fail_allocation(size_t count);
void double_allocations_succeed(void);

// All that was logged since `double_forget_log`, at most so many bytes of it as there is room for.
const char *double_log_text(void);
void double_forget_log(void);

avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_file(const char *path);
avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_path(const char *path);
avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_buffer(const void *bytes, size_t size);
avs_crypto_certificate_chain_info_t
avs_crypto_certificate_chain_info_from_array(const avs_crypto_certificate_chain_info_t *array, size_t count);
avs_crypto_certificate_chain_info_t
avs_crypto_certificate_chain_info_from_list(avs_crypto_certificate_chain_info_t *list);
avs_crypto_cert_revocation_list_info_t avs_crypto_cert_revocation_list_info_from_file(const char *path);
avs_crypto_private_key_info_t avs_crypto_private_key_info_from_file(const char *path, const char *password);
avs_crypto_private_key_info_t
avs_crypto_private_key_info_from_buffer(const void *bytes, size_t size, const char *password);
avs_crypto_psk_identity_info_t avs_crypto_psk_identity_info_from_buffer(const void *bytes, size_t size);
avs_crypto_psk_key_info_t avs_crypto_psk_key_info_from_buffer(const void *bytes, size_t size);
#ifdef DOUBLE_WITH_ENGINE
avs_crypto_certificate_chain_info_t avs_crypto_certificate_chain_info_from_engine(const char *query);
avs_crypto_private_key_info_t avs_crypto_private_key_info_from_engine(const char *query);
#endif

#endif
