/* Serves one DTLS client with a pre-shared key: sends back what it gets until the client closes. Prints its port first.
 *
 * Usage: echo-server */
#include <securesockets.h>
#include <stdio.h>
#include <string.h>

#define MILLISECONDS_TO_WAIT 30000

/* A real server looks the key up in a place of its own. */
static int look_up(void *context, const void *identity, size_t identity_size, void *key, size_t size) {
    static const char device[] = "device", known[] = "0123456789abcdef";
    const size_t length = strlen(known);
    (void) context;
    if (identity_size != strlen(device) || memcmp(identity, device, identity_size) || size < length) return -1;
    memcpy(key, known, length);
    return (int) length;
}

static int fail(const char *what, secsock_error error) {
    char text[512];
    secsock_error_text(error, text, sizeof text);
    fprintf(stderr, "%s: %s\n", what, text);
    return 1;
}

static int serve(secsock_socket *socket) {
    char bytes[2048];
    size_t length;
    uint8_t has_ended = 0;
    secsock_error error = secsock_socket_accept(socket, MILLISECONDS_TO_WAIT);
    while (error.category == SECSOCK_CATEGORY_NONE) {
        error = secsock_socket_receive(socket, bytes, sizeof bytes, &length, &has_ended);
        if (error.category != SECSOCK_CATEGORY_NONE) break;
        if (has_ended) return 0;
        error = secsock_socket_send(socket, bytes, length);
    }
    return fail("client", error);
}

int main(void) {
    secsock_context *context = NULL;
    secsock_listener *listener = NULL;
    secsock_socket *socket = NULL;
    secsock_configuration configuration = {
        .size = sizeof configuration, .kind = SECSOCK_DATAGRAM, .psk_look_up = look_up
    };
    int status = 1;
    secsock_error error = secsock_context_create(&configuration, &context, NULL, 0);
    if (error.category == SECSOCK_CATEGORY_NONE) error = secsock_listener_create(context, "127.0.0.1", 0, &listener);
    if (error.category == SECSOCK_CATEGORY_NONE) {
        printf("%d\n", secsock_listener_port(listener));
        fflush(stdout);
        error = secsock_listener_accept(listener, MILLISECONDS_TO_WAIT, &socket);
    }
    status = error.category == SECSOCK_CATEGORY_NONE ? serve(socket) : fail("listen", error);
    secsock_socket_destroy(&socket);
    secsock_listener_destroy(&listener);
    secsock_context_destroy(&context);
    return status;
}
