#include <regula/model/class_terms.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("streams of unlabelled outputs have other masks, and none of them is that of the loss") {
    const auto net = mlp<double>({5, 40, 3}, Key{1});
    const Batch<double> batch{.inputs = test::drawn(1, 5, 7), .targets = {}, .labels = {}};
    const auto attached = pipeline(Dropout{0.5});
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    const auto y = pass.value(net(pass, pass.input(batch.inputs)));
    const auto first = pass.value(unlabelled_outputs(pass, net, batch));
    const auto second = pass.value(unlabelled_outputs(pass, net, batch, 2));
    CHECK(y != first);
    CHECK(first != second);
    CHECK(pass.value(unlabelled_outputs(pass, net, batch)) == first);
    CHECK(pass.value(net(pass, pass.input(batch.inputs))) == y);
}

TEST_CASE("a term of classes has the mean over samples, and a logistic output is the score of class 1") {
    const Matrix<double> logits{{0.3, -2.0}};
    Parameters<double> theta;
    Pass<double> pass;
    pass.begin(theta);
    const Node y = pass.variable(logits);
    const auto surprise = [](auto l, Index) {  // -log p of class 1, with the gradient p - [i = 1]
        const double found = -l(1);
        l.array() = l.array().exp();
        l(1) -= 1;
        return found;
    };
    add_class_term(pass, "surprise", Logistic{}, y, 0.6, surprise);
    pass.backward();
    const Matrix<double> ones = Matrix<double>::Ones(1, 2);
    Matrix<double> expected;
    Logistic{}.gradient(logits, ones, expected);
    CHECK(pass.loss() == Approx(0.6 * Logistic{}.value(logits, ones)).epsilon(1e-14));
    CHECK((pass.gradient(y) - 0.6 * expected).norm() < 1e-15);
    CHECK(pass.terms()[0].name == "surprise");
}

TEST_CASE("the distance of probabilities has the gradient of the first, with the second a constant") {
    const Matrix<double> scores = test::drawn(1, 3, 4), other = test::drawn(2, 3, 4);
    const auto softmax = [](const Matrix<double>& y) { return Matrix<double>{log_softmax(y).array().exp()}; };
    const auto distance = [&](const Matrix<double>& y) {
        return 0.6 / 4 * (softmax(y) - softmax(other)).squaredNorm();
    };
    Parameters<double> theta;
    Pass<double> pass;
    pass.begin(theta);
    const Node y = pass.variable(scores);
    const Node p = class_probabilities(pass, SoftmaxCrossEntropy{}, scores);
    CHECK(add_distance(pass, y, pass.value(p), softmax(other), 0.6) ==
          Approx(distance(scores)).epsilon(1e-13));
    pass.backward();
    CHECK((pass.gradient(y) - test::differences(scores, distance)).norm() < 1e-8);
}

TEST_CASE("a pseudo-label below the threshold leaves no gradient, and a NaN shows") {
    Vector<double> l = log_softmax(test::drawn(1, 3, 1)), same = l;
    CHECK(take_pseudo_label(l, 1, 0.4, 0.5) == 0);
    CHECK(l.norm() == 0);
    CHECK(take_pseudo_label(same, 1, 0.5, 0.5) > 0);
    CHECK(same(1) < 0);
    CHECK(std::abs(same.sum()) < 1e-15);
    Vector<double> broken = Vector<double>::Constant(3, std::nan(""));
    CHECK(std::isnan(take_pseudo_label(broken, 0, std::nan(""), 0.5)));
    CHECK(std::isnan(broken(2)));
}
