#include <regula/auxiliary/pseudo_label.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/unlabelled.hpp"

using namespace regula;

namespace tests::auxiliary_pseudo_label {

/// The step of a linear model without biases whose weights are the identity: its outputs are the inputs. The
/// labelled samples are so sure that they add nothing.
struct Charged {
    double value;
    Matrix<double> gradient;  ///< of the weights, inputs x outputs
};
Charged charged(const PseudoLabel& policy, const Matrix<double>& scores) {
    auto net = linear_model<double>(3, 3);
    net.parameters()["0.weight"].setIdentity();
    net.parameters()["0.bias"].setZero();
    const Dataset<double> sure{.inputs = Matrix<double>{{900, 0}, {0, 900}, {0, 0}},
                               .labels = Labels{{0, 1}}},
        unsure{.inputs = scores};
    const auto report = fit(net, SoftmaxCrossEntropy{}, Together{sure, unsure, scores.cols()},
                            Sgd{.learning_rate = 1, .epochs = 1, .batch_size = 2}, policy);
    CHECK(report.last().at("loss") < 1e-15);
    return {report.last().at("PseudoLabel"),
            Matrix<double>::Identity(3, 3) - Matrix<double>{net.parameters()["0.weight"]}};
}

Matrix<double> probable(double p) {
    return Matrix<double>{{std::log(p)}, {std::log(0.9 - p)}, {std::log(0.1)}};
}

TEST_CASE("it charges the loss of the most probable class of sure samples, as a share of all") {
    Matrix<double> scores(3, 4);
    scores << probable(0.6), probable(0.2), probable(0.8), probable(0.45);
    const auto found = charged({0.3, 0.65}, scores);  // 0.7 of class 1, and 0.8 of class 0
    CHECK(found.value == Approx(-0.3 / 4 * (std::log(0.7) + std::log(0.8))).epsilon(1e-12));
    Matrix<double> at_scores(3, 4);  // p - [the class], or 0
    at_scores << 0, 0.2, -0.2, 0, 0, -0.3, 0.1, 0, 0, 0.1, 0.1, 0;
    CHECK((found.gradient - 0.3 / 4 * scores * at_scores.transpose()).norm() < 1e-12);
}

TEST_CASE("a sample at the threshold counts, one below does not; a threshold of 0 takes all, of 1 none") {
    const double p = 0.75;  // of two classes, exactly
    const Matrix<double> scores{{std::log(3.0)}, {0}, {-1e6}};
    CHECK(charged({1, p - 1e-9}, scores).value == Approx(-std::log(p)).epsilon(1e-12));
    CHECK(charged({1, p + 1e-9}, scores).value == 0);
    CHECK(charged({1, 0}, probable(0.5)).value == Approx(-std::log(0.5)).epsilon(1e-12));
    CHECK(charged({1, 1}, probable(0.8)).value == 0);
    const auto none = charged({1, 1}, probable(0.8));
    CHECK(none.gradient.norm() == 0);
}

TEST_CASE(
    "the pseudo-label: its gradient in a step is that of the reported objective, with dropout and both "
    "losses") {
    const test::FewLabels data{1, 7, 11};
    CHECK(test::step_of_unlabelled(test::network_of_few_labels(), data, SoftmaxCrossEntropy{}, Dropout{0.3},
                                   PseudoLabel{0.7, 0.5})
              .relative_error() < 1e-7);
    test::FewLabels yes_or_no{1, 7, 11};
    yes_or_no.labelled.labels = Labels{{0, 1, 1, 0, 1, 0, 0}};
    Network<double> net{5, {Dense{4}, Tanh{}, Dense{1}}, Key{5}};
    net.parameters().vector() = 0.8 * test::drawn(6, net.parameters().size());
    const auto step =
        test::step_of_unlabelled(net, yes_or_no, Logistic{}, Dropout{0.3}, PseudoLabel{0.7, 0.6});
    CHECK(step.relative_error() < 1e-7);
}

TEST_CASE(
    "the pseudo-label: a run resumes, allocates nothing in its steps, and is the same for any number of "
    "threads") {
    CHECK(test::resumes(Dropout{0.3}, PseudoLabel{0.3, 0.4}));
    if (allocations_are_counted())
        CHECK(test::allocations_of_steps(Dropout{0.3}, PseudoLabel{0.3, 0.4}) == 0);
    const test::FewLabels data;
    CHECK(test::after_run(data, 2, 1, PseudoLabel{0.3, 0.4}) ==
          test::after_run(data, 2, 3, PseudoLabel{0.3, 0.4}));
}

TEST_CASE("the pseudo-label: bad coefficients are refused") {
    CHECK_THROWS_WITH(PseudoLabel{-1}.check(), "PseudoLabel: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((PseudoLabel{1, 1.5}.check()), "PseudoLabel: threshold must be in [0, 1], got 1.5");
    CHECK_THROWS_WITH((PseudoLabel{1, -0.5}.check()), "PseudoLabel: threshold must be in [0, 1], got -0.5");
}

}  // namespace tests::auxiliary_pseudo_label
