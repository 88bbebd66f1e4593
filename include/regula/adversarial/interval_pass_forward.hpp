#pragma once

#include <regula/adversarial/interval_pass.hpp>

#include <algorithm>
#include <cmath>

// The forward part of IntervalPass: inputs, layers, sums, margins.
namespace regula::inline REGULA_ABI {

template <class Scalar>
Node IntervalPass<Scalar>::input(const M& x, const Threat& threat, const Box& range) {
    threat.check(), range.check();
    require(threat.radius() < HUGE_VAL, "IntervalPass: the radius must be finite, got ", threat.radius());
    const Node node = add(false, {});
    Held& held = held_[node.number];
    const bool is_box = threat.visit(
        [](const auto& ball) { return std::same_as<std::remove_cvref_t<decltype(ball)>, LInfinityBall>; });
    const auto r = static_cast<Scalar>(threat.radius());
    const auto low = static_cast<Scalar>(range.lower), high = static_cast<Scalar>(range.upper);
    require(x.size() == 0 || (x.minCoeff() >= low && x.maxCoeff() <= high),
            "certificate: inputs must lie in the range ", range.lower, " to ", range.upper, ", got ",
            x.minCoeff(), " ... ", x.maxCoeff());
    if (!is_box || (std::isinf(range.lower) && std::isinf(range.upper))) {
        held.own.centre = x;
        held.own.radius.setConstant(x.rows(), 1, r);
        if (!is_box) held.ball = threat;
    } else {
        held.own.set_ends((x.array() - r).max(low).matrix(), (x.array() + r).min(high).matrix());
    }
    widen(held.own, 2);
    return node;
}

template <class Scalar>
Node IntervalPass<Scalar>::apply(const LayerUse<Scalar>& use, Node x) {
    const Relaxation relaxation = use.layer.relaxation();
    if (relaxation == Relaxation::unknown)  // a name may allocate
        require(
            false, "IntervalPass: layer '", use.layer.name(),
            "' has no bounds; a layer declares 'Relaxation relaxation() const', see layer/relaxation.hpp");
    const Node node = add(held_[x.number].wanted || !use.blocks.empty(),
                          {.kind = Kind::layer, .from = x, .layer = &use.layer, .blocks = use.blocks});
    const Held& in = held_[x.number];
    Held& out = held_[node.number];
    relaxation == Relaxation::affine ? apply_affine(in, out) : apply_monotone(in, out);
    return node;
}

template <class Scalar>
void IntervalPass<Scalar>::apply_affine(const Held& in, Held& out) {
    const Origin& made = out.origin;
    const M& r = in.own.radius;
    made.layer->forward(slice(*theta_, made.blocks), in.own.centre, out.own.centre, *workers_);
    if (by_dual_norm(in, made)) {
        const auto w = slice(*theta_, made.blocks)[0];
        out.own.radius.resize(w.cols(), 1);
        in.ball->visit([&](const auto& ball) {
            for (Index i = 0; i < w.cols(); ++i)
                out.own.radius(i) = static_cast<Scalar>(largest_on(ball, w.col(i)));
        });
    } else {
        made.layer->tangent(slice(magnitudes_, made.blocks), {}, r, r, r, out.own.radius, *workers_);
    }
    if (outward_) add_rounding(in, out);
}

/// Rounding errors of sums of n products, in any order, of the pass and of the network itself:
///
///     n epsilon (|A| (|c| + r) + |A c + b| + |b|),     where n has a few operations more
template <class Scalar>
void IntervalPass<Scalar>::add_rounding(const Held& in, Held& out) {
    const Origin& made = out.origin;
    Index terms = in.own.centre.rows();
    Scalar largest_bias{0};
    if (!made.blocks.empty()) terms = std::max(made.blocks[0].rows, made.blocks[0].cols);
    for (const Block& block : made.blocks)
        if (block.role == Role::bias) largest_bias = std::max(largest_bias, magnitudes_[block].maxCoeff());
    const Scalar share = static_cast<Scalar>(terms + 8) * std::numeric_limits<Scalar>::epsilon();
    Interval<Scalar>& size = out.scratch;
    size.centre = in.own.centre, size.radius = in.own.radius;
    size.spread();
    size.radius = share * (size.centre.cwiseAbs() + size.radius);
    const M& s = size.radius;
    made.layer->tangent(slice(magnitudes_, made.blocks), {}, s, s, s, out.slack, *workers_);
    out.slack.array() += share * (out.own.centre.array().abs() + largest_bias);
    out.own.spread();
    out.own.radius += out.slack;
}

template <class Scalar>
void IntervalPass<Scalar>::apply_monotone(const Held& in, Held& out) {
    const Origin& made = out.origin;
    in.own.ends(out.ends_in);
    made.layer->forward(slice(*theta_, made.blocks), out.ends_in, out.ends_out, *workers_);
    const Index m = in.own.centre.cols();
    out.own.set_ends(out.ends_out.leftCols(m), out.ends_out.rightCols(m));
    widen(out.own, 8);
}

template <class Scalar>
Node IntervalPass<Scalar>::sum(Node a, Node b) {
    const Node node =
        add(held_[a.number].wanted || held_[b.number].wanted, {.kind = Kind::sum, .from = a, .and_from = b});
    const Interval<Scalar>&one = held_[a.number].own, &other = held_[b.number].own;
    Interval<Scalar>& to = held_[node.number].own;
    to.centre = one.centre + other.centre;
    const bool first_is_wide = one.radius.cols() >= other.radius.cols();
    const M &wide = first_is_wide ? one.radius : other.radius,
            &narrow = first_is_wide ? other.radius : one.radius;
    to.radius = wide;
    if (narrow.cols() < wide.cols())
        to.radius.colwise() += narrow.col(0);
    else
        to.radius += narrow;
    widen(to, 2);
    return node;
}

template <class Scalar>
Node IntervalPass<Scalar>::margins(Node y, const Labels& labels) {
    const Held& scores = held_[y.number];
    const Interval<Scalar>& z = scores.own;
    const Index classes = z.centre.rows();
    require_labels(labels, z.centre.cols(), std::max<Index>(classes, 2), "IntervalPass");
    const Node node = add(scores.wanted, {.kind = Kind::margins, .from = y});
    Held& out = held_[node.number];
    out.labels = &labels;
    M& bound = out.own.centre;
    bound.resize(classes, z.centre.cols());
    out.own.radius.resize(0, z.centre.cols());
    const auto radius = [&](Index k, Index j) { return z.radius(k, z.shared() ? 0 : j); };
    if (classes == 1) {
        for (Index j = 0; j < bound.cols(); ++j)
            bound(0, j) = radius(0, j) + (labels[j] == 0 ? z.centre(0, j) : -z.centre(0, j));
        return node;
    }
    const bool through_weights = elided(scores);
    const Held& in = held_[scores.origin.from.number];
    const auto w = slice(*theta_, through_weights ? scores.origin.blocks : std::span<const Block>{});
    workers_->each(bound.cols(), [&](Index j) {
        const Index label = labels[j];
        for (Index k = 0; k < classes; ++k) {
            Scalar width = radius(k, j) + radius(label, j);
            if (through_weights) {
                const auto d = w[0].col(k) - w[0].col(label);
                width = in.ball ? static_cast<Scalar>(
                                      in.ball->visit([&](const auto& ball) { return largest_on(ball, d); }))
                                : d.cwiseAbs().dot(in.own.radius.col(in.own.shared() ? 0 : j));
            }
            if (outward_) {
                width += 4 * std::numeric_limits<Scalar>::epsilon() *
                         (width + std::abs(z.centre(k, j)) + std::abs(z.centre(label, j)));
                if (through_weights) width += scores.slack(k, j) + scores.slack(label, j);
            }
            bound(k, j) = k == label ? Scalar{0} : z.centre(k, j) - z.centre(label, j) + width;
        }
    });
    return node;
}

template <class Scalar>
Node IntervalPass<Scalar>::ends(Node y, const auto& is_upper) {
    const Node node = add(held_[y.number].wanted, {.kind = Kind::ends, .from = y});
    const Interval<Scalar>& z = held_[y.number].own;
    Held& out = held_[node.number];
    out.own.radius.resize(0, z.centre.cols());
    out.ends_out.resize(z.centre.rows(), z.centre.cols());  // the sign of the end
    for (Index j = 0; j < z.centre.cols(); ++j)
        for (Index i = 0; i < z.centre.rows(); ++i) {
            const Scalar c = z.centre(i, j), r = z.radius(i, z.shared() ? 0 : j);
            out.ends_out(i, j) = is_upper(i, j, c - r, c + r) ? Scalar{1} : Scalar{-1};
        }
    if (z.shared())
        out.own.centre = z.centre + out.ends_out.cwiseProduct(z.radius.col(0).replicate(1, z.centre.cols()));
    else
        out.own.centre = z.centre + out.ends_out.cwiseProduct(z.radius);
    return node;
}

}  // namespace regula::inline REGULA_ABI
