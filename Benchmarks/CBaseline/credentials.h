#pragma once

#include "baseline.h"

#include <gnutls/dtls.h>
#include <gnutls/gnutls.h>

// What all sessions of one kind share: priorities parsed once, credentials loaded once.
struct baseline {
    int is_datagram;
    gnutls_priority_t priority;
    gnutls_psk_client_credentials_t psk_client;
    gnutls_psk_server_credentials_t psk_server;
    gnutls_certificate_credentials_t client;
    gnutls_certificate_credentials_t server;
};

/// A session without a transport; NULL on failure.
gnutls_session_t baseline_session(const baseline *b, unsigned role, unsigned more_flags);
