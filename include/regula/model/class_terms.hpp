#pragma once

#include <regula/data/partly_labelled.hpp>
#include <regula/loss/loss.hpp>
#include <regula/model/pass_node.hpp>

#include <string_view>

namespace regula::inline REGULA_ABI {

/// The outputs of a model f in a pass for inputs x, or for the unlabelled samples of a batch, with draws of
/// noise and masks of their own. The number of the stream says which.
Node outputs_of(auto& pass, const auto& f, const auto& x, std::uint64_t stream) {
    pass.afresh(stream);
    const Node y = f(pass, pass.input(x));
    pass.afresh(0);
    return y;
}
Node unlabelled_outputs(auto& pass, const auto& f, const auto& batch, std::uint64_t stream = 1) {
    return outputs_of(pass, f, unlabelled(batch), stream);
}

/// Refuses losses without class probabilities in a sentence.
template <class Loss>
consteval void require_classes() {
    constexpr bool of_classes = ClassLoss<Loss>;
    static_assert(of_classes,
                  "regula: losses of unlabelled samples need a loss of classes, with 'void "
                  "log_probabilities(y, l) const', such as SoftmaxCrossEntropy or Logistic");
}

/// Adds a function of the class probabilities of each sample to the objective,
///
///     strength/m sum_j F(log p_j),     p_j the probabilities of the classes at column j of node y
///
/// `take(l, j)` gets the log probabilities of sample j, a column. It returns F and replaces l by the gradient
/// of F at the scores of the classes, whose entries add up to 0. The outputs must be scores of classes; with
/// one output, its score is that of class 1 beside a 0. Allocates nothing.
template <class Loss>
void add_class_term(auto& pass, std::string_view name, const Loss& loss, Node y, double strength,
                    const auto& take) {
    require_classes<Loss>();
    if constexpr (ClassLoss<Loss>) {
        const double share = strength / static_cast<double>(pass.value(y).cols());
        double sum = 0;
        const Node taken = pass.constant([&](auto& l) {
            loss.log_probabilities(pass.value(y), l);
            for (Index j = 0; j < l.cols(); ++j) sum += take(l.col(j), j);
            l *= static_cast<typename std::remove_cvref_t<decltype(l)>::Scalar>(share);
        });
        pass.add_term(name, share * sum);
        pass.add_gradient(y, pass.value(taken).bottomRows(pass.value(y).rows()));
    }
}

/// The loss of a pseudo-label for add_class_term:     [q_c >= threshold] (-log p_c),     c = argmax_i q_i
///
/// with l = log p, replaced by the gradient p_i - [i = c], or 0 below the threshold; q may be p.
double take_pseudo_label(auto&& l, Index c, double sure, double threshold) {
    if (sure < threshold) return l.setZero(), 0;  // a NaN is not hidden
    const double log_p = static_cast<double>(l(c));
    l.array() = l.array().exp();
    l(c) -= 1;
    return -log_p;
}

/// The class probabilities at outputs y, classes x samples, as a constant of the pass.
template <class Loss>
Node class_probabilities(auto& pass, const Loss& loss, const auto& y) {
    require_classes<Loss>();
    return pass.constant([&](auto& p) {
        if constexpr (ClassLoss<Loss>) loss.log_probabilities(y, p), p.array() = p.array().exp();
    });
}

/// Adds the gradient at node y, with class probabilities p there, of
///
///     strength/m sum_j |p_j - q_j|^2
///
/// as if q were constant, and returns the value.
double add_distance(auto& pass, Node y, const auto& p, const auto& q, double strength) {
    const double share = strength / static_cast<double>(p.cols());
    const Node taken = pass.constant([&](auto& g) {
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        g = static_cast<Scalar>(2 * share) * (p - q);
        for (Index j = 0; j < g.cols(); ++j) {
            const Scalar mean = p.col(j).dot(g.col(j));
            g.col(j).array() = p.col(j).array() * (g.col(j).array() - mean);
        }
    });
    pass.add_gradient(y, pass.value(taken).bottomRows(pass.value(y).rows()));
    return share * static_cast<double>((p - q).squaredNorm());
}

}  // namespace regula::inline REGULA_ABI
