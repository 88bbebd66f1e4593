#include <regula/auxiliary/consistency.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/noise/gaussian_noise.hpp>

#include "support/catch.hpp"
#include "support/unlabelled.hpp"

using namespace regula;

namespace tests::auxiliary_consistency {

Matrix<double> softmax(const Matrix<double>& scores) {
    const Matrix<double> logs = log_softmax(scores);
    return logs.array().exp();
}

TEST_CASE("it charges the mean squared distance of the probabilities under two masks of the step") {
    const auto net = test::network_of_few_labels();
    const Batch<double> batch{.inputs = test::drawn(3, 5, 11), .targets = {}, .labels = {}};
    const auto attached = pipeline(Dropout{0.3}, GaussianNoise{0.2});
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    const auto in_stream = [&](std::uint64_t stream) {
        pass.afresh(stream);
        const Matrix<double> y = pass.value(net(pass, pass.input(batch.inputs)));
        pass.afresh(0);
        return softmax(y);
    };
    const double expected = 0.7 * (in_stream(1) - in_stream(2)).colwise().squaredNorm().mean();
    const double found =
        pass.apart([&] { Consistency{0.7}.add_losses(pass, net, SoftmaxCrossEntropy{}, batch); });
    CHECK(expected > 0.01);
    CHECK(found == Approx(expected).epsilon(1e-12));
}

TEST_CASE("without noise and masks it charges nothing and moves nothing") {
    const test::FewLabels data;
    const auto after = [&](double strength) {
        auto net = test::network_of_few_labels();
        const auto report =
            fit(net, SoftmaxCrossEntropy{}, data.together(4),
                Sgd{.learning_rate = 0.3, .epochs = 2, .batch_size = 3}, Consistency{strength});
        CHECK(report.last().at("Consistency") == 0);
        return Vector<double>{net.parameters().vector()};
    };
    CHECK(after(5) == after(0));
}

TEST_CASE("the consistency: its gradient in a step is that of the reported objective, with both losses") {
    const test::FewLabels data{1, 7, 11};
    CHECK(test::step_of_unlabelled(test::network_of_few_labels(), data, SoftmaxCrossEntropy{}, Dropout{0.3},
                                   GaussianNoise{0.2}, Consistency{3})
              .relative_error() < 1e-7);
    test::FewLabels yes_or_no{1, 7, 11};
    yes_or_no.labelled.labels = Labels{{0, 1, 1, 0, 1, 0, 0}};
    Network<double> net{5, {Dense{4}, Tanh{}, Dense{1}}, Key{5}};
    net.parameters().vector() = 0.8 * test::drawn(6, net.parameters().size());
    CHECK(
        test::step_of_unlabelled(net, yes_or_no, Logistic{}, Dropout{0.3}, Consistency{3}).relative_error() <
        1e-7);
}

TEST_CASE("training with it makes the outputs insensitive to the noise") {
    const test::FewLabels data{1, 30, 90};
    const auto distance_after = [&](double strength) {
        auto net = test::network_of_few_labels();
        fit(net, SoftmaxCrossEntropy{}, data.together(9),
            Sgd{.learning_rate = 0.1, .epochs = 30, .batch_size = 8}, GaussianNoise{0.5},
            Consistency{strength});
        const auto& x = data.unlabelled.inputs;
        return (softmax(net.predict(x, Key{1}, GaussianNoise{0.5})) -
                softmax(net.predict(x, Key{2}, GaussianNoise{0.5})))
            .squaredNorm();
    };
    CHECK(distance_after(5) < 0.5 * distance_after(0));
}

TEST_CASE(
    "the consistency: a run resumes, allocates nothing in its steps, and is the same for any number of "
    "threads") {
    CHECK(test::resumes(Dropout{0.3}, Consistency{0.3}));
    if (allocations_are_counted()) CHECK(test::allocations_of_steps(Dropout{0.3}, Consistency{0.3}) == 0);
    const test::FewLabels data;
    CHECK(test::after_run(data, 2, 1, Dropout{0.3}, Consistency{0.3}) ==
          test::after_run(data, 2, 3, Dropout{0.3}, Consistency{0.3}));
    CHECK_THROWS_WITH(Consistency{-1}.check(), "Consistency: strength must be >= 0, got -1");
}

}  // namespace tests::auxiliary_consistency
