// What the avs_commons layer offers beyond avs_net.
#ifndef AVS_SECURESOCKETS_H
#define AVS_SECURESOCKETS_H

#include <avsystem/commons/avs_socket.h>
#include <securesockets.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The socket of libsecuresockets inside a (D)TLS socket, to be asked for what avs_net has no call for: alerts in
/// both directions, why a handshake failed, the verification report, whether a stream was cut off.
///
/// NULL for a socket that is no (D)TLS socket of this layer, before its first `connect`, and after `close`. It stays
/// the (D)TLS socket's and is valid until the next `connect`, `decorate`, `close` or cleanup of that.
secsock_socket *avs_securesockets_of(avs_net_socket_t *socket);

#ifdef __cplusplus
}
#endif

#endif
