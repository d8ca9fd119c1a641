// A double of avs_commons: lists whose elements have a hidden pointer in front.
#ifndef DOUBLE_AVS_LIST_H
#define DOUBLE_AVS_LIST_H

#include <stddef.h>

#define AVS_LIST(type) type *
#define AVS_LIST_FOREACH(element, list) \
    for ((element) = (list); (element); (element) = (__typeof__(element)) double_list_next(element))

void *double_list_next(void *element);
void *double_list_push(void *list, const void *value, size_t size);
void double_list_free(void *list);

#endif
