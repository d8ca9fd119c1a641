// A double of avs_commons: errors. Only the codes that the layer or its tests name.
#ifndef DOUBLE_AVS_ERRNO_H
#define DOUBLE_AVS_ERRNO_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint16_t category;
    uint16_t code;
} avs_error_t;

#define AVS_ERRNO_CATEGORY 37766

// Not the numbers of errno, on purpose: nobody must take one for the other.
typedef enum {
    AVS_NO_ERROR,
    AVS_EAGAIN = 1006,
    AVS_EBADF,
    AVS_EADDRINUSE,
    AVS_EADDRNOTAVAIL,
    AVS_ECONNREFUSED,
    AVS_ECONNRESET,
    AVS_EHOSTUNREACH,
    AVS_EINVAL,
    AVS_EIO,
    AVS_EISCONN,
    AVS_EMSGSIZE,
    AVS_ENETUNREACH,
    AVS_ENOENT,
    AVS_ENOMEM,
    AVS_ENOTCONN,
    AVS_ENOTSUP,
    AVS_EPIPE,
    AVS_EPROTO,
    AVS_ERANGE,
    AVS_ETIMEDOUT,
    AVS_UNKNOWN_ERROR = UINT16_MAX
} avs_errno_t;

static const avs_error_t AVS_OK = { 0, 0 };

static inline bool avs_is_ok(avs_error_t error) { return error.code == 0; }
static inline bool avs_is_err(avs_error_t error) { return error.code != 0; }

static inline avs_error_t avs_errno(avs_errno_t code) {
    avs_error_t error = { AVS_ERRNO_CATEGORY, (uint16_t) code };
    return error;
}

#endif
