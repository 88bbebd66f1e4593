#pragma once

#include <regula/adversarial/interval_pass.hpp>

#include <algorithm>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Linear bounds of what an IntervalPass has recorded, from a node back to the inputs:
///
///     a'y <= c'x + d     for all inputs x in the ball,     so     a'y <= max_x c'x + d
///
/// An affine layer takes a to A'a. An activation h(z), for z in [l, u], lies between two lines, and a takes
/// the upper line where it is > 0, the lower one elsewhere:
///
///     convex        the chord above, the tangent at the middle below
///     sigmoidal     slope min(h'(l), h'(u)) through (u, h(u)) above, and through (l, h(l)) below
///     monotone      the bounds of the interval pass, constants
///
/// Zhang et al. (2018), "Efficient neural network robustness certification with general activation functions"
/// (CROWN); Singh et al. (2018), "Fast and effective robustness certification", for sigmoidal units.
template <class Scalar>
class BackSubstitution {
public:
    using M = Matrix<Scalar>;

    /// The pass must outlive it. `refine`: the intervals of units before activations are made tighter by
    /// linear bounds of their own.
    BackSubstitution(IntervalPass<Scalar>& pass, Node last, bool refine) : pass_{pass} {
        lines_.resize(last.number + 1);
        for (std::size_t n = 0; n <= last.number; ++n)
            if (const auto& made = pass.origin({n}); has_lines(made)) draw_lines(n, made, refine);
    }

    /// Upper bounds of a'y at a node, one for each column of a, units x (samples count): `count` columns for
    /// the first sample, then as many for the next.
    Vector<Scalar> upper(Node y, const M& a, Index count) const {
        std::vector<M> left(y.number + 1);
        left[y.number] = a;
        Vector<Scalar> sum = Vector<Scalar>::Zero(a.cols());
        for (std::size_t n = y.number + 1; n-- > 0;) {
            if (left[n].size() == 0) continue;
            const M now = std::exchange(left[n], M{});
            const auto& made = pass_.origin({n});
            if (made.kind == IntervalPass<Scalar>::Kind::input)
                add_largest({n}, now, count, sum);
            else if (made.kind == IntervalPass<Scalar>::Kind::sum)
                add(left[made.from.number], now), add(left[made.and_from.number], now);
            else if (made.layer->relaxation() == Relaxation::affine)
                add(left[made.from.number], through_affine(made, now, sum));
            else
                through_lines(n, now, count, sum, left[made.from.number]);
        }
        return sum;
    }

private:
    /// Lines slope z + at above and below each unit, units x samples; of slope 0 if empty.
    struct Lines {
        M slope_above, above, slope_below, below;
    };
    using Origin = typename IntervalPass<Scalar>::Origin;

    static bool has_lines(const Origin& made) {
        return made.kind == IntervalPass<Scalar>::Kind::layer &&
               made.layer->relaxation() != Relaxation::affine;
    }
    static void add(M& sum, const M& more) {
        if (sum.size() == 0)
            sum = more;
        else
            sum += more;
    }

    M through_affine(const Origin& made, const M& a, Vector<Scalar>& sum) const {
        const Slice<const Scalar> theta{made.blocks, pass_.theta().vector().data()};
        const Index fan_in = pass_.value(made.from).rows();
        M at_zero, back;
        const M zeros = M::Zero(fan_in, std::max<Index>(a.cols(), 1));
        made.layer->forward(theta, M::Zero(fan_in, 1), at_zero, pass_.workers());
        sum += a.transpose() * at_zero.col(0);
        made.layer->backward(theta, zeros, M::Zero(a.rows(), a.cols()), a, back, pass_.workers());
        return back;
    }

