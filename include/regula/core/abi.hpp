#pragma once

// Compiler settings that break the library or change its results stop the compilation with one sentence. The
// include of a missing file ends the compilation there, before a screen of other errors.
#if defined(_MSVC_LANG) ? _MSVC_LANG < 202002L : __cplusplus < 202002L
#error "regula: needs C++20: compile with -std=c++20 or newer"
#include <regula/see the sentence above>
#endif
#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(_M_FP_FAST)
#error "regula: compile without -ffast-math, -Ofast and -ffinite-math-only: no NaN would stop a run"
#include <regula/see the sentence above>
#endif
#if !defined(__cpp_exceptions) && !defined(_CPPUNWIND)
#error \
    "regula: compile with exceptions, without -fno-exceptions: wrong use is refused by std::invalid_argument"
#include <regula/see the sentence above>
#endif
#if defined(EIGEN_DEFAULT_TO_ROW_MAJOR)
#error "regula: compile without EIGEN_DEFAULT_TO_ROW_MAJOR: samples and units are contiguous columns"
#include <regula/see the sentence above>
#endif

#include <regula/version.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <type_traits>

static_assert(EIGEN_VERSION_AT_LEAST(3, 4, 0), "regula: needs Eigen 3.4 or newer");
static_assert(std::is_same_v<Eigen::Index, std::ptrdiff_t>,
              "regula: compile without EIGEN_DEFAULT_DENSE_INDEX_TYPE: sizes are std::ptrdiff_t");

// The inline namespace of all names: version, Eigen's major version, Eigen's alignment of memory and of
// fixed-size matrices, as in v0_1_e4_a64_s64. The debug containers of libstdc++ append a d. Objects built
// with other flags have other layouts, and mixing them corrupts the heap. Everything that changes layouts is
// in the name, so they fail to link instead.
#if defined(_GLIBCXX_DEBUG)
#define REGULA_ABI_CONTAINERS d
#else
#define REGULA_ABI_CONTAINERS
#endif
#define REGULA_ABI_PASTE(major, minor, eigen, align, fixed, containers) \
    v##major##_##minor##_e##eigen##_a##align##_s##fixed##containers
#define REGULA_ABI_NAME(major, minor, eigen, align, fixed, containers) \
    REGULA_ABI_PASTE(major, minor, eigen, align, fixed, containers)
#define REGULA_ABI                                                                                          \
    REGULA_ABI_NAME(REGULA_VERSION_MAJOR, REGULA_VERSION_MINOR, EIGEN_MAJOR_VERSION, EIGEN_MAX_ALIGN_BYTES, \
                    EIGEN_MAX_STATIC_ALIGN_BYTES, REGULA_ABI_CONTAINERS)
