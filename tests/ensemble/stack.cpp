#include <regula/ensemble/stack.hpp>

#include <regula/ensemble/bagging.hpp>
#include <regula/ensemble/train_ensemble.hpp>
#include <regula/loss/squared_error.hpp>

#include "ensemble/learners.hpp"
#include "support/catch.hpp"

using namespace regula;

TEST_CASE(
    "the weights of two members are those of the textbook, and a worse one that adds nothing gets none") {
    const auto close = [](const Vector<double>& w, const Vector<double>& expected) {
        return (w - expected).cwiseAbs().maxCoeff() < 1e-8;
    };
    CHECK(close(stacking_weights(Matrix<double>{{1, 0}, {0, 4}}), Vector<double>{{0.8, 0.2}}));
    const double a = 1e6 * (3 - 0.5) / (2 + 3 - 1) / 1e6;  // (v_2 - c) / (v_1 + v_2 - 2 c), of any unit
    CHECK(close(stacking_weights(1e6 * Matrix<double>{{2, 0.5}, {0.5, 3}}), Vector<double>{{a, 1 - a}}));
    CHECK(close(stacking_weights(Matrix<double>{{1, 1.5}, {1.5, 4}}), Vector<double>{{1, 0}}));
    CHECK(stacking_weights(Matrix<double>::Zero(2, 2)) == Vector<double>{{0.5, 0.5}});
    CHECK_THROWS_WITH(stacking_weights(Matrix<double>::Zero(2, 3)),
                      "stacking_weights: needs a square matrix, got 2 x 3");
}

TEST_CASE("no exchange of weight between members lowers the error") {
    Matrix<double> e = test::drawn(3, 12, 7);
    e.rightCols(3).colwise() += 2 * e.col(0);  // worse than the first, and like it
    const Matrix<double> moments = e.transpose() * e / 12;
    const Vector<double> w = stacking_weights(moments), slope = moments * w;
    CHECK(std::abs(w.sum() - 1) < 1e-12);
    CHECK(w.minCoeff() >= 0);
    Index without = 0;
    for (Index i = 0; i < 7; ++i) {
        without += w[i] == 0;
        CHECK(slope[i] > slope.minCoeff() - 1e-12);
        if (w[i] > 0) CHECK(slope[i] < slope.minCoeff() + 1e-7);
    }
    CHECK(without > 0);
}

TEST_CASE("stacking finds the member that was taught nonsense, held out and out of bag") {
    auto train = test::wavy(60, Key{1});
    const auto held_out = test::wavy(300, Key{2}), fresh = test::wavy(300, Key{3});
    auto bag = train_ensemble(Bagging{8}, train, test::nearest_neighbour, Key{4});
    bag.members[3].model.known.targets.array() += 2;
    const auto error = [&](const Vector<double>& w) {
        bag.weights = w;
        return 2 * evaluate(bag, SquaredError{}, fresh).loss;
    };
    const double equal = error({});
    const Vector<double> by_others = stack(bag, held_out), by_bag = stack_out_of_bag(bag, train);
    CHECK(by_others[3] < 0.02);
    CHECK(by_bag[3] < 0.02);
    CHECK(error(by_others) < 0.9 * equal);
    CHECK(error(by_bag) < 0.9 * equal);
}

TEST_CASE("out of bag a moment counts the samples that neither has seen, and needs some") {
    // errors 1 and -1 for samples out of bag: three of the first, two of the second, one of both
    const Dataset<double> data{.inputs = Matrix<double>::Zero(1, 4), .targets = Matrix<double>::Zero(2, 4)};
    Ensemble<test::Constant> two{
        {{test::constant(1, 0), {.samples = {0}}}, {test::constant(0.5, -1), {.samples = {1, 2}}}}};
    const double p = 3 / 4.0, q = 2 / 4.0;
    const Matrix<double> moments{{3 / (4 * p * p), 0.5 / (4 * p * q)},
                                 {0.5 / (4 * p * q), 2.5 / (4 * q * q)}};
    CHECK((stack_out_of_bag(two, data) - stacking_weights(moments)).norm() < 1e-12);
    two.members[1].subsample = {};
    CHECK_THROWS_WITH(stack_out_of_bag(two, data), "stack_out_of_bag: member 1 was trained on all samples");
}
