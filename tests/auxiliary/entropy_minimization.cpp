#include <regula/auxiliary/entropy_minimization.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/unlabelled.hpp"

using namespace regula;

namespace tests::auxiliary_entropy_minimization {

/// The loss and its gradient at given scores, of a network that is the identity.
struct Charged {
    double value;
    Matrix<double> gradient;
};
template <class Loss>
Charged charged(const EntropyMinimization& policy, const Loss& loss, const Matrix<double>& scores) {
    const auto identity = [](auto&, Node x) { return x; };
    const Batch<double> batch{.inputs = scores, .targets = {}, .labels = {}};
    Parameters<double> theta;
    Pass<double> pass;
    pass.begin(theta);
    Node in{};
    const auto f = [&](auto& at, Node) { return in = identity(at, at.variable(batch.inputs)); };
    const double value = pass.apart([&] { policy.add_losses(pass, f, loss, batch); });
    pass.backward();
    return {value, pass.gradient(in)};
}

TEST_CASE("it charges the mean entropy of the unlabelled samples") {
    const Matrix<double> scores{
        {std::log(0.7), 0.0, 40.0}, {std::log(0.2), 0.0, 0.0}, {std::log(0.1), 0.0, -3.0}};
    const double first = -(0.7 * std::log(0.7) + 0.2 * std::log(0.2) + 0.1 * std::log(0.1));
    const auto found = charged({0.3}, SoftmaxCrossEntropy{}, scores);
    CHECK(found.value == Approx(0.3 * (first + std::log(3.0)) / 3).epsilon(1e-12));
    CHECK(found.gradient(0, 0) == Approx(-0.7 * (std::log(0.7) + first) * 0.3 / 3).epsilon(1e-12));
    CHECK(found.gradient(2, 0) == Approx(-0.1 * (std::log(0.1) + first) * 0.3 / 3).epsilon(1e-12));
    CHECK(found.gradient.col(1).norm() < 1e-16);  // the maximum
    CHECK(found.gradient.col(2).norm() < 1e-14);
}

TEST_CASE("a score of -infinity excludes a class, and charges nothing") {
    const double none = -std::numeric_limits<double>::infinity();
    const auto found = charged({1}, SoftmaxCrossEntropy{}, Matrix<double>{{0.3}, {-0.4}, {none}});
    const auto two = charged({1}, SoftmaxCrossEntropy{}, Matrix<double>{{0.3}, {-0.4}});
    CHECK(found.value == Approx(two.value).epsilon(1e-14));
    CHECK((found.gradient.topRows(2) - two.gradient).norm() < 1e-15);
    CHECK(found.gradient(2) == 0);
}

TEST_CASE("one logistic output is as two scores, one of them 0") {
    for (const double logit : {-3.0, -0.2, 0.0, 0.7, 60.0}) {
        const auto one = charged({0.3}, Logistic{}, Matrix<double>{{logit}});
        const auto two = charged({0.3}, SoftmaxCrossEntropy{}, Matrix<double>{{0.0}, {logit}});
        CHECK(one.value == Approx(two.value).margin(1e-15));
        CHECK(one.gradient(0) == Approx(two.gradient(1)).margin(1e-15));
        const double p = 1 / (1 + std::exp(-logit));
        CHECK(one.gradient(0) == Approx(-0.3 * logit * p * (1 - p)).margin(1e-15));
    }
}

TEST_CASE(
    "the entropy: its gradient in a step is that of the reported objective, with dropout and both losses") {
    const test::FewLabels data{1, 7, 11};
    CHECK(test::step_of_unlabelled(test::network_of_few_labels(), data, SoftmaxCrossEntropy{}, Dropout{0.3},
                                   EntropyMinimization{0.7})
              .relative_error() < 1e-7);
    test::FewLabels yes_or_no{1, 7, 11};
    yes_or_no.labelled.labels = Labels{{0, 1, 1, 0, 1, 0, 0}};
    Network<double> net{5, {Dense{4}, Tanh{}, Dense{1}}, Key{5}};
    net.parameters().vector() = 0.8 * test::drawn(6, net.parameters().size());
    CHECK(test::step_of_unlabelled(net, yes_or_no, Logistic{}, Dropout{0.3}, EntropyMinimization{0.7})
              .relative_error() < 1e-7);
}

TEST_CASE("training with it makes unlabelled samples sure") {
    const test::FewLabels data{1, 30, 90};
    const auto entropy_after = [&](double strength) {
        auto net = test::network_of_few_labels();
        fit(net, SoftmaxCrossEntropy{}, data.together(9),
            Sgd{.learning_rate = 0.1, .epochs = 20, .batch_size = 8}, EntropyMinimization{strength});
        Matrix<double> l;
        SoftmaxCrossEntropy{}.log_probabilities(net.predict(data.unlabelled.inputs), l);
        return -(l.array() * l.array().exp()).sum() / 90;
    };
    CHECK(entropy_after(1) < 0.5 * entropy_after(0));
}

TEST_CASE(
    "the entropy: a run resumes, allocates nothing in its steps, and is the same for any number of threads") {
    CHECK(test::resumes(Dropout{0.3}, EntropyMinimization{0.3}));
    if (allocations_are_counted())
        CHECK(test::allocations_of_steps(Dropout{0.3}, EntropyMinimization{0.3}) == 0);
    const test::FewLabels data;
    CHECK(test::after_run(data, 2, 1, EntropyMinimization{0.3}) ==
          test::after_run(data, 2, 3, EntropyMinimization{0.3}));
}

TEST_CASE("a strength below zero is refused, and a schedule moves it") {
    auto net = test::network_of_few_labels();
    const test::FewLabels data;
    const auto run = [&](const auto& policy) {
        return fit(net, SoftmaxCrossEntropy{}, data.together(23),
                   Sgd{.learning_rate = 1e-300, .epochs = 2, .batch_size = 7}, policy);
    };
    CHECK_THROWS_WITH(run(EntropyMinimization{-1}), "EntropyMinimization: strength must be >= 0, got -1");
    const auto report =
        run(scheduled(EntropyMinimization{0.4}, [](double epoch) { return epoch < 0.5 ? 0.25 : 1.0; }));
    CHECK(report.history[1].at("EntropyMinimization") ==
          Approx(4 * report.history[0].at("EntropyMinimization")).epsilon(1e-12));
}

}  // namespace tests::auxiliary_entropy_minimization
