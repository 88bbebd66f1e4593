#include <regula/theory/dropout_penalty.hpp>

#include <regula/core/random.hpp>
#include <regula/loss/huber.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/theory/masks.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::theory_dropout_penalty {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

/// What dropout adds, over all masks of each sample.
double added(const auto& loss, const Dataset<double>& data, const Vector<double>& w, double asked,
             double bias) {
    const double p = 1 - Coin{asked}.keep_probability();  // rounded, as it is drawn with
    const auto value = [&](const Matrix<double>& x) {
        const Matrix<double> y = ((w.transpose() * x).array() + bias).matrix();
        return loss.value(y, data.targets);
    };
    double sum = -value(data.inputs);
    theory::for_each_mask(data.features(), p, [&](const Vector<double>& mask, double probability) {
        sum += probability * value(mask.asDiagonal() * data.inputs / (1 - p));
    });
    return sum;
}

Dataset<double> drawn_data() {
    Dataset<double> data{.inputs = Matrix<double>(4, 5), .targets = Matrix<double>{{1, 0, 0, 1, 1}}};
    fill_normal(Key{1}, data.inputs);
    return data;
}

TEST_CASE("the quadratic penalty of dropout is exact for squared error at every p") {
    const Vector<double> w{{0.7, -2, 0.3, 1.1}};
    for (const double p : {0.05, 0.3, 0.8})
        CHECK_THAT(theory::dropout_penalty(SquaredError{}, drawn_data(), w, p, 0.4),
                   WithinRel(added(SquaredError{}, drawn_data(), w, p, 0.4), 1e-12));
}

TEST_CASE("the quadratic penalty of dropout is exact for small weights with other losses, around any bias") {
    const Vector<double> w{{0.007, -0.02, 0.003, 0.011}};
    for (const double bias : {-1.0, 0.6}) {
        CHECK_THAT(theory::dropout_penalty(Logistic{}, drawn_data(), w, 0.3, bias),
                   WithinRel(added(Logistic{}, drawn_data(), w, 0.3, bias), 1e-2));
    }
    // Quadratic for the residuals near -0.4, linear for those near 0.6, and no kink within reach.
    CHECK(theory::dropout_penalty(Huber{0.5}, drawn_data(), w, 0.3, 0.6) > 1e-6);
    CHECK_THAT(theory::dropout_penalty(Huber{0.5}, drawn_data(), w, 0.3, 0.6),
               WithinAbs(added(Huber{0.5}, drawn_data(), w, 0.3, 0.6), 1e-14));
    CHECK(theory::dropout_penalty(Logistic{}, drawn_data(), w, 0, 0) == 0);
    CHECK_THROWS_AS(theory::dropout_penalty(Logistic{}, drawn_data(), w, 1), std::invalid_argument);
    Dataset<double> two = drawn_data();
    two.targets = Matrix<double>::Zero(2, 5);
    CHECK_THROWS_AS(theory::dropout_penalty(Logistic{}, two, w, 0.3), std::invalid_argument);
}

}  // namespace tests::theory_dropout_penalty
