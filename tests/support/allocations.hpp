#pragma once

#include <cstddef>

/// The number of heap allocations of this program so far, in all threads, by C++ and C, including Eigen's.
/// Counted with glibc, unless a sanitizer replaces malloc; elsewhere allocations_are_counted() is false.
std::size_t allocations();
bool allocations_are_counted();

/// Makes the n-th allocation from now on fail, once; 0: none. Returns the number of allocations that were
/// left before the failure of the previous call, 0 if it has failed.
std::size_t fail_allocation(std::size_t number);
