#include <regula/inference/spreads.hpp>

#include <regula/gate.hpp>
#include <regula/noise.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::inference_spreads {

using test::drawn;

static_assert(KnownVariance<Dropout> && KnownVariance<GaussianGate> && KnownVariance<GaussianNoise>);
static_assert(!KnownVariance<LabelNoise>);

const Block input{.role = Role::input, .name = "inputs"};
const std::vector<Block> hidden_units{
    {.role = Role::hidden, .layer = 0, .name = "hidden[0]", .rows = 5, .cols = 1},
    {.role = Role::hidden, .layer = 1, .name = "hidden[1]", .rows = 7, .cols = 1}};

TEST_CASE("noise and gates act on means and variances as their draws do, noise first") {
    const Spreads spreads{hidden_units, on(hidden[1], Dropout{0.25}), on(hidden[1], GaussianGate{0.5}),
                          on(hidden[1], GaussianNoise{0.3})};
    Gaussian<double> out;
    const Gaussian<double> certain{Matrix<double>{{2.0}, {-1.0}}, {}},
        in{certain.mean, Matrix<double>{{0.5}, {0.2}}};
    // E g^2 = (1 + 1/3) (1 + 1/4) = 5/3,   v' = 5/3 (v + 0.09 + m^2) - m^2
    const auto& found = spreads.enter(hidden_units[1], in, out);
    CHECK(found.mean == in.mean);
    const Matrix<double> expected{{5 / 3.0 * (0.5 + 0.09 + 4) - 4}, {5 / 3.0 * (0.2 + 0.09 + 1) - 1}};
    CHECK((found.variance - expected).norm() < 1e-14);
    const Matrix<double> of_certain{{5 / 3.0 * 4.09 - 4}, {5 / 3.0 * 1.09 - 1}};
    CHECK((spreads.enter(hidden_units[1], certain, out).variance - of_certain).norm() < 1e-14);
    CHECK(&spreads.enter(hidden_units[0], in, out) == &in);
    CHECK(&spreads.enter(input, in, out) == &in);

    Gaussian<double> dx{Matrix<double>{{0.7}, {0.1}}, Matrix<double>{{0.3}, {-2.0}}};
    spreads.leave(hidden_units[1], in, dx);
    CHECK((dx.mean - Matrix<double>{{0.7 + 0.3 * 4 * 2 / 3.0}, {0.1 + 2.0 * 2 * 2 / 3.0}}).norm() < 1e-14);
    CHECK((dx.variance - Matrix<double>{{0.5}, {-10 / 3.0}}).norm() < 1e-14);
}

TEST_CASE("a policy that is off does nothing, and one without a place is refused") {
    const Spreads spreads{hidden_units, when(false, Dropout{0.5}), on(inputs, Dropout{0.5})};
    Gaussian<float> out;
    const Gaussian<float> in{drawn<float>(1, 5, 2), {}};
    CHECK(&spreads.enter(hidden_units[0], in, out) == &in);
    CHECK(&spreads.enter(input, in, out) == &out);
    CHECK_THROWS_WITH((Spreads{hidden_units, on(hidden[2], Dropout{0.5})}),
                      "Dropout: hidden[2] selects no block of this model; there are: hidden[0], hidden[1]");
}

TEST_CASE("the variances of policies are those of their draws") {
    const auto variance_of = [](const auto& policy) {
        Matrix<double> gain = Matrix<double>::Ones(200, 500);
        policy.gate(gain, Key{3});
        return (gain.array() - 1).square().mean();
    };
    // Of n squares of gains around 1 the standard error is sqrt((E (g - 1)^4 - v^2) / n).
    const double p = 0.3, v = Dropout{p}.variance(), n = 200 * 500;
    const double fourth = p + (1 - p) * std::pow(p / (1 - p), 4);
    CHECK(std::abs(v - p / (1 - p)) < 1e-4);  // p is rounded
    CHECK(std::abs(variance_of(Dropout{p}) - v) < 4 * std::sqrt((fourth - v * v) / n));
    CHECK(std::abs(variance_of(GaussianGate{0.6}) - GaussianGate{0.6}.variance()) <
          4 * std::sqrt(2 / n) * 0.36);
    CHECK(GaussianNoise{0.6}.variance() == 0.6 * 0.6);
}

}  // namespace tests::inference_spreads
