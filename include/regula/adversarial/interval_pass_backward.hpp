#pragma once

#include <regula/adversarial/interval_pass.hpp>

// The backward part of IntervalPass: from the gradients at its nodes to the parameters.
namespace regula::inline REGULA_ABI {

template <class Scalar>
void IntervalPass<Scalar>::backward(Parameters<Scalar>& gradient) {
    require(!outward_, "IntervalPass: a pass with rounding errors has no gradient");
    require_gradient(*theta_, gradient);
    for (std::size_t n = used_; n-- > 0;) {
        Held& out = held_[n];
        if (!out.wanted || !out.has_d) continue;
        Held& in = held_[out.origin.from.number];
        switch (out.origin.kind) {
            case Kind::layer:
                if (out.origin.layer->relaxation() == Relaxation::affine)
                    back_through_affine(in, out, gradient);
                else
                    back_through_monotone(in, out);
                break;
            case Kind::sum:
                for (Held* const part : {&in, &held_[out.origin.and_from.number]})
                    if (part->wanted) add_to(*part, out.d.centre, out.d.radius);
                break;
            case Kind::margins:
                back_through_margins(in, out, gradient);
                break;
            default:
                add_to(in, out.d.centre, out.ends_out.cwiseProduct(out.d.centre));
        }
    }
}

/// Adds the gradients of a layer's parameters through centres and, for the first `of_radii` blocks, through
/// their magnitudes, in one sweep.
template <class Scalar>
void IntervalPass<Scalar>::add_scratch(std::span<const Block> blocks, std::size_t of_radii,
                                       Parameters<Scalar>& gradient) {
    const auto with_sign = [](Scalar d, Scalar w) {
        return w > Scalar{0} ? d : w < Scalar{0} ? -d : Scalar{0};
    };
    for (std::size_t i = 0; i < blocks.size(); ++i)
        if (const Block& block = blocks[i]; i < of_radii)
            gradient[block] +=
                by_centre_[block] + by_magnitude_[block].binaryExpr((*theta_)[block], with_sign);
        else
            gradient[block] += by_centre_[block];
}

template <class Scalar>
void IntervalPass<Scalar>::back_through_affine(Held& in, Held& out, Parameters<Scalar>& gradient) {
    const auto& [kind, from, and_from, layer, blocks] = out.origin;
    const auto theta = slice(*theta_, blocks), size = slice(magnitudes_, blocks);
    const Slice<Scalar> g{blocks, by_centre_.vector().data()}, h{blocks, by_magnitude_.vector().data()};
    const M &dc = out.d.centre, &dr = out.d.radius, &r = in.own.radius;
    if (!blocks.empty()) layer->gradient(theta, in.own.centre, out.own.centre, dc, g, *workers_);
    if (in.wanted) layer->backward(theta, in.own.centre, out.own.centre, dc, in.scratch.centre, *workers_);
    std::size_t of_radii = 0;
    if (by_dual_norm(in, out.origin)) {
        auto g_w = gradient[blocks[0]];
        in.ball->visit([&](const auto& ball) {
            for (Index i = 0; i < g_w.cols(); ++i)
                largest_at(ball, theta[0].col(i), static_cast<double>(dr(i)),
                           [&](const auto& part) { g_w.col(i) += part; });
        });
    } else if (!in.wanted && layer->connects_units()) {  // without the gradient at the inputs
        layer->gradient(size, r, out.own.radius, dr, h, *workers_);
        of_radii = 1;
    } else {
        for (const Block& block : blocks) by_magnitude_[block].setZero();
        if (!in.wanted) in.scratch.centre.setZero(r.rows(), in.own.centre.cols());
        layer->tangent_backward(size, {}, r, out.own.radius, r, dr, in.scratch.radius, in.scratch.centre, h,
                                *workers_);
        of_radii = blocks.size();
    }
    add_scratch(blocks, of_radii, gradient);
    if (in.wanted) add_to(in, in.scratch.centre, in.scratch.radius);
}

template <class Scalar>
void IntervalPass<Scalar>::back_through_monotone(Held& in, Held& out) {
    const auto& [kind, from, and_from, layer, blocks] = out.origin;
    const Index m = out.own.centre.cols();
    out.d_ends.resize(out.own.centre.rows(), 2 * m);
    out.d_ends.leftCols(m) = Scalar{0.5} * (out.d.centre - out.d.radius);
    out.d_ends.rightCols(m) = Scalar{0.5} * (out.d.centre + out.d.radius);
    M& d = in.d_ends;
    layer->backward(slice(*theta_, blocks), out.ends_in, out.ends_out, out.d_ends, d, *workers_);
    add_to(in, d.rightCols(m) + d.leftCols(m), d.rightCols(m) - d.leftCols(m));
}

template <class Scalar>
void IntervalPass<Scalar>::back_through_margins(Held& y, Held& out, Parameters<Scalar>& gradient) {
    const Labels& labels = *out.labels;
    const M& d = out.d.centre;
    M &dc = y.scratch.centre, &dr = y.scratch.radius;
    dc = d, dr = d;
    const bool one = d.rows() == 1, through_weights = elided(y);
    for (Index j = 0; j < d.cols(); ++j) {
        const Index label = one ? 0 : labels[j];
        const Scalar others = one ? Scalar{0} : d.col(j).sum() - d(label, j);
        if (one) dc(0, j) = labels[j] == 0 ? d(0, j) : -d(0, j);
        if (!one) dc(label, j) = -others, dr(label, j) = others;
    }
    if (through_weights) dr.setZero();
    add_to(y, dc, dr);
    if (!through_weights) return;

    const Block& block = y.origin.blocks[0];
    const auto w = (*theta_)[block];
    auto g = gradient[block];
    Held& in = held_[y.origin.from.number];
    M& by_radius = in.scratch.radius;
    by_radius.setZero(w.rows(), d.cols());
    for (Index j = 0; j < d.cols(); ++j)
        for (Index k = 0, label = labels[j]; k < d.rows(); ++k) {
            if (k == label || d(k, j) == Scalar{0}) continue;
            const auto apart = w.col(k) - w.col(label);
            const auto move = [&](const auto& part) { g.col(k) += part, g.col(label) -= part; };
            if (in.ball) {
                in.ball->visit(
                    [&](const auto& ball) { largest_at(ball, apart, static_cast<double>(d(k, j)), move); });
                continue;
            }
            by_radius.col(j) += d(k, j) * apart.cwiseAbs();
            move(d(k, j) * apart.cwiseSign().cwiseProduct(in.own.radius.col(in.own.shared() ? 0 : j)));
        }
    if (!in.wanted) return;
    in.scratch.centre.setZero(w.rows(), d.cols());
    add_to(in, in.scratch.centre, by_radius);
}

/// Adds to the gradient at a node. A radius that all samples share gets the sum of theirs.
template <class Scalar>
void IntervalPass<Scalar>::add_to(Held& held, const auto& by_centre, const auto& by_radius) {
    M &c = held.d.centre, &r = held.d.radius;
    if (!held.has_d) {
        c.setZero(held.own.centre.rows(), held.own.centre.cols());
        r.setZero(held.own.radius.rows(), held.own.radius.cols());
    }
    held.has_d = true;
    c += by_centre;
    if (r.cols() == by_radius.cols())
        r += by_radius;
    else
        r += by_radius.rowwise().sum();
}

}  // namespace regula::inline REGULA_ABI