    void through_lines(std::size_t n, const M& a, Index count, Vector<Scalar>& sum, M& left) const {
        const Lines& lines = lines_[n];
        const bool flat = lines.slope_above.size() == 0;
        M back(flat ? 0 : a.rows(), a.cols());
        for (Index q = 0; q < a.cols(); ++q)
            for (Index i = 0, j = q / count; i < a.rows(); ++i) {
                const bool up = a(i, q) > Scalar{0};
                sum(q) += a(i, q) * (up ? lines.above(i, j) : lines.below(i, j));
                if (!flat) back(i, q) = a(i, q) * (up ? lines.slope_above(i, j) : lines.slope_below(i, j));
            }
        if (!flat) add(left, back);
    }

    void add_largest(Node x, const M& a, Index count, Vector<Scalar>& sum) const {
        const Interval<Scalar>& in = pass_.interval(x);
        for (Index q = 0; q < a.cols(); ++q) {
            const Index j = q / count;
            sum(q) += a.col(q).dot(in.centre.col(j));
            if (const auto& ball = pass_.ball(x))
                sum(q) += static_cast<Scalar>(
                    ball->visit([&](const auto& set) { return largest_on(set, a.col(q)); }));
            else
                sum(q) += a.col(q).cwiseAbs().dot(in.radius.col(in.shared() ? 0 : j));
        }
    }

    void draw_lines(std::size_t n, const Origin& made, bool refine) {
        const Slice<const Scalar> theta{made.blocks, pass_.theta().vector().data()};
        Lines& lines = lines_[n];
        const Relaxation relaxation = made.layer->relaxation();
        if (relaxation == Relaxation::monotone) {
            const Interval<Scalar>& out = pass_.interval({n});
            lines.above = out.centre + out.radius, lines.below = out.centre - out.radius;
            return;
        }
        M ends;
        const Interval<Scalar>& in = pass_.interval(made.from);
        in.ends(ends);
        const Index m = in.centre.cols();
        if (refine) tighten(made.from, ends);
        const M l = ends.leftCols(m), u = ends.rightCols(m), middle = Scalar{0.5} * (l + u);
        const auto at = [&](const M& z, M& h, M& slope) {
            made.layer->forward(theta, z, h, pass_.workers());
            made.layer->backward(theta, z, h, M::Ones(z.rows(), z.cols()), slope, pass_.workers());
        };
        M h_l, h_u, slope_l, slope_u, h, slope;
        at(l, h_l, slope_l), at(u, h_u, slope_u), at(middle, h, slope);
        if (relaxation == Relaxation::convex) {
            // the chord; where rounding spoils it, any slope between those at the ends does as well
            lines.slope_above = ((u - l).array() > Scalar{0})
                                    .select((h_u - h_l).cwiseQuotient(u - l), slope_u)
                                    .cwiseMax(slope_l)
                                    .cwiseMin(slope_u);
            lines.slope_below = slope, lines.below = h - slope.cwiseProduct(middle);
        } else {
            lines.slope_above = lines.slope_below = slope_l.cwiseMin(slope_u);
            lines.below = h_l - lines.slope_below.cwiseProduct(l);
        }
        lines.above = (h_u - lines.slope_above.cwiseProduct(u));
        if (relaxation == Relaxation::convex)
            lines.above = lines.above.cwiseMax(h_l - lines.slope_above.cwiseProduct(l));
    }

    /// Bounds of units by linear bounds of their own, where these are tighter.
    void tighten(Node z, M& ends) const {
        if (pass_.origin(z).kind == IntervalPass<Scalar>::Kind::input) return;
        const Index units = pass_.value(z).rows(), m = pass_.value(z).cols();
        const M all = M::Identity(units, units).replicate(1, m);
        const Vector<Scalar> high = upper(z, all, units), low = upper(z, -all, units);
        for (Index j = 0; j < m; ++j)
            for (Index i = 0; i < units; ++i) {
                Scalar &l = ends(i, j), &u = ends(i, m + j);
                l = std::max(l, -low(j * units + i)), u = std::min(u, high(j * units + i));
                if (l > u) l = u = Scalar{0.5} * (l + u);  // by rounding alone
            }
    }

    IntervalPass<Scalar>& pass_;
    std::vector<Lines> lines_;
};

}  // namespace regula::inline REGULA_ABI
