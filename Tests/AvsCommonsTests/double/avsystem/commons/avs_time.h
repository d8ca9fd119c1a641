// A double of avs_commons: durations, in the units that the layer and its tests use.
#ifndef DOUBLE_AVS_TIME_H
#define DOUBLE_AVS_TIME_H

#include <stdint.h>

typedef struct {
    int64_t seconds;
    int32_t nanoseconds; // outside 0...999999999: no duration at all
} avs_time_duration_t;

typedef enum { AVS_TIME_S, AVS_TIME_MS } avs_time_unit_t;

extern const avs_time_duration_t AVS_TIME_DURATION_INVALID;

int avs_time_duration_to_scalar(int64_t *scalar, avs_time_unit_t unit, avs_time_duration_t duration);
avs_time_duration_t avs_time_duration_from_scalar(int64_t scalar, avs_time_unit_t unit);

#endif
