// A part of securesockets.h, which includes it: what a context tells, by any thread. NULL gives 0.
#ifndef SECURESOCKETS_CONTEXT_H
#define SECURESOCKETS_CONTEXT_H

/// What is weak or unusual about a configuration for SECSOCK_CLIENT or SECSOCK_SERVER, and what of it the library
/// makes impossible, as one line of JSON: an array of objects with "name", a word for programs that stays the same,
/// "severity", which is "warning" or "note", and "text". "[]" where all is well; empty for another role.
size_t secsock_context_findings(secsock_context *context, uint32_t role, char *text, size_t size);
/// What of the configured parameters is offered and accepted, and what is not and why, as one line of JSON: an object
/// with "cipherSuites", "groups" and "signatureSchemes", each with the arrays "offered" and "refused" of objects with
/// "number", IANA's, "name" and, if refused, "why".
size_t secsock_context_parameters(secsock_context *context, char *text, size_t size);
/// IANA's numbers of the suites that can be negotiated, most wanted first, at most `capacity` of them; returns how
/// many there are.
size_t secsock_context_cipher_suites(secsock_context *context, uint16_t *cipher_suites, size_t capacity);

#endif
