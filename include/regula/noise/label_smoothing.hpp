#pragma once

#include <regula/core/place.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/targets.hpp>

namespace regula::inline REGULA_ABI {

/// Label smoothing: moves a part of the probability from the given class to others, so that the logits of a
/// softmax stay finite.
///
///     over other_classes (the book)     1 - epsilon                  and  epsilon / (k - 1)
///     over all_classes (Szegedy)        1 - epsilon + epsilon / k    and  epsilon / k
///
/// for the right class and for each of the others. At the optimum the right logit exceeds the others by
/// log((1 - epsilon)(k - 1) / epsilon), or log(1 + k (1 - epsilon) / epsilon). PyTorch and Keras spread over
/// all classes. Soft targets keep their sum. Acts on targets, classes x samples; other targets throw
/// std::invalid_argument (require_class_targets).
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.5.1; Szegedy et al. (2016), "Rethinking the
/// inception architecture".
struct LabelSmoothing {
    static constexpr auto home = targets;
    enum Spread { other_classes, all_classes };
    double epsilon;
    Spread over = other_classes;

    void check() const {
        require(epsilon >= 0 && epsilon <= 1, "LabelSmoothing: epsilon must be in [0, 1], got ", epsilon);
    }

    void perturb(auto&& t, Key) const {
        check();
        using Scalar = typename std::remove_cvref_t<decltype(t)>::Scalar;
        require_class_targets(t, "LabelSmoothing");
        const auto receivers = static_cast<double>(over == other_classes ? t.rows() - 1 : t.rows());
        const double share = epsilon / receivers;
        const auto stays = static_cast<Scalar>(1 - epsilon - (over == other_classes ? share : 0));
        for (auto column : t.colwise()) {
            const auto rest = static_cast<Scalar>(share * static_cast<double>(column.sum()));
            column.array() = stays * column.array() + rest;
        }
    }
};

static_assert(Noise<LabelSmoothing>);

}  // namespace regula::inline REGULA_ABI
