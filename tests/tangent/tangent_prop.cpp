#include <regula/tangent/tangent_prop.hpp>

#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/mlp.hpp>
#include <regula/tangent/same_directions.hpp>

#include "support/every_layer.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::tangent_tangent_prop {

/// Two fields that depend on the sample: its features in reverse, and its square.
struct BySample {
    Index count() const { return 2; }
    void directions(const auto& x, Index k, auto& v) const {
        if (k == 0)
            v = x.colwise().reverse();
        else
            v = x.cwiseAbs2();
    }
};
static_assert(TangentVectors<BySample> && TangentVectors<SameDirections>);
static_assert(AuxiliaryLoss<TangentProp<BySample>>);

double charged(const Network<double>& net, const Matrix<double>& x, const auto& loss, const auto& policy) {
    const Batch<double> batch{.inputs = x, .targets = {}, .labels = {}};
    Pass<double> pass;
    pass.begin(net.parameters());
    return pass.apart([&] { policy.add_losses(pass, net, loss, batch); });
}

TEST_CASE("TangentProp charges half the mean square of the slopes along each field") {
    const auto net = test::with_biases(mlp<double>({4, 6, 3}, Key{1}, Softplus{}));
    const Matrix<double> x = test::drawn(2, 4, 9), one = x.colwise().reverse(), other = x.cwiseAbs2();
    const double expected = 0.7 / 2 / 9 *
                            (jacobian_vector_product(net, x, one).squaredNorm() +
                             jacobian_vector_product(net, x, other).squaredNorm());
    CHECK(charged(net, x, SoftmaxCrossEntropy{}, TangentProp{BySample{}, 0.7}) ==
          Approx(expected).epsilon(1e-13));
}

TEST_CASE("of log probabilities it charges their slopes, also those of one output") {
    const auto net = test::with_biases(mlp<double>({4, 6, 3}, Key{1}, Softplus{}));
    const auto yes_or_no = test::with_biases(mlp<double>({4, 6, 1}, Key{2}, Softplus{}));
    const Matrix<double> x = test::drawn(2, 4, 9), v = x.cwiseAbs2();
    const SameDirections along{test::drawn(3, 4, 1)};
    const auto expected = [&](const Network<double>& model, const auto& loss) {
        double sum = 0;
        const double h = 1e-5;
        Matrix<double> above, below;
        for (const Matrix<double>& direction : {Matrix<double>{x.colwise().reverse()}, v}) {
            loss.log_probabilities(model.predict(x + h * direction), above);
            loss.log_probabilities(model.predict(x - h * direction), below);
            sum += ((above - below) / (2 * h)).squaredNorm();
        }
        return 0.7 / 2 / 9 * sum;
    };
    const TangentProp policy{BySample{}, 0.7, true};
    CHECK(charged(net, x, SoftmaxCrossEntropy{}, policy) ==
          Approx(expected(net, SoftmaxCrossEntropy{})).epsilon(1e-8));
    CHECK(charged(yes_or_no, x, Logistic{}, policy) == Approx(expected(yes_or_no, Logistic{})).epsilon(1e-8));
    CHECK_THROWS_WITH(charged(net, x, SquaredError{}, policy),
                      Catch::Matchers::ContainsSubstring("need a loss of classes"));

    Dataset<double> data{.inputs = x, .labels = Labels{{0, 1, 1, 0, 1, 0, 0, 1, 1}}};
    CHECK(test::error_of_step(yes_or_no, data, Logistic{}, policy, Dropout{0.3}) < 1e-7);
}

TEST_CASE("TangentProp: its gradient agrees with differences on networks of every layer") {
    test::check_on_every_layer(1e-6, TangentProp{BySample{}, 3});
    test::check_on_every_layer(1e-6, TangentProp{BySample{}, 3, true});
    test::check_on_every_layer(1e-6, TangentProp{SameDirections{test::drawn(8, 40, 3)}, 0.5});
}

TEST_CASE("TangentProp keeps the laws of auxiliary losses") {
    const SameDirections along{test::drawn(3, 3, 2)};
    CHECK(check(TangentProp{along, 0.3}).empty());
    CHECK(check(TangentProp{along, 0.3, true}).empty());
}

TEST_CASE("TangentProp: the same bits for any number of threads, and no allocation in steps") {
    for (const bool of_logs : {false, true}) {
        const TangentProp policy{SameDirections{test::drawn(8, 40, 4)}, 0.1, of_logs};
        const auto one = test::after_two_epochs(1, policy, Dropout{0.3});
        CHECK(one == test::after_two_epochs(2, policy, Dropout{0.3}));
        CHECK(one == test::after_two_epochs(3, policy, Dropout{0.3}));
        if (allocations_are_counted())
            CHECK(test::allocations_of_steps_of_every_layer(policy, Dropout{0.3}) == 0);
    }
}

/// Tangents of another number of features than the samples.
struct TooShort {
    Index count() const { return 1; }
    void directions(const auto& x, Index, auto& v) const { v = x.topRows(2); }
};

TEST_CASE("TangentProp: a linear model learns to ignore a feature, and the others as without it") {
    const Matrix<double> x = test::drawn(2, 4, 60);
    const Matrix<double> truth{{1, -2, 0.5, 3}};
    Matrix<double> along = Matrix<double>::Zero(4, 1), without = x;
    along(3) = 1;
    without.row(3).setZero();
    const auto trained = [&](const Matrix<double>& seen, double strength) {
        auto net = linear_model<double>(4, 1);
        fit(net, SquaredError{}, Dataset<double>{.inputs = seen, .targets = truth * x},
            Sgd{.learning_rate = 1e-3, .epochs = 8000, .batch_size = 60},
            TangentProp{SameDirections{along}, strength});
        return Vector<double>{net.parameters().vector()};
    };
    const Vector<double> ignored = trained(x, 1e3), absent = trained(without, 0), bare = trained(x, 0);
    CHECK(bare(3) > 2.5);
    CHECK(std::abs(ignored(3)) < 1e-2);
    CHECK((ignored - absent).cwiseAbs().maxCoeff() < 2e-2);
}

TEST_CASE("TangentProp refuses bad settings, and tangents of another number of features") {
    CHECK_THROWS_WITH((TangentProp{BySample{}, -1}.check()), "TangentProp: strength must be >= 0, got -1");
    const auto net = mlp<double>({4, 6, 3}, Key{1}, Tanh{});
    CHECK_THROWS_WITH(charged(net, test::drawn(2, 4, 9), SoftmaxCrossEntropy{}, TangentProp{TooShort{}, 1}),
                      "Pass: a direction must be 4 x 9 as the input is, got 2 x 9");
}

}  // namespace tests::tangent_tangent_prop
