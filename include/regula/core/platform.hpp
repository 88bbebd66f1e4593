#pragma once

#include <regula/core/matrix.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

#if defined(__GNUC__) && (defined(__AVX512F__) || defined(__AVX2__))
#include <immintrin.h>
#endif
#if defined(_WIN32)
#include <io.h>
#elif __has_include(<unistd.h>)
#include <fcntl.h>
#include <unistd.h>
#endif

/// All code that differs between systems and compilers. Linux with g++ and clang is tested. Code marked
/// "untried" follows the manuals of Microsoft's compiler and of Windows; MinGW shares the latter.
namespace regula::inline REGULA_ABI {

/// The signature of this function as the compiler writes it. It contains the name of T.
template <class T>
constexpr std::string_view signature() {
#if defined(_MSC_VER) && !defined(__clang__)
    return __FUNCSIG__;  // untried
#else
    return __PRETTY_FUNCTION__;
#endif
}

/// The type in a signature, with its namespaces and template arguments:
///
///     g++     "constexpr std::string_view regula::signature() [with T = regula::L1; std::string_view = ...]"
///     clang   "std::string_view regula::signature() [T = regula::L1]"
///     MSVC    "class std::basic_string_view<...> __cdecl regula::signature<struct regula::L1>(void)"
constexpr std::string_view type_in(std::string_view signature) {
    constexpr std::string_view gnu = "T = ", msvc = "signature<", end = ">(void)";
    if (const auto at = signature.find(gnu); at != std::string_view::npos) {
        signature.remove_prefix(at + gnu.size());
        return signature.substr(0, signature.find_first_of(";]"));
    }
    signature.remove_prefix(signature.find(msvc) + msvc.size());
    signature.remove_suffix(signature.size() - signature.rfind(end));
    for (const std::string_view word : {"struct ", "class ", "enum ", "union "})
        if (signature.starts_with(word)) signature.remove_prefix(word.size());
    return signature;
}

/// The nearest whole number, halves away from zero. std::lround returns 32 bits on Windows, the size of
/// `long` there.
inline Index round_to_index(double value) { return static_cast<Index>(std::llround(value)); }

/// As many numbers of 64 bits as fit in a vector of this machine, from AVX2 on, otherwise one.
#if defined(__GNUC__) && (defined(__AVX512F__) || defined(__AVX2__))
inline constexpr int wide_bytes =
#if defined(__AVX512F__)
    64;
#else
    32;
#endif
using Wide = std::uint64_t __attribute__((vector_size(wide_bytes)));
using WideHalf = std::uint32_t __attribute__((vector_size(wide_bytes / 2)));
#else
using Wide = std::uint64_t;
using WideHalf = std::uint32_t;
#endif

/// The numbers at an address, of 32 bits each.
inline Wide load_wide(const std::uint32_t* from) {
    WideHalf half;
    std::memcpy(&half, from, sizeof half);
#if defined(__GNUC__) && (defined(__AVX512F__) || defined(__AVX2__))
    return __builtin_convertvector(half, Wide);
#else
    return half;
#endif
}

/// The products of the lower 32 bits of two numbers. Compilers do not find this instruction for vectors, and
/// without it products take three times as long.
inline Wide multiply_lower(Wide a, Wide b) {
#if defined(__GNUC__) && defined(__AVX512F__)
    const auto x = reinterpret_cast<__m512i>(a), y = reinterpret_cast<__m512i>(b);
    return reinterpret_cast<Wide>(_mm512_maskz_mul_epu32(0xff, x, y));  // g++ warns of the one without a mask
#elif defined(__GNUC__) && defined(__AVX2__)
    return reinterpret_cast<Wide>(
        _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#else
    return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

/// Whether standard error is a terminal.
inline bool on_terminal() {
#if defined(_WIN32)
    return _isatty(2) != 0;  // untried
#elif __has_include(<unistd.h>)
    return isatty(STDERR_FILENO) == 1;
#else
    return false;
#endif
}

/// Writes all flushed data of a file to the disk; returns whether it is there. On systems that are neither
/// POSIX nor Windows it does nothing: they choose the time themselves.
inline bool to_disk([[maybe_unused]] std::FILE* file) {
#if defined(_WIN32)
    return _commit(_fileno(file)) == 0;  // untried
#elif __has_include(<unistd.h>)
    return fsync(fileno(file)) == 0;
#else
    return true;
#endif
}

/// Writes the names in a directory to the disk. POSIX stores them apart from the files. Some file systems
/// cannot do this and need not.
inline void names_to_disk([[maybe_unused]] const char* directory) {
#if !defined(_WIN32) && __has_include(<unistd.h>)
    if (const int opened = open(directory, O_RDONLY); opened >= 0) {
        fsync(opened);
        close(opened);
    }
#endif
}

}  // namespace regula::inline REGULA_ABI
