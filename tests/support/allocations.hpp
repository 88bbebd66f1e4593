#pragma once

#include <cstddef>

/// The heap allocations of this program so far, of all threads; of C++ and of C, Eigen's included. Counted
/// where the C library is glibc and no sanitizer has taken malloc over; elsewhere allocations_are_counted()
/// is false.
std::size_t allocations();
bool allocations_are_counted();
