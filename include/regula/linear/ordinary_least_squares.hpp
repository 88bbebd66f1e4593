#pragma once

#include <regula/linear/ridge.hpp>

namespace regula::inline REGULA_ABI {

/// Least squares without a penalty: the minimum of     1/m sum_j 1/2 |W'x_j + b - t_j|^2
/// If the minimum is a set, it is the member of least norm |W|, by the singular values of the features. Dense
/// inputs only.
///
/// Throws std::invalid_argument for shapes that do not fit, and for sparse inputs.
/// Golub and Van Loan, Matrix Computations, section 5.5.
template <class = OnUse>
LinearFit ordinary_least_squares(const Design& design, const Matrix<double>& y, bool intercept = true) {
    require(!design.is_sparse(), "ordinary_least_squares: needs dense inputs; ridge takes sparse ones");
    return RidgePath{design, y, intercept}.fit(L2{0});
}

/// The same with a data set. Samples count by their weights.
template <class Scalar>
LinearFit ordinary_least_squares(const Dataset<Scalar>& data, bool intercept = true) {
    data.check("ordinary_least_squares");
    require(!data.has_labels(), "ordinary_least_squares: needs data with targets, got labels");
    return RidgePath{data, intercept}.fit(L2{0});
}

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template LinearFit ordinary_least_squares<OnUse>(const Design&, const Matrix<double>&, bool);
#endif

}  // namespace regula::inline REGULA_ABI
