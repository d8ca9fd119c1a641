/* Sends a line to a DTLS server with a pre-shared key, prints the answer, and says how it went.
 *
 * Usage: echo-client PORT TEXT */
#include <securesockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MILLISECONDS_TO_CONNECT 10000

static const char identity[] = "device";
static const char key[] = "0123456789abcdef";

static int fail(const char *what, secsock_error error, const char *text) {
    fprintf(stderr, "%s: category %d, code %d: %s\n", what, error.category, error.code, text);
    return 1;
}

static int fail_socket(const char *what, secsock_error error, secsock_socket *socket) {
    char text[512];
    secsock_socket_error_text(socket, text, sizeof text);
    return fail(what, error, text);
}

static int echo(secsock_socket *socket, uint16_t port, const char *text) {
    char suite[64], answer[2048];
    size_t length;
    secsock_negotiated negotiated = { .size = sizeof negotiated };
    secsock_error error = secsock_socket_connect(socket, "127.0.0.1", port, MILLISECONDS_TO_CONNECT);
    if (error.category != SECSOCK_CATEGORY_NONE) return fail_socket("connect", error, socket);
    error = secsock_socket_negotiated(socket, &negotiated);
    if (error.category != SECSOCK_CATEGORY_NONE) return fail_socket("negotiated", error, socket);
    secsock_cipher_suite_name(negotiated.cipher_suite, suite, sizeof suite);
    error = secsock_socket_send(socket, text, strlen(text));
    if (error.category != SECSOCK_CATEGORY_NONE) return fail_socket("send", error, socket);
    error = secsock_socket_receive(socket, answer, sizeof answer, &length, NULL);
    if (error.category != SECSOCK_CATEGORY_NONE) return fail_socket("receive", error, socket);
    printf("%s: %.*s\n", suite, (int) length, answer);
    error = secsock_socket_close(socket);
    return error.category == SECSOCK_CATEGORY_NONE ? 0 : fail_socket("close", error, socket);
}

int main(int argc, char **argv) {
    char text[512];
    secsock_context *context = NULL;
    secsock_socket *socket = NULL;
    secsock_psk psk = {
        .size = sizeof psk,
        .identity = identity, .identity_size = strlen(identity),
        .key = key, .key_size = strlen(key)
    };
    secsock_configuration configuration = { .size = sizeof configuration, .kind = SECSOCK_DATAGRAM, .psk = &psk };
    secsock_error error;
    int status;
    if (argc != 3) {
        fprintf(stderr, "Usage: echo-client PORT TEXT\n");
        return 2;
    }
    error = secsock_context_create(&configuration, &context, text, sizeof text);
    if (error.category != SECSOCK_CATEGORY_NONE) return fail("configuration", error, text);
    error = secsock_socket_create(context, &socket);
    status = error.category == SECSOCK_CATEGORY_NONE ? echo(socket, (uint16_t) atoi(argv[1]), argv[2])
                                                     : fail("socket", error, "");
    secsock_socket_destroy(&socket);
    secsock_context_destroy(&context);
    return status;
}
