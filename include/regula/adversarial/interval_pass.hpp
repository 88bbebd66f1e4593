#pragma once

#include <regula/adversarial/dual_norm.hpp>
#include <regula/adversarial/threat.hpp>
#include <regula/model/pass.hpp>

#include <deque>
#include <limits>

namespace regula::inline REGULA_ABI {

/// Intervals centre -+ radius, units x samples. A radius of one column holds for all samples.
template <class Scalar>
struct Interval {
    Matrix<Scalar> centre, radius;

    bool shared() const { return radius.cols() != centre.cols(); }
    /// Gives each sample a radius of its own.
    void spread() {
        if (shared()) radius = radius.col(0).replicate(1, centre.cols()).eval();
    }
    /// The lower ends, then the upper ends, units x 2 samples; and back.
    void ends(Matrix<Scalar>& both) const {
        const Index m = centre.cols();
        both.resize(centre.rows(), 2 * m);
        if (shared()) {
            both.leftCols(m) = centre.colwise() - radius.col(0);
            both.rightCols(m) = centre.colwise() + radius.col(0);
        } else {
            both.leftCols(m) = centre - radius;
            both.rightCols(m) = centre + radius;
        }
    }
    void set_ends(const auto& lower, const auto& upper) {
        centre = Scalar{0.5} * (upper + lower);
        radius = Scalar{0.5} * (upper - lower);
    }
};

/// A pass that propagates bounds: the interval of each unit, if each input moves in a ball. The model is a
/// function of this pass as of any other, and acts as in prediction, without policies.
///
///     affine layers       centre  A c + b,  radius  |A| r
///     monotone layers     the images of both ends
///     residual blocks     centres and radii add up
///
/// Bounds are sound but not tight, because the units of a layer are taken to be independent. An L2Ball or an
/// L1Ball acts by its dual norm, radius |a_i|_*, if the first layer is a Dense; otherwise it acts as the
/// LInfinityBall around it. The range limits an LInfinityBall only: for the other two the bounds hold without
/// it. Throws std::invalid_argument for a layer that declares no Relaxation (layer/relaxation.hpp).
///
///     IntervalPass<double> pass;
///     pass.begin(theta, workers);
///     const Node y = net(pass, pass.input(x, LInfinityBall{0.1}, Box{0, 1}));
///     pass.add_gradient(y, by_centre, by_radius);
///     pass.backward(gradient);                        // adds the gradient of the parameters
///
/// Rounding errors can exceed the bounds by a few units in the last place. With `outward` they are added to
/// the radii, so the bounds hold for the outputs that a computer finds, too: for certificates. Such a pass
/// has no gradient. A pass that is kept from step to step allocates nothing.
///
/// Gowal et al. (2018), "On the effectiveness of interval bound propagation for training verifiably robust
/// models"; for the rounding errors Higham, Accuracy and Stability of Numerical Algorithms, section 3.1.
template <class Scalar>
class IntervalPass {
public:
    using M = Matrix<Scalar>;
    enum class Kind { input, layer, sum, margins, ends };
    /// How a node was made.
    struct Origin {
        Kind kind = Kind::input;
        Node from = {0}, and_from = {0};
        const Layer<Scalar>* layer = nullptr;
        std::span<const Block> blocks = {};
    };

    IntervalPass() = default;
    IntervalPass(const IntervalPass&) = delete;
    IntervalPass& operator=(const IntervalPass&) = delete;

    /// Begins anew at parameters theta. The arguments must outlive the pass.
    void begin(const Parameters<Scalar>& theta, Workers& workers, bool outward = false) {
        theta_ = &theta, workers_ = &workers, outward_ = outward, used_ = 0;
        if (magnitudes_.size() != theta.size()) magnitudes_ = by_centre_ = by_magnitude_ = theta;
        magnitudes_.vector() = theta.vector().cwiseAbs();
    }

    /// The inputs around x (features x samples) in a ball and in the range of the data. Throws
    /// std::invalid_argument for an LInfinityBall around an x outside the range.
    Node input(const M& x, const Threat& threat, const Box& range = no_range);

    // What a model calls.
    Node enter(Node x, Shape, bool) { return x; }
    Node leave(Node y, const Block&, const Block* = nullptr) { return y; }
    Node at(const Block&, Node x, bool = false) { return x; }
    Node apply(const LayerUse<Scalar>& use, Node x);
    Node sum(Node a, Node b);
    Index parameters() const { return theta_->size(); }
    const M& value(Node node) const { return held_[node.number].own.centre; }

