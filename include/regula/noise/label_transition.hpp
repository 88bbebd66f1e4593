#pragma once

#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/targets.hpp>
#include <regula/core/transition.hpp>

namespace regula::inline REGULA_ABI {

/// Label noise that depends on the class, anew in each step: a 4 becomes a 9 more often than a 0.
///
///     perturb     a sample of class j becomes one of class i with probability chances(i, j)
///
/// Columns sum to 1; LabelNoise{p} is symmetric_transition(k, p). A soft target first becomes a hard one of
/// the same sum, by a draw. Acts on targets with a row for each class; other targets throw
/// std::invalid_argument. To corrupt a data set once: corrupt_labels (data/corrupt_labels.hpp). Goodfellow,
/// Bengio and Courville, Deep Learning, section 7.5.1; Patrini et al. (2017), "Making deep neural networks
/// robust to label noise".
struct LabelTransition {
    static constexpr auto home = targets;
    Matrix<double> chances;

    void check() const { require_transition(chances, "LabelTransition"); }

    void perturb(auto&& t, Key key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(t)>::Scalar;
        require(t.rows() == chances.rows(), "LabelTransition: targets must have a row for each of ",
                chances.rows(), " classes, got ", t.rows());
        require_class_targets(t, "LabelTransition");
        for (Index j = 0; j < t.cols(); ++j) {
            const auto draw = 2 * static_cast<std::uint64_t>(j);
            auto column = t.col(j);
            const Scalar sum = column.sum();
            const Index from = class_drawn(column, key.uniform(draw));
            column.setZero();
            column[class_drawn(chances.col(from), key.uniform(draw + 1))] = sum;
        }
    }
};

static_assert(Noise<LabelTransition>);

}  // namespace regula::inline REGULA_ABI
