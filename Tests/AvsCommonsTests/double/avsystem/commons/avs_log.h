// A double of avs_commons: what is logged is kept, so that tests see that no secret is in it.
#ifndef DOUBLE_AVS_LOG_H
#define DOUBLE_AVS_LOG_H

#define avs_log(module, level, ...) double_log(#module, #level, __VA_ARGS__)
void double_log(const char *module, const char *level, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

#endif
