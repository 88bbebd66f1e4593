#pragma once

#include <regula/core/policy.hpp>

#include <Eigen/SVD>

namespace regula::inline REGULA_ABI {

/// Changes the singular values of a matrix and keeps its singular vectors:     U s V'  ->  U f(s) V'
///
/// change(s) acts on the vector of them, the largest first. A matrix that is not finite has none and stays as
/// it is. By Jacobi's rotations, as Eigen's faster BDCSVD takes compilers ten times as long; in double;
/// allocates.
void change_singular_values(auto& w, auto&& change) {
    using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
    constexpr int thin = Eigen::ComputeThinU | Eigen::ComputeThinV;
    if (!w.allFinite()) return;
    const auto svd = [](const auto& m) {
        if constexpr (requires { m.template jacobiSvd<thin>(); })
            return m.template jacobiSvd<thin>();  // of Eigen 5
        else
            return m.jacobiSvd(thin);
    }(Matrix<double>{w.template cast<double>()});
    Vector<double> s = svd.singularValues();
    change(s);
    const Matrix<double> changed = svd.matrixU() * s.asDiagonal() * svd.matrixV().transpose();
    w = changed.template cast<Scalar>();
}

}  // namespace regula::inline REGULA_ABI
