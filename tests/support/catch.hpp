#pragma once

// Catch2 2.13 (Debian 12) or 3. Tests include this header, and use only names of both versions.
#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>
#else
#include <catch2/catch.hpp>

// Names of version 3 that version 2 lacks.
namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& text) { return Contains(text); }
}  // namespace Catch::Matchers
#endif

#include <Eigen/Core>

#include <sstream>

/// The numbers of a matrix, row by row.
template <class Scalar>
std::string printed(const Scalar* numbers, Eigen::Index rows, Eigen::Index cols, bool row_major) {
    std::ostringstream out;
    for (Eigen::Index i = 0; i < rows; ++i)
        for (Eigen::Index j = 0; j < cols; ++j)
            out << (j > 0 ? " " : i > 0 ? "; " : "") << numbers[row_major ? i * cols + j : i + j * rows];
    return out.str();
}

namespace Catch {
/// Prints a matrix in a check. Without this, each check of a new kind of matrix would compile Eigen's own
/// printing.
template <class M>
struct StringMaker<M, std::enable_if_t<std::is_base_of_v<Eigen::EigenBase<M>, M>>> {
    static std::string convert(const M& m) {
        const auto& plain = m.eval();
        return printed(plain.data(), plain.rows(), plain.cols(), plain.IsRowMajor);
    }
};
}  // namespace Catch
