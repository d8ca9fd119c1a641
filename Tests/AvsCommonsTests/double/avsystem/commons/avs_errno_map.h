// A double of avs_commons: from errno to avs_errno_t.
#ifndef DOUBLE_AVS_ERRNO_MAP_H
#define DOUBLE_AVS_ERRNO_MAP_H

#include <errno.h>

#include <avsystem/commons/avs_errno.h>

static inline avs_errno_t avs_map_errno(int code) {
    switch (code) {
    case 0: return AVS_NO_ERROR;
    case EAGAIN: return AVS_EAGAIN;
    case EBADF: return AVS_EBADF;
    case EADDRINUSE: return AVS_EADDRINUSE;
    case EADDRNOTAVAIL: return AVS_EADDRNOTAVAIL;
    case ECONNREFUSED: return AVS_ECONNREFUSED;
    case ECONNRESET: return AVS_ECONNRESET;
    case EHOSTUNREACH: return AVS_EHOSTUNREACH;
    case EINVAL: return AVS_EINVAL;
    case EIO: return AVS_EIO;
    case EISCONN: return AVS_EISCONN;
    case EMSGSIZE: return AVS_EMSGSIZE;
    case ENETUNREACH: return AVS_ENETUNREACH;
    case ENOENT: return AVS_ENOENT;
    case ENOMEM: return AVS_ENOMEM;
    case ENOTCONN: return AVS_ENOTCONN;
    case ENOTSUP: return AVS_ENOTSUP;
    case EPIPE: return AVS_EPIPE;
    case EPROTO: return AVS_EPROTO;
    case ERANGE: return AVS_ERANGE;
    case ETIMEDOUT: return AVS_ETIMEDOUT;
    default: return AVS_UNKNOWN_ERROR;
    }
}

#endif
