#pragma once

#include <cstddef>

/// The heap allocations of this program so far, of all threads; of C++ and of C, Eigen's included. Counted
/// where the C library is glibc and no sanitizer has taken malloc over; elsewhere allocations_are_counted()
/// is false.
std::size_t allocations();
bool allocations_are_counted();

/// Lets the n-th allocation from now on fail, once; 0: none. Returns how many were left before it failed, 0
/// if it did.
std::size_t fail_allocation(std::size_t number);
