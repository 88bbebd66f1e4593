#pragma once

#include <regula/core/policy.hpp>
#include <regula/tangent/change_along.hpp>
#include <regula/tangent/tangent_vectors.hpp>

namespace regula::inline REGULA_ABI {

/// Tangent propagation: penalises the derivative of the outputs along given tangents, so the outputs do not
/// change if a sample moves along them.
///
///     strength/2 1/m sum_j sum_k |df(x_j)/dx v_k(x_j)|^2
///
///     TangentProp{SameDirections{basis}, 0.1}
///
/// f are the scores or, with `of_log_probabilities`, the log probabilities of the classes; these need a loss
/// of classes. A step takes one more pass, with a tangent for each field; the parameter gradient is exact.
/// The fields are those of the samples; the derivative is taken with the noise and masks of the step. For
/// small tangents it does what training on moved samples does to first order. Piecewise linear units, such as
/// Relu, have no curvature: the gradient does not see that a kink moves.
///
/// Simard, Victorri, LeCun and Denker (1992), "Tangent prop: a formalism for specifying selected invariances
/// in an adaptive network"; Goodfellow, Bengio and Courville, Deep Learning, section 7.14.
template <class Fields>
struct TangentProp {
    static_assert(TangentVectors<Fields>,
                  "regula: tangent vectors have verbs 'count() const' and 'directions(x, k, v) const', as "
                  "ImageTangents and SameDirections have");

    Fields fields;
    double strength = 0.1;
    bool of_log_probabilities = false;

    void check() const {
        require(strength >= 0, "TangentProp: strength must be >= 0, got ", strength);
        validate(fields);
    }

    template <class Loss>
    void add_losses(auto& pass, const auto& f, const Loss& loss, const auto& batch) const {
        check();
        require(!of_log_probabilities || ClassLoss<Loss>,
                "TangentProp: log probabilities need a loss of classes, such as SoftmaxCrossEntropy");
        const auto count = static_cast<std::size_t>(fields.count());
        const Node y = f(pass, pass.input_along(batch.inputs, count, [&](std::size_t k, auto& v) {
            fields.directions(batch.inputs, static_cast<Index>(k), v);
        }));
        const double share = strength / static_cast<double>(batch.inputs.cols());
        double squares = 0;
        for (std::size_t k = 0; k < count; ++k)
            squares += of_log_probabilities ? add_change_of_log_probabilities(pass, loss, y, k, share)
                                            : add_change_of_outputs(pass, y, k, share);
        pass.add_term("TangentProp", share / 2 * squares);
    }
};
template <class Fields>
TangentProp(Fields, double = 0.1, bool = false) -> TangentProp<Fields>;

}  // namespace regula::inline REGULA_ABI
