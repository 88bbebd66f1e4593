#include <regula/linear/groupwise.hpp>
#include <regula/penalty/mcp.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

static_assert(GroupPenalty<GroupLasso> && GroupPenalty<GroupLassoOver> && GroupPenalty<SparseGroupLasso>);
static_assert(GroupPenalty<L21> && GroupPenalty<Sum<L2, L21>> && GroupPenalty<Sum<Sum<L21, L1>, ElasticNet>>);
static_assert(!GroupPenalty<L1> && !GroupPenalty<Sum<L21, GroupLasso>> && !GroupPenalty<Sum<L21, Mcp>>);
static_assert(PathPenalty<L1> && PathPenalty<L21> && !PathPenalty<Sum<L1, L2>>);

TEST_CASE("the terms of groups add up to the penalty, and their steps are its proximal step") {
    const Design design{test::drawn(1, 5, 9)};
    const Columns columns{design, true};
    const Matrix<double> w = test::drawn(2, 5, 3);
    const Eigen::MatrixXi number{{0, 1, 1}, {2, -1, 0}, {2, 2, 3}, {1, -1, 3}, {0, 0, 3}};
    const auto agree = [&](const auto& penalty, std::size_t groups) {
        const Groupwise terms{Grouped<std::remove_cvref_t<decltype(penalty)>>::of(penalty, 5, 3), columns, 3};
        CHECK(terms.groups().size() == groups);
        Matrix<double> moved = w, by_group = w;
        if constexpr (requires { penalty.prox(moved, 0.4); }) penalty.prox(moved, 0.4);
        double value = 0;
        for (const auto& group : terms.groups()) {
            Vector<double> part = Groupwise::part(w, group);
            value += group.term.value(part);
            group.term.prox(part, 0.4);
            for (std::size_t i = 0; i < group.entries.size(); ++i)
                by_group.data()[group.entries[i]] = part[static_cast<Index>(i)];
        }
        CHECK(std::abs(value - penalty.value(w)) < 1e-14);
        if constexpr (requires { penalty.prox(moved, 0.4); }) CHECK((moved - by_group).norm() < 1e-14);
    };
    agree(L21{0.7}, 5);
    agree(GroupLasso{0.7, true}, 3);
    agree(SparseGroupLasso{0.7, 0.3}, 3);
    agree(GroupLassoOver{0.7, number, true}, 5);
    agree(GroupLassoOver{0.7, number} + L1{0.2}, 6);  // the entries in no group are then on their own
    agree(L2{0.3} + (L21{0.7} + L1{0.2}), 5);
    agree(ElasticNet{0.3} + GroupLasso{0.7}, 3);
}

TEST_CASE("the excess of a group is its distance from where the conjugate is 0") {
    const GroupTerm term{.norm = 0.8, .l1 = 0.3};
    const Vector<double> y{{1.5, -0.2, -0.9}};
    Vector<double> rest = y;
    term.prox(rest, 1);  // what the projection leaves, by Moreau's decomposition
    CHECK(std::abs(term.excess(y) - rest.norm()) < 1e-15);
    CHECK(rest.norm() > 0.1);
    const double share = term.share_within(y);
    CHECK(term.excess(share * y) == 0);
    CHECK(term.excess((share + 1e-12) * y) > 0);
    CHECK(term.share_within(0.1 * y) == 1);
    CHECK(GroupTerm{}.free());
}

TEST_CASE("the change of the penalty of a group is a difference of values, known better") {
    const GroupTerm term{.norm = 0.8, .l1 = 0.3, .l2 = 0.2};
    const Vector<double> w{{1.5, -0.2, 0}}, zero = Vector<double>::Zero(3);
    for (const Vector<double>& d : {Vector<double>{{-0.3, 0.4, 0.1}}, Vector<double>{-w}, zero})
        CHECK(std::abs(term.change(w, d) - (term.value(w + d) - term.value(w))) < 1e-15);
    CHECK(term.change(zero, zero) == 0);
    const Vector<double> little{{1e-20, 0, 0}};
    CHECK(std::abs(term.change(w, little) / 1e-20 - (0.8 * 1.5 / w.norm() + 0.3 + 0.2 * 1.5)) < 1e-14);
}

TEST_CASE("groups leave out features without variation, and enter a working set as a whole") {
    Matrix<double> x = test::drawn(1, 5, 9);
    x.row(2).setConstant(3);
    const Design design{x};
    const Columns columns{design, true};
    const Eigen::MatrixXi number{{0}, {1}, {1}, {2}, {0}};
    const Groupwise terms{Grouped<GroupLassoOver>::of({1, number}, 5, 1), columns, 1};
    CHECK(terms.groups()[1].entries == std::vector<Index>{1});
    struct Set {
        bool contains(Index j) const { return j == 4; }
    };
    CHECK_FALSE(terms.within(0, Set{}));
    CHECK(terms.features({0, 2}, Set{}) == std::vector<Index>{0, 3});
    CHECK(terms.same_groups(terms));
    CHECK_FALSE(terms.same_groups({Grouped<L21>::of({1}, 5, 1), columns, 1}));
}
