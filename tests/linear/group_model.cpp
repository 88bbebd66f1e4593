#include <regula/linear/group_model.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("a model with groups is minimised, by second derivatives or residuals, groups of both kinds") {
    const Design design{test::drawn(1, 12, 9)};  // more variables than samples
    const Columns columns{design, true};
    const Matrix<double> root = design.dense() / 3, h = root.transpose() * root,
                         slope = root.transpose() * test::drawn(2, 9, 2);
    const auto identity = [](Index entry) { return entry; };
    const auto hold = [&](const auto& penalty) {
        const Groupwise terms{Grouped<std::remove_cvref_t<decltype(penalty)>>::of(penalty, 12, 2), columns,
                              2};
        const Matrix<double> start = Matrix<double>::Zero(12, 2);
        std::vector<GroupStep> steps, others;
        GroupModel one{ByHessian{h, slope}, start, terms, steps, identity};
        GroupModel two{ByResidual{root, slope}, start, terms, others, identity};
        one.minimise(terms, 0.1, 1e-13);
        two.minimise(terms, 0.1, 1e-13);
        const Matrix<double>& w = one.variables();
        CHECK((w - two.variables()).norm() < 1e-10);
        CHECK((w.array() == 0).any());
        CHECK((w.array() != 0).any());
        const Matrix<double> moved = w - 0.3 * (slope + h * w);
        for (const auto& group : terms.groups()) {
            Vector<double> part = Groupwise::part(moved, group);
            group.term.prox(part, 0.3);
            CHECK((part - Groupwise::part(w, group)).norm() < 1e-11);
        }
    };
    hold(L21{0.9});
    hold(GroupLassoOver{0.9, Eigen::MatrixXi{Eigen::VectorXi::LinSpaced(24, 0, 5).reshaped(12, 2)}});
    hold(SparseGroupLasso{0.8, 0.6} + L2{0.1});
    hold(L21{0.5} + L1{0.5});
}

TEST_CASE(
    "a group that lacks a variable stays, and so do groups of zeros whose slope is far from the penalty") {
    const Design design{test::drawn(1, 4, 9)};
    const Columns columns{design, true};
    const Matrix<double> h = Matrix<double>::Identity(3, 3), slope = Vector<double>{{-2, -1.1, 3}};
    const Groupwise terms{Grouped<GroupLassoOver>::of({1, Eigen::MatrixXi{{0}, {1}, {2}, {2}}}, 4, 1),
                          columns, 1};
    const auto without_last = [](Index entry) { return entry == 3 ? Index{-1} : entry; };
    std::vector<GroupStep> steps;
    GroupModel model{ByHessian{h, slope}, Vector<double>::Zero(3).eval(), terms, steps, without_last};
    model.minimise(terms, -0.2, 1e-12);
    CHECK((model.variables() - Vector<double>{{1, 0, 0}}).norm() < 1e-12);
    model.minimise(terms, 0, 1e-12);
    CHECK((model.variables() - Vector<double>{{1, 0.1, 0}}).norm() < 1e-12);
}
