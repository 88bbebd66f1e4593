// optional: needs <Eigen/Cholesky>, <Eigen/Eigenvalues>, <Eigen/QR> and <Eigen/SVD>
#pragma once

#include <regula/core/abi.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

// Eigen's decompositions. A compiler takes seconds for each; those of matrices of doubles are in regula::compiled, see
// layer/compiled.hpp.
#if defined(REGULA_COMPILED) && !EIGEN_VERSION_AT_LEAST(3, 4, 90)

namespace Eigen {

REGULA_COMPILED template LLT<MatrixXd>& LLT<MatrixXd>::compute(const EigenBase<MatrixXd>&);
REGULA_COMPILED template void ColPivHouseholderQR<MatrixXd>::computeInPlace();
REGULA_COMPILED template void CompleteOrthogonalDecomposition<MatrixXd>::computeInPlace();
REGULA_COMPILED template JacobiSVD<MatrixXd>& JacobiSVD<MatrixXd>::compute(const MatrixXd&, unsigned);
REGULA_COMPILED template EigenSolver<MatrixXd>& EigenSolver<MatrixXd>::compute(const EigenBase<MatrixXd>&,
                                                                               bool);
REGULA_COMPILED template SelfAdjointEigenSolver<MatrixXd>& SelfAdjointEigenSolver<MatrixXd>::compute(
    const EigenBase<MatrixXd>&, int);

}  // namespace Eigen

#endif
