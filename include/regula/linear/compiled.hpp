#pragma once

#include <regula/linear/coordinate_descent.hpp>
#include <regula/linear/ordinary_least_squares.hpp>
#include <regula/linear/ridge.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/l1.hpp>

// The solvers of linear models in regula::compiled, see layer/compiled.hpp: the decompositions, and the paths that most
// programs ask for.
#ifdef REGULA_COMPILED

namespace regula::inline REGULA_ABI {

REGULA_COMPILED template ThinSvd thin_svd<OnUse>(const Matrix<double>&);
REGULA_COMPILED template Matrix<float> symmetric_pseudo_inverse(const Matrix<float>&);
REGULA_COMPILED template Matrix<double> symmetric_pseudo_inverse(const Matrix<double>&);
REGULA_COMPILED template LinearFit ridge<OnUse>(const Design&, const Matrix<double>&, const L2&, bool);
REGULA_COMPILED template LinearFit ordinary_least_squares<OnUse>(const Design&, const Matrix<double>&, bool);

REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const SquaredError&,
                                                                        const std::vector<L1>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);
REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const SquaredError&,
                                                                        const std::vector<ElasticNet>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);
REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const Logistic&,
                                                                        const std::vector<L1>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);
REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const Logistic&,
                                                                        const std::vector<ElasticNet>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);

}  // namespace regula::inline REGULA_ABI

#endif
