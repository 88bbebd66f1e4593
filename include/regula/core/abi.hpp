#pragma once

#include <regula/version.hpp>

#include <Eigen/Core>

static_assert(EIGEN_VERSION_AT_LEAST(3, 4, 0), "regula needs Eigen 3.4 or newer");

// The inline namespace that all names live in: version, Eigen's major version, Eigen's alignment, as in
// v0_1_e4_a64. Two objects that were built with other flags hold matrices of another alignment; passing one
// to the other corrupts the heap. With the alignment in the name they fail to link instead.
#define REGULA_ABI_PASTE(major, minor, eigen, align) v##major##_##minor##_e##eigen##_a##align
#define REGULA_ABI_NAME(major, minor, eigen, align) REGULA_ABI_PASTE(major, minor, eigen, align)
#define REGULA_ABI \
    REGULA_ABI_NAME(REGULA_VERSION_MAJOR, REGULA_VERSION_MINOR, EIGEN_MAJOR_VERSION, EIGEN_MAX_ALIGN_BYTES)
