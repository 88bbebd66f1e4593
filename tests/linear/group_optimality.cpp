#include <regula/linear/group_optimality.hpp>
#include <regula/linear/screening.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::linear_group_optimality {

LinearPoint point(const Columns& columns, const Matrix<double>& t, const Matrix<double>& w) {
    LinearPoint at;
    at.weights = w;
    at.intercept = Vector<double>::Zero(t.rows());
    at.scores = columns.times(w).transpose();
    at.loss = value_and_gradient(SquaredError{}, at.scores, t, at.g);
    at.slope = columns.transpose_times(at.g.transpose());
    return at;
}

TEST_CASE("groups of one entry have the violation, the gap and the forces of single weights") {
    const Design design{test::drawn(1, 6, 15)};
    const Columns columns{design, true};
    Matrix<double> t = test::drawn(2, 2, 15), w = test::drawn(3, 6, 2);
    t.colwise() -= t.rowwise().mean().eval();
    w.topRows(2).setZero();
    const LinearPoint at = point(columns, t, w);
    const Vector<double> alike;
    for (const double strength : {0.01, 0.3}) {
        const L1 penalty{strength};
        const Entrywise<L1> entries{penalty, alike};
        Eigen::MatrixXi number(6, 2);
        for (Index k = 0; k < 12; ++k) number.data()[k] = static_cast<int>(k);
        const Groupwise groups{Grouped<GroupLassoOver>::of({strength, number}, 6, 2), columns, 2};
        const Violation one = violation<SquaredError>(columns, at, entries, true, 0.7),
                        two = violation<SquaredError>(columns, at, groups, true, 0.7);
        CHECK(std::abs(one.most - two.most) < 1e-14);
        CHECK(std::abs(one.relative - two.relative) < 1e-14);
        const double gap = duality_gap(SquaredError{}, columns, t, at, groups, true);
        CHECK(std::abs(gap - duality_gap(SquaredError{}, columns, t, at, entries, true)) < 1e-13 * gap);
        CHECK(std::abs(value_of(groups, w) - value_of(entries, w)) < 1e-14);
        Vector<double> force = Vector<double>::Zero(6), by_group = Vector<double>::Zero(12);
        add_forces(columns, at, entries, 1.1, force);
        add_forces(columns, at, groups, 1.1, by_group);
        CHECK((by_group.head(6).cwiseMax(by_group.tail(6)) - force).norm() < 1e-14);
    }
}

TEST_CASE("the gap of groups is the objective less the dual one at a scaled point, computed term by term") {
    const Design design{test::drawn(1, 6, 15)};
    const Columns columns{design, true};
    Matrix<double> t = test::drawn(2, 1, 15);
    t.array() -= t.mean();
    const LinearPoint at = point(columns, t, 0.2 * test::drawn(3, 6, 1));
    const Eigen::MatrixXi number{{0}, {1}, {1}, {0}, {0}, {2}};
    const double m = 15;
    for (const double l1 : {0.0, 0.05})
        for (const double l2 : {0.0, 0.2}) {
            const auto penalty = GroupLassoOver{0.1, number} + L1{l1} + L2{l2};
            const Groupwise terms{Grouped<std::remove_cvref_t<decltype(penalty)>>::of(penalty, 6, 1), columns,
                                  1};
            double s = 1, conjugate = 0;
            for (const auto& group : terms.groups())
                if (l2 == 0) s = std::min(s, group.term.share_within(Groupwise::part(at.slope, group)));
            for (const auto& group : terms.groups()) {
                const double over = group.term.excess(s * Groupwise::part(at.slope, group));
                if (l2 > 0) conjugate += over * over / (2 * l2);
            }
            // the conjugate of the loss 1/(2m) |y - t|^2 at s g
            const double dual =
                -s * at.g.cwiseProduct(t).sum() - m / 2 * s * s * at.g.squaredNorm() - conjugate;
            const double gap = duality_gap(SquaredError{}, columns, t, at, terms, true);
            CHECK(std::abs(gap - (at.loss + penalty.value(at.weights) - dual)) < 1e-12);
            CHECK(gap > 0.01);
            CHECK((l2 == 0) == (s < 1));
        }
}

}  // namespace tests::linear_group_optimality
