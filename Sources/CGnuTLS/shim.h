#pragma once

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/crypto.h>
#include <gnutls/dtls.h>
#include <gnutls/pkcs11.h>
#include <gnutls/x509.h>

// Mutable globals, which Swift's concurrency checks refuse.
static inline void *secsock_gnutls_malloc(size_t size) { return gnutls_malloc(size); }
static inline void secsock_gnutls_free(void *pointer) { gnutls_free(pointer); }
