#include <regula/auxiliary/fix_match.hpp>

#include <regula/augment/augment.hpp>
#include <regula/augment/translate.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/model/mlp.hpp>
#include <regula/noise/gaussian_noise.hpp>

#include "support/catch.hpp"
#include "support/unlabelled.hpp"

using namespace regula;

namespace tests::auxiliary_fix_match {

/// Adds a number to each sample's first row.
struct Shift {
    double by;
    void check() const { require(by < 100, "Shift: by must be < 100, got ", by); }
    void perturb(auto&& x, Key) const { x.row(0).array() += by; }
};

TEST_CASE("the label comes from the weak view, without masks, and teaches the strong view, with them") {
    const auto net = test::network_of_few_labels();
    const Batch<double> batch{.inputs = test::drawn(3, 5, 11), .targets = {}, .labels = {}};
    const auto attached = pipeline(Dropout{0.3});
    auto hooks = hooks_of<double>(attached, StepTime{Key{8}});
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    Matrix<double> weak = batch.inputs, strong = batch.inputs;
    Shift{0.2}.perturb(weak, Key{0}), Shift{1.5}.perturb(strong, Key{0});
    const Matrix<double> p = log_softmax(net.predict(weak));
    pass.afresh(1);
    const Matrix<double> q = log_softmax(pass.value(net(pass, pass.input(strong))));
    pass.afresh(0);
    double expected = 0;
    int taken = 0;
    for (Index j = 0; j < 11; ++j) {
        Index c = 0;
        if (p.col(j).maxCoeff(&c) < std::log(0.7)) continue;
        expected -= 0.3 / 11 * q(c, j);
        ++taken;
    }
    REQUIRE((taken > 2 && taken < 9));
    const FixMatch policy{Shift{0.2}, Shift{1.5}, 0.3, 0.7};
    CHECK(pass.apart([&] { policy.add_losses(pass, net, SoftmaxCrossEntropy{}, batch); }) ==
          Approx(expected).epsilon(1e-12));
}

TEST_CASE("FixMatch: its gradient in a step is that of the reported objective, with dropout and noise") {
    const test::FewLabels data{1, 7, 11};
    CHECK(test::step_of_unlabelled(test::network_of_few_labels(), data, SoftmaxCrossEntropy{}, Dropout{0.3},
                                   FixMatch{GaussianNoise{0.1}, GaussianNoise{0.8}, 0.7, 0.6})
              .relative_error() < 1e-7);
}

TEST_CASE("a threshold that no sample reaches charges nothing, and one of 0 takes all") {
    const test::FewLabels data;
    const auto charge = [&](double threshold) {
        auto net = test::network_of_few_labels();
        return fit(net, SoftmaxCrossEntropy{}, data.together(23),
                   Sgd{.learning_rate = 1e-300, .epochs = 1, .batch_size = 7},
                   FixMatch{GaussianNoise{0}, GaussianNoise{0}, 1, threshold})
            .last()
            .at("FixMatch");
    };
    CHECK(charge(1) == 0);
    const Matrix<double> logs = log_softmax(test::network_of_few_labels().predict(data.unlabelled.inputs));
    CHECK(charge(0) == Approx(-logs.colwise().maxCoeff().mean()).epsilon(1e-12));
}

TEST_CASE("both views have draws of their own, in each step others, and images are moved by Augment") {
    const Shape shape{6, 6};
    Dataset<double> dots{.inputs = Matrix<double>::Zero(36, 7), .labels = Labels{{0, 1, 0, 1, 0, 1, 0}}};
    dots.inputs.row(14).setOnes();
    auto net = linear_model<double>(36, 2);
    net.parameters().vector() = test::drawn(4, net.parameters().size());
    const auto report = fit(net, SoftmaxCrossEntropy{}, Together{dots, dots},
                            Sgd{.learning_rate = 1e-300, .epochs = 2, .batch_size = 7},
                            FixMatch{Augment{shape, Translate{1, 1}}, Augment{shape, Translate{2, 2}}, 1, 0});
    CHECK(report.history[0].at("FixMatch") > 0);
    CHECK(report.history[0].at("FixMatch") != report.history[1].at("FixMatch"));
    const auto same = FixMatch{GaussianNoise{0.5}, GaussianNoise{0.5}, 1, 0};
    const test::FewLabels data;
    auto other = test::network_of_few_labels();
    const double views = fit(other, SoftmaxCrossEntropy{}, data.together(23),
                             Sgd{.learning_rate = 1e-300, .epochs = 1, .batch_size = 7}, same)
                             .last()
                             .at("FixMatch");
    const Matrix<double> logs = log_softmax(other.predict(data.unlabelled.inputs));
    CHECK(views > -logs.colwise().maxCoeff().mean());  // of one view the largest would be charged
}

TEST_CASE(
    "FixMatch: a run resumes, allocates nothing in its steps, and is the same for any number of threads") {
    const FixMatch policy{GaussianNoise{0.1}, GaussianNoise{0.8}, 0.7, 0.4};
    CHECK(test::resumes(Dropout{0.3}, policy));
    if (allocations_are_counted()) CHECK(test::allocations_of_steps(Dropout{0.3}, policy) == 0);
    const test::FewLabels data;
    CHECK(test::after_run(data, 2, 1, Dropout{0.3}, policy) ==
          test::after_run(data, 2, 3, Dropout{0.3}, policy));
}

TEST_CASE("FixMatch: bad coefficients are refused, those of the transforms too") {
    CHECK_THROWS_WITH((FixMatch{Shift{1}, Shift{2}, -1}.check()), "FixMatch: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((FixMatch{Shift{1}, Shift{2}, 1, 1.2}.check()),
                      "FixMatch: threshold must be in [0, 1], got 1.2");
    CHECK_THROWS_WITH((FixMatch{Shift{1}, Shift{200}}.check()), "Shift: by must be < 100, got 200");
    CHECK_THROWS_WITH((FixMatch{Shift{200}, Shift{1}}.check()), "Shift: by must be < 100, got 200");
}

}  // namespace tests::auxiliary_fix_match