    /// Upper bounds of the margins y_k - y_label, classes x samples, 0 for the label itself: those of a
    /// sample are all < 0 if its class is proven. If y comes from a Dense, its weights are subtracted first,
    /// (w_k - w_label)'h, which is tighter than the difference of two bounds. With one output, the score of
    /// class 1 beside a 0, there is one row, the bound of the wrong class over the right one. The labels must
    /// outlive the pass.
    Node margins(Node y, const Labels& labels);
    /// One end of each interval: the upper one where is_upper(i, j, lower, upper).
    Node ends(Node y, const auto& is_upper);

    const Interval<Scalar>& interval(Node node) const { return held_[node.number].own; }
    const Origin& origin(Node node) const { return held_[node.number].origin; }
    /// The ball of an input, if it is an L2Ball or an L1Ball.
    const std::optional<Threat>& ball(Node node) const { return held_[node.number].ball; }
    const Parameters<Scalar>& theta() const { return *theta_; }
    Workers& workers() { return *workers_; }

    /// Adds to the gradient at the centres and at the radii of a node, both of its shape; at margins and ends
    /// at the values alone.
    void add_gradient(Node node, const auto& by_centre, const auto& by_radius) {
        add_to(held_[node.number], by_centre, by_radius);
    }
    void add_gradient(Node node, const auto& by_value) {
        add_to(held_[node.number], by_value, M(0, by_value.cols()));
    }
    /// Adds the gradient of the parameters.
    void backward(Parameters<Scalar>& gradient);

private:
    /// A node: its interval, the ends around a monotone layer, its rounding errors, and its gradient.
    struct Held {
        Interval<Scalar> own, d, scratch;
        M ends_in, ends_out, d_ends, slack;
        Origin origin;
        const Labels* labels = nullptr;
        bool has_d = false, wanted = false;
        std::optional<Threat> ball;  // of an input, if its dual norm is to be used
    };

    Node add(bool wanted, const Origin& origin) {
        if (used_ == held_.size()) held_.emplace_back();
        Held& held = held_[used_];
        held.origin = origin, held.wanted = wanted, held.has_d = false, held.ball.reset();
        return {used_++};
    }
    static Slice<const Scalar> slice(const Parameters<Scalar>& theta, std::span<const Block> blocks) {
        return {blocks, theta.vector().data()};
    }
    /// Whether a Dense is given the ball itself, and whether margins go through the weights of a Dense.
    static bool by_dual_norm(const Held& in, const Origin& made) {
        return in.ball && made.layer->connects_units();
    }
    bool elided(const Held& y) const {
        return y.origin.kind == Kind::layer && y.origin.layer->connects_units() && y.own.centre.rows() > 1;
    }

    void apply_affine(const Held& in, Held& out);
    void apply_monotone(const Held& in, Held& out);
    void add_rounding(const Held& in, Held& out);
    /// Adds rounding errors of some units in the last place of either end.
    void widen(Interval<Scalar>& x, int units) {
        if (!outward_) return;
        x.spread();
        const Scalar share = static_cast<Scalar>(units) * std::numeric_limits<Scalar>::epsilon();
        x.radius += share * (x.centre.cwiseAbs() + x.radius);
    }

    void back_through_affine(Held& in, Held& out, Parameters<Scalar>& gradient);
    void back_through_monotone(Held& in, Held& out);
    void back_through_margins(Held& y, Held& out, Parameters<Scalar>& gradient);
    void add_to(Held& held, const auto& by_centre, const auto& by_radius);
    void add_scratch(std::span<const Block> blocks, std::size_t of_radii, Parameters<Scalar>& gradient);

    const Parameters<Scalar>* theta_ = nullptr;
    Workers* workers_ = nullptr;
    bool outward_ = false;
    std::deque<Held> held_;  // keeps its elements where they are
    std::size_t used_ = 0;
    Parameters<Scalar> magnitudes_, by_centre_, by_magnitude_;  // the last two are gradients of a layer
};

}  // namespace regula::inline REGULA_ABI

#include <regula/adversarial/interval_pass_backward.hpp>
#include <regula/adversarial/interval_pass_forward.hpp>
