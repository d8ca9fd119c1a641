#pragma once

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

// errno is a macro, which Swift does not import.
static inline int secsock_errno(void) { return errno; }

// fcntl is variadic, which Swift does not import. What accept returns inherits neither flag.
static inline int secsock_set_flags(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0) return -1;
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

// open is variadic too. Without O_NONBLOCK a FIFO in a directory would be waited for.
static inline int secsock_open(const char *path, int waits) {
    return open(path, O_RDONLY | O_CLOEXEC | (waits ? 0 : O_NONBLOCK));
}

// For its owner only, and not through a link that another one put there.
static inline int secsock_create(const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

// What was renamed in a folder stays so over a loss of power only once the folder itself is on the disk.
static inline int secsock_synchronize_folder(const char *path) {
    int number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (number < 0) {
        return -1;
    }
    int status = fsync(number);
    close(number);
    return status;
}

// S_ISREG is a macro with a parameter; links are followed.
static inline int secsock_is_regular(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}
static inline int secsock_is_directory(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

// An array of a fixed size, which Swift imports as a tuple.
static inline const char *secsock_entry_name(const struct dirent *entry) { return entry->d_name; }
