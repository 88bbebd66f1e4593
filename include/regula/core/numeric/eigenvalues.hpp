// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/core/abi.hpp>

#include <Eigen/Eigenvalues>

// Eigenvalues, by Eigen. They take seconds to compile; the instantiations for matrices of doubles are in
// regula::compiled, see layer/compiled.hpp.
#if defined(REGULA_COMPILED) && !EIGEN_VERSION_AT_LEAST(3, 4, 90)

namespace Eigen {

REGULA_COMPILED template EigenSolver<MatrixXd>& EigenSolver<MatrixXd>::compute(const EigenBase<MatrixXd>&,
                                                                               bool);
REGULA_COMPILED template SelfAdjointEigenSolver<MatrixXd>& SelfAdjointEigenSolver<MatrixXd>::compute(
    const EigenBase<MatrixXd>&, int);

}  // namespace Eigen

#endif
