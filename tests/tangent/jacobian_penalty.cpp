#include <regula/tangent/jacobian_penalty.hpp>

#include <regula/auxiliary/laws.hpp>
#include <regula/core/check.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/mlp.hpp>

#include "support/every_layer.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::tangent_jacobian_penalty {

/// |df/dx_j|_F^2 of each sample, by products with unit vectors of the inputs.
Vector<double> squares(const Network<double>& net, const Matrix<double>& x) {
    Vector<double> sum = Vector<double>::Zero(x.cols());
    for (Index i = 0; i < x.rows(); ++i) {
        Matrix<double> e = Matrix<double>::Zero(x.rows(), x.cols());
        e.row(i).setOnes();
        sum += jacobian_vector_product(net, x, e).colwise().squaredNorm().transpose();
    }
    return sum;
}

double charged(const Network<double>& net, const Matrix<double>& x, const JacobianPenalty& policy,
               std::uint64_t key = 4) {
    const Batch<double> batch{.inputs = x, .targets = {}, .labels = {}};
    const auto attached = pipeline();
    auto hooks = hooks_of<double>(attached, StepTime{Key{key}});
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    return pass.apart([&] { policy.add_losses(pass, net, SoftmaxCrossEntropy{}, batch); });
}

TEST_CASE("JacobianPenalty charges half the mean squared Frobenius norm of the Jacobians") {
    const auto net = test::with_biases(mlp<double>({4, 6, 3}, Key{1}, Softplus{}));
    const Matrix<double> x = test::drawn(2, 4, 9);
    CHECK(charged(net, x, {0.7}) == Approx(0.7 / 2 * squares(net, x).mean()).epsilon(1e-13));
    // Of a linear model it is weight decay.
    const auto linear = [] {
        auto model = linear_model<double>(4, 3);
        model.parameters()["0.weight"] = test::drawn(5, 4, 3);
        return model;
    }();
    CHECK(charged(linear, x, {0.7}) ==
          Approx(0.7 / 2 * linear.parameters()["0.weight"].squaredNorm()).epsilon(1e-13));
}

TEST_CASE("random projections estimate it without bias, with the documented standard error") {
    const auto net = test::with_biases(mlp<double>({4, 6, 3}, Key{1}, Softplus{}));
    const Matrix<double> x = test::drawn(2, 4, 1);
    Matrix<double> j(3, 4);
    for (Index i = 0; i < 4; ++i) {
        Matrix<double> e = Matrix<double>::Zero(4, 1);
        e(i, 0) = 1;
        j.col(i) = jacobian_vector_product(net, x, e);
    }
    const double exact = charged(net, x, {2});
    CHECK(exact == Approx(j.squaredNorm()).epsilon(1e-13));
    for (const Index projections : {1, 2}) {
        const double variance = 2.0 / 5 *
                                (3 * (j * j.transpose()).squaredNorm() - j.squaredNorm() * j.squaredNorm()) /
                                static_cast<double>(projections);
        const int draws = 4000;
        double sum = 0, of_squares = 0;
        for (int i = 0; i < draws; ++i) {
            const double estimate = charged(net, x, {2, projections}, static_cast<std::uint64_t>(100 + i));
            sum += estimate, of_squares += (estimate - exact) * (estimate - exact);
        }
        const double error = std::sqrt(variance / draws);
        CHECK(error < 0.02 * exact);
        CHECK(std::abs(sum / draws - exact) < 4 * error);
        CHECK(of_squares / draws == Approx(variance).epsilon(0.1));
    }
}

TEST_CASE("JacobianPenalty: its gradient agrees with differences on networks of every layer") {
    test::check_on_every_layer(1e-6, JacobianPenalty{3});
    test::check_on_every_layer(1e-6, JacobianPenalty{3, 2});
}

TEST_CASE("JacobianPenalty keeps the laws of auxiliary losses") {
    CHECK(check(JacobianPenalty{0.3}).empty());
    CHECK(check(JacobianPenalty{0.3, 1}).empty());
}

TEST_CASE("JacobianPenalty: the same bits for any number of threads, and no allocation in steps") {
    for (const Index projections : {0, 2}) {
        const JacobianPenalty policy{0.1, projections};
        const auto one = test::after_two_epochs(1, policy, Dropout{0.3});
        CHECK(one == test::after_two_epochs(2, policy, Dropout{0.3}));
        CHECK(one == test::after_two_epochs(3, policy, Dropout{0.3}));
        if (allocations_are_counted())
            CHECK(test::allocations_of_steps_of_every_layer(policy, Dropout{0.3}) == 0);
    }
}

TEST_CASE("JacobianPenalty: training with it flattens the scores, also by one projection") {
    const auto slope_after = [](double strength, Index projections) {
        auto net = mlp<double>({40, 16, 3}, Key{1}, Tanh{});
        const auto data = test::images_for_every_layer(23);
        fit(net, SoftmaxCrossEntropy{}, data, Sgd{.learning_rate = 0.1, .epochs = 40, .batch_size = 8},
            JacobianPenalty{strength, projections});
        return squares(net, data.inputs).mean();
    };
    const double bare = slope_after(0, 1);
    CHECK(slope_after(0.3, 0) < 0.5 * bare);
    CHECK(slope_after(0.3, 1) < 0.5 * bare);
}

TEST_CASE("JacobianPenalty refuses bad settings") {
    CHECK_THROWS_WITH(JacobianPenalty{-1}.check(), "JacobianPenalty: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((JacobianPenalty{1, -2}.check()), "JacobianPenalty: projections must be >= 0, got -2");
}

}  // namespace tests::tangent_jacobian_penalty
