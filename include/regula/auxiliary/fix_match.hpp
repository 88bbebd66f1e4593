#pragma once

#include <regula/core/error.hpp>
#include <regula/core/policy.hpp>
#include <regula/model/class_terms.hpp>

namespace regula::inline REGULA_ABI {

/// Pseudo-labels of weakly transformed samples teach strongly transformed ones:
///
///     FixMatch{Augment{shape, Translate{2, 2}}, Augment{shape, Affine{...} | Elastic{34, 4}}, 1, 0.95}
///     strength 1/m sum_j [p_cj >= threshold] (-log q_cj),     c = argmax_i p_ij
///
/// p_j are the class probabilities of the weakly transformed sample j, constant, without noise and masks on
/// units; q_j are those of the strongly transformed one, with noise and masks. m counts all unlabelled
/// samples. The transforms are noise policies. In a run without unlabelled samples, the training samples
/// serve. Needs a loss of classes. 0 <= threshold <= 1. Sohn et al. (2020), "FixMatch: simplifying
/// semi-supervised learning with consistency and confidence".
template <class Weak, class Strong>
struct FixMatch {
    static_assert(Noise<Weak> && Noise<Strong>,
                  "regula: FixMatch needs two noise policies, such as Augment{shape, Translate{2, 2}}");
    static constexpr bool takes_unlabelled = true;

    Weak weak;
    Strong strong;
    double strength = 1;
    double threshold = 0.95;

    void check() const {
        require(strength >= 0, "FixMatch: strength must be >= 0, got ", strength);
        require(threshold >= 0 && threshold <= 1, "FixMatch: threshold must be in [0, 1], got ", threshold);
        validate(weak), validate(strong);
    }

    void add_losses(auto& pass, const auto& f, const auto& loss, const auto& batch) const {
        check();
        const auto& now = pass.hooks().now;
        const auto seen = [&](const auto& transform, std::string_view name) -> const auto& {
            return pass.value(pass.constant([&](auto& x) {
                x = unlabelled(batch);
                transform.perturb(x, now.key.stream(name).from(static_cast<std::uint64_t>(now.first)));
            }));
        };
        auto& teacher = pass.probe(false);
        const Node taught = f(teacher, teacher.input(seen(weak, "weak")));
        const auto& p = teacher.value(class_probabilities(teacher, loss, teacher.value(taught)));
        const Node y = outputs_of(pass, f, seen(strong, "strong"), 1);
        add_class_term(pass, "FixMatch", loss, y, strength, [&](auto l, Index j) {
            Index c = 0;
            const double sure = static_cast<double>(p.col(j).maxCoeff(&c));
            return take_pseudo_label(l, c, sure, threshold);
        });
    }
};
template <class Weak, class Strong>
FixMatch(Weak, Strong, double = 1, double = 0.95) -> FixMatch<Weak, Strong>;

}  // namespace regula::inline REGULA_ABI
