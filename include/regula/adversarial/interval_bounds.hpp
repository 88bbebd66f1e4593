#pragma once

#include <regula/adversarial/certified_error.hpp>
#include <regula/adversarial/worst_case.hpp>

namespace regula::inline REGULA_ABI {

/// Bounds by intervals (IntervalPass), with rounding errors: cheap, two passes, and loose for networks that
/// are not trained for them. Gowal et al. (2018).
///
///     certified_error(net, test, IntervalBounds{.threat = LInfinityBall{0.1}, .range = {0, 1}})
struct IntervalBounds {
    Threat threat;
    Box range = no_range;

    void check() const { threat.check(), range.check(); }

    template <class Scalar>
    Matrix<Scalar> margins(const Network<Scalar>& net, const Matrix<Scalar>& x, const Labels& labels,
                           Workers& workers) const {
        IntervalPass<Scalar> pass;
        pass.begin(net.parameters(), workers, true);
        return pass.value(pass.margins(net(pass, pass.input(x, threat, range)), labels));
    }
};

static_assert(MarginBounds<IntervalBounds>);

/// Bounds of the outputs of a network, outputs x samples.
template <class Scalar>
struct OutputBounds {
    Matrix<Scalar> lower, upper;
};

/// Bounds of the outputs of a network, if each column of x moves in a threat model and the range of the data.
/// They include rounding errors. Throws std::invalid_argument for inputs that do not fit or are outside the
/// range, and for a layer without bounds.
template <class Scalar>
OutputBounds<Scalar> interval_bounds(const Network<Scalar>& net, const Matrix<Scalar>& x,
                                     const Threat& threat, const Box& range, Workers& workers) {
    IntervalPass<Scalar> pass;
    pass.begin(net.parameters(), workers, true);
    const Interval<Scalar>& y = pass.interval(net(pass, pass.input(x, threat, range)));
    return {y.centre - y.radius, y.centre + y.radius};
}
template <class Scalar>
OutputBounds<Scalar> interval_bounds(const Network<Scalar>& net, const Matrix<Scalar>& x,
                                     const Threat& threat, const Box& range = no_range) {
    Workers alone;
    return interval_bounds(net, x, threat, range, alone);
}

/// An upper bound of the mean loss under any perturbation in the threat model. Up to rounding it is exact for
/// a network of one Dense layer with one output. See worst_case for the losses.
template <class Scalar, class Loss>
double certified_loss(const Network<Scalar>& net, const Loss& loss, const Dataset<Scalar>& data,
                      const IntervalBounds& bounds, Workers& workers) {
    bounds.check();
    require_fits(net, data, "certified_loss");
    require_unweighted(data, "certified_loss");
    Batch<Scalar> all = whole_batch(data);
    prepare_targets<Loss>(all, net.outputs());
    IntervalPass<Scalar> pass;
    pass.begin(net.parameters(), workers, true);
    const Node y = net(pass, pass.input(all.inputs, bounds.threat, bounds.range));
    Matrix<Scalar> unused;
    return with_targets<Loss>(all,
                              [&](const auto& t) { return worst_case_loss(pass, loss, y, t, 0, unused); });
}
template <class Scalar, class Loss>
double certified_loss(const Network<Scalar>& net, const Loss& loss, const Dataset<Scalar>& data,
                      const IntervalBounds& bounds) {
    Workers alone;
    return certified_loss(net, loss, data, bounds, alone);
}

/// The error of a linear model, a network of one Dense layer, under the worst attack of a threat model.
/// Exact:
///
///     a sample is right if     z_label - z_k > radius |w_label - w_k|_*     for all other classes k
///
/// with the dual norm of the ball (see largest_on). Throws std::invalid_argument for another network, and for
/// a range with an L2Ball or an L1Ball, which has no closed form. Softmax regression, logistic regression and
/// least squares are such models.
template <class Scalar>
double worst_case_error(const Network<Scalar>& net, const Dataset<Scalar>& data, const Threat& threat,
                        const Box& range = no_range) {
    Index layers = 0;
    bool dense = true;
    net.each_sequence([&](const auto&, const auto& sequence) {
        sequence.describe([&](const Layer<Scalar>& layer, const auto&...) {
            ++layers, dense = dense && layer.connects_units();
        });
    });
    require(dense && layers == 1, "worst_case_error: needs a network of one Dense layer, got ", layers,
            " layers; certified_error has bounds for others");
    Workers alone;
    Index wrong = 0;
    IntervalPass<Scalar> pass;
    margins_in_parts(
        net, data,
        [&](const auto& x, const Labels& labels) -> const Matrix<Scalar>& {
            pass.begin(net.parameters(), alone);
            const Node in = pass.input(x, threat, range);
            require(!pass.ball(in) || (std::isinf(range.lower) && std::isinf(range.upper)),
                    "worst_case_error: a range goes with an LInfinityBall only");
            return pass.value(pass.margins(net(pass, in), labels));
        },
        500, [&](const auto& found, const Labels& labels, Index) { wrong += count_unproven(found, labels); });
    return static_cast<double>(wrong) / static_cast<double>(data.size());
}

}  // namespace regula::inline REGULA_ABI
