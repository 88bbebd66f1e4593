#pragma once

#include <cstdlib>

#ifdef __GLIBC__
#include <pthread.h>

#include <cstddef>

namespace regula::test {

/// During its lifetime the system gives this program few threads, or none: the stack of a thread takes a
/// large part of the address space.
class NoThreads {
public:
    explicit NoThreads(std::size_t stack = std::size_t{1} << 47) {
        pthread_attr_t huge;
        pthread_getattr_default_np(&before_);
        pthread_attr_init(&huge);
        pthread_attr_setstacksize(&huge, stack);
        pthread_setattr_default_np(&huge);
        pthread_attr_destroy(&huge);
    }
    ~NoThreads() {
        pthread_setattr_default_np(&before_);
        pthread_attr_destroy(&before_);
    }
    NoThreads(const NoThreads&) = delete;
    NoThreads& operator=(const NoThreads&) = delete;

private:
    pthread_attr_t before_;
};

}  // namespace regula::test
#endif
