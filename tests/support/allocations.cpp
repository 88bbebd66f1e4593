#include "support/allocations.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define SANITIZED
#endif

namespace {
std::atomic<std::size_t> count{0}, until_failure{0};

/// Counts an allocation, and says whether it fails.
[[maybe_unused]] bool fails() {
    ++count;
    std::size_t left = until_failure;
    while (left > 0 && !until_failure.compare_exchange_weak(left, left - 1)) {
    }
    return left == 1;
}
}  // namespace

std::size_t allocations() { return count; }
std::size_t fail_allocation(std::size_t number) { return until_failure.exchange(number); }

#ifdef SANITIZED
bool allocations_are_counted() { return false; }
#else
bool allocations_are_counted() { return true; }

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) {
    if (fails()) return nullptr;
    return __libc_malloc(size);
}
void* calloc(std::size_t number, std::size_t size) {
    if (fails()) return nullptr;
    return __libc_calloc(number, size);
}
void* realloc(void* pointer, std::size_t size) {
    if (fails()) return nullptr;
    return __libc_realloc(pointer, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    if (fails()) return nullptr;
    return __libc_memalign(alignment, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    if (fails()) return nullptr;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** pointer, std::size_t alignment, std::size_t size) {
    *pointer = fails() ? nullptr : __libc_memalign(alignment, size);
    return *pointer == nullptr ? ENOMEM : 0;
}
}
#endif
