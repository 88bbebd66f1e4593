// optional: needs <Eigen/QR> and <Eigen/SVD>
#pragma once

#include <regula/core/abi.hpp>

#include <Eigen/QR>
#include <Eigen/SVD>

// Orthogonal and singular value decompositions, by Eigen. Each takes seconds to compile; the instantiations
// for matrices of doubles are in regula::compiled, see layer/compiled.hpp.
#if defined(REGULA_COMPILED) && !EIGEN_VERSION_AT_LEAST(3, 4, 90)

namespace Eigen {

REGULA_COMPILED template void ColPivHouseholderQR<MatrixXd>::computeInPlace();
REGULA_COMPILED template void CompleteOrthogonalDecomposition<MatrixXd>::computeInPlace();
REGULA_COMPILED template JacobiSVD<MatrixXd>& JacobiSVD<MatrixXd>::compute(const MatrixXd&, unsigned);

}  // namespace Eigen

#endif
