#include <regula/inference/masks.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::inference_masks {

using Catch::Matchers::WithinRel;

TEST_CASE("every mask comes once, with its probability") {
    const double p = 0.3;
    double sum = 0;
    int count = 0;
    Vector<double> mean = Vector<double>::Zero(6);
    for_each_mask(6, p, [&](const Vector<double>& mask, double probability) {
        ++count;
        sum += probability;
        mean += probability * mask;
        CHECK_THAT(probability, WithinRel(std::pow(0.7, mask.sum()) * std::pow(0.3, 6 - mask.sum()), 1e-13));
    });
    CHECK(count == 64);
    CHECK_THAT(sum, WithinRel(1, 1e-13));
    CHECK((mean.array() - 0.7).abs().maxCoeff() < 1e-13);
}

TEST_CASE("each unit may have a probability of its own, 0 and 1 too") {
    const Vector<double> p{{0.1, 0.8, 0, 1}};
    Vector<double> mean = Vector<double>::Zero(4);
    for_each_mask(p, [&](const Vector<double>& mask, double probability) { mean += probability * mask; });
    CHECK((mean - Vector<double>{{0.9, 0.2, 1, 0}}).norm() < 1e-14);
}

TEST_CASE("masks are of 1 to 24 units, and probabilities are some") {
    const auto nothing = [](const auto&, double) {};
    CHECK_THROWS_WITH(for_each_mask(25, 0.5, nothing), "for_each_mask: units must be in 1 ... 24, got 25");
    CHECK_THROWS_WITH(for_each_mask(-1, 0.5, nothing), "for_each_mask: units must be in 1 ... 24, got -1");
    CHECK_THROWS_WITH(for_each_mask(2, 1.5, nothing),
                      "for_each_mask: drop_probability must be in [0, 1], got 1.5");
}

}  // namespace tests::inference_masks
