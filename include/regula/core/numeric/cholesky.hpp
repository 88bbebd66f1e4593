// optional: needs <Eigen/Cholesky>
#pragma once

#include <regula/core/abi.hpp>

#include <Eigen/Cholesky>

// Cholesky decomposition, by Eigen. It takes seconds to compile; the instantiation for matrices of doubles is
// in regula::compiled, see layer/compiled.hpp.
#if defined(REGULA_COMPILED) && !EIGEN_VERSION_AT_LEAST(3, 4, 90)

namespace Eigen {

REGULA_COMPILED template LLT<MatrixXd>& LLT<MatrixXd>::compute(const EigenBase<MatrixXd>&);

}  // namespace Eigen

#endif
