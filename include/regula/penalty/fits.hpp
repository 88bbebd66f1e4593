#pragma once

#include <regula/core/error.hpp>

#include <string_view>
#include <type_traits>

namespace regula::inline REGULA_ABI {

/// A matrix of a policy, in double, as one in the precision of the block w that it meets. Throws
/// std::invalid_argument unless the shapes agree; `what` names the matrix: "Towards: the point".
auto fitting(std::string_view what, const Matrix<double>& own, const auto& w) {
    require(own.rows() == w.rows() && own.cols() == w.cols(), what, " is ", own.rows(), " x ", own.cols(),
            ", the block that it meets is ", w.rows(), " x ", w.cols());
    return own.cast<typename std::remove_cvref_t<decltype(w)>::Scalar>();
}

}  // namespace regula::inline REGULA_ABI
