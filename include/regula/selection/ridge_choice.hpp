#pragma once

#include <regula/linear/ridge.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// Estimated error on new samples of ridge regression with some strengths.
struct RidgeChoice {
    Vector<double> errors;  ///< mean squared errors, summed over the outputs
    Index best = 0;         ///< the strength with the least error
};

/// Evaluates the strengths by leave-one-out cross-validation, in closed form.
template <class = OnUse>
RidgeChoice choose_by_leave_one_out(const RidgePath& path, const std::vector<double>& strengths) {
    require(!strengths.empty(), "choose_by_leave_one_out: needs at least one strength");
    RidgeChoice choice{Vector<double>(static_cast<Index>(strengths.size()))};
    for (Index i = 0; i < choice.errors.size(); ++i) {
        const Matrix<double> rest = path.leave_one_out(L2{strengths[static_cast<std::size_t>(i)]});
        choice.errors[i] = rest.squaredNorm() / static_cast<double>(rest.cols());
    }
    choice.errors.minCoeff(&choice.best);
    return choice;
}

/// Evaluates the strengths by generalized cross-validation. It is invariant to rotations of the samples.
/// Golub, Heath and Wahba (1979), "Generalized cross-validation as a method for choosing a good ridge
/// parameter".
template <class = OnUse>
RidgeChoice choose_by_generalized_cross_validation(const RidgePath& path,
                                                   const std::vector<double>& strengths) {
    require(!strengths.empty(), "choose_by_generalized_cross_validation: needs at least one strength");
    RidgeChoice choice{Vector<double>(static_cast<Index>(strengths.size()))};
    for (Index i = 0; i < choice.errors.size(); ++i)
        choice.errors[i] = path.generalized_cross_validation(L2{strengths[static_cast<std::size_t>(i)]});
    choice.errors.minCoeff(&choice.best);
    return choice;
}

}  // namespace regula::inline REGULA_ABI
