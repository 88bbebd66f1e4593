#include <regula/inference/inference_gap.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_inference_gap {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::drawn;

const SoftmaxCrossEntropy loss;

Dataset<float> labelled(Index n) {
    Dataset<float> data{.inputs = drawn<float>(1, 5, n), .labels = Labels(n), .class_names = {"a", "b", "c"}};
    for (Index i = 0; i < n; ++i) data.labels[i] = static_cast<int>(i % 3);
    return data;
}

TEST_CASE("error, loss, divergence and variation are means over the samples with their standard errors") {
    const Matrix<double> reference{{0.5, 0.2}, {0.5, 0.8}}, way{{0.9, 0.6}, {0.1, 0.4}};
    InferenceGap gap{"first", reference.array().log(), Labels{{0, 1}}};
    gap.add("second", way.array().log());
    const InferenceWay& first = gap.at("first");
    CHECK((first.divergence.mean == 0 && first.total_variation.mean == 0));
    const InferenceWay& second = gap.at("second");
    const double a = std::log(0.5 / 0.9) / 2 + std::log(0.5 / 0.1) / 2,
                 b = 0.2 * std::log(0.2 / 0.6) + 0.8 * std::log(0.8 / 0.4);
    CHECK_THAT(second.divergence.mean, WithinRel((a + b) / 2, 1e-12));
    CHECK_THAT(second.divergence.standard_error, WithinRel(std::abs(a - b) / 2, 1e-12));
    CHECK_THAT(second.total_variation.mean, WithinRel(0.4, 1e-12));
    CHECK_THAT(second.loss.mean, WithinRel(-(std::log(0.9) + std::log(0.4)) / 2, 1e-12));
    CHECK((second.error.mean == 0.5 && second.error.standard_error == 0.5));
    CHECK(gap.ways().size() == 2);
    CHECK_THROWS_WITH(gap.at("third"), "InferenceGap: there is no way named 'third'");
    CHECK_THROWS_WITH(gap.add("third", Matrix<double>::Zero(3, 2)),
                      "InferenceGap: 'third' must give 2 x 2 log probabilities, got 3 x 2");
}

TEST_CASE("the gap has all ways, in parts of the data as in the whole, and threads change no bit") {
    const auto net = mlp<float>({5, 30, 20, 3}, Key{1});
    const auto data = labelled(707);
    const auto gap = inference_gap(net, loss, data, 30, Key{2}, on(inputs, Dropout{0.2}), Dropout{0.3});
    REQUIRE(gap.ways().size() == 4);
    const Evaluation scaled = evaluate(net, loss, data);
    CHECK_THAT(gap.at("weight scaling").error.mean, WithinRel(scaled.error, 1e-12));
    CHECK_THAT(gap.at("weight scaling").loss.mean, WithinRel(scaled.loss, 1e-5));
    // What 30 masks do not settle is a small part of what the ways differ in.
    CHECK(gap.at("Monte Carlo again").divergence.mean > 0);
    CHECK(gap.at("Monte Carlo again").divergence.mean < 0.5 * gap.at("geometric mean").divergence.mean);
    CHECK(gap.at("weight scaling").divergence.mean > gap.at("Monte Carlo again").divergence.mean);

    const auto threads =
        inference_gap(Threads{3}, net, loss, data, 30, Key{2}, on(inputs, Dropout{0.2}), Dropout{0.3});
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(threads.ways()[i].divergence.mean == gap.ways()[i].divergence.mean);
}

TEST_CASE("where weight scaling is exact, it is the geometric mean of many masks") {
    // In softmax regression, and so up to the masks that were drawn, not up to a fixed distance.
    const auto net = mlp<float>({5, 3}, Key{1});
    const auto data = labelled(40);
    const auto between = [&](Index passes) {
        const auto gap = inference_gap(net, loss, data, passes, Key{2}, on(inputs, Dropout{0.2}));
        return std::abs(gap.at("weight scaling").loss.mean - gap.at("geometric mean").loss.mean);
    };
    CHECK(between(2000) < 0.01);
    CHECK(between(2) > 0.01);
}

TEST_CASE("the gap needs labels") {
    const Dataset<float> regression{.inputs = drawn<float>(1, 5, 4), .targets = drawn<float>(2, 3, 4)};
    CHECK_THROWS_WITH(inference_gap(mlp<float>({5, 3}, Key{1}), loss, regression, 2, Key{1}),
                      "inference_gap: needs labels, got data with targets");
}

TEST_CASE("labels that the model has no class for are refused") {
    const Matrix<double> logs = Matrix<double>::Constant(3, 2, std::log(1 / 3.0));
    CHECK_THROWS_WITH((InferenceGap{"reference", logs, Labels{{0, 3}}}),
                      "InferenceGap: labels must lie in 0 ... 2, got 3");
    CHECK_THROWS_AS((InferenceGap{"reference", logs, Labels{{0, 1, 2}}}), std::invalid_argument);
    const auto net = mlp<double>({4, 5, 3}, Key{1});
    const Dataset<double> data{.inputs = Matrix<double>::Ones(4, 2), .labels = Labels{{0, 7}}};
    CHECK_THROWS_WITH(inference_gap(net, SoftmaxCrossEntropy{}, data, 2, Key{1}, Dropout{0.5}),
                      "inference_gap: the model knows 3 classes, the data have 8");
}

}  // namespace tests::inference_inference_gap
