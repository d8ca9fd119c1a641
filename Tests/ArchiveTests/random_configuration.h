// Configurations of which any part may be wrong.
#ifndef RANDOM_CONFIGURATION_H
#define RANDOM_CONFIGURATION_H

#include <securesockets.h>

#include "choices.h"

// One that may be sound; may be NULL. All memory of it is of `memory`; its callbacks take what they
// do from `callbacks`.
const secsock_configuration *random_configuration(choices_t *choices, memory_t *memory, choices_t *callbacks);
secsock_tlsa_record *random_records(choices_t *choices, memory_t *memory, size_t *count);
// Times that are no use, and now and then one that is.
int64_t random_time(choices_t *choices);

#endif
