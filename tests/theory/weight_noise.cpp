#include <regula/theory/weight_noise.hpp>

#include <regula/layer.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_weight_noise {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

/// The mean squared error of a network as a function of its weights, the biases staying.
auto loss_of_weights(const Network<double>& net, const Matrix<double>& x, const Matrix<double>& t) {
    return [net = Network<double>{net}, &x, &t](const Vector<double>& w) mutable {
        Index next = 0;
        for (const Block& block : net.parameters().blocks())
            if (block.role == Role::weight) {
                net.parameters()[block] = w.segment(next, block.size()).reshaped(block.rows, block.cols);
                next += block.size();
            }
        return SquaredError{}.value(net.predict(x), t);
    };
}

Vector<double> weights_of(const Network<double>& net) {
    Vector<double> w;
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::weight) {
            w.conservativeResize(w.size() + block.size());
            w.tail(block.size()) = net.parameters()[block].reshaped();
        }
    return w;
}

const Matrix<double> x = test::drawn(1, 3, 8), t = test::drawn(2, 2, 8);

TEST_CASE("noise on the weights of a linear model adds the same at any weights") {
    const double stddev = 0.3;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Network<double> net{3, {Dense{2}}, Key{seed}};
        auto loss = loss_of_weights(net, x, t);
        const auto w = weights_of(net);
        const double penalty = theory::weight_noise_penalty(net, x, stddev);
        CHECK_THAT(penalty, WithinRel(0.09 / 2 * 2 * x.squaredNorm() / 8, 1e-13));
        CHECK_THAT(theory::mean_under_symmetric_noise(loss, w, stddev), WithinRel(loss(w) + penalty, 1e-13));
    }
}

TEST_CASE("where a network fits the data, noise on its weights charges the gradient, to the fourth order") {
    auto net = mlp<double>({3, 4, 2}, Key{1}, Tanh{});
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(Key{2}, net.parameters()[block], 0.3);
    const Matrix<double> fitted = net.predict(x);
    auto loss = loss_of_weights(net, x, fitted);
    const auto w = weights_of(net);
    const auto error = [&](double s) {
        return std::abs(theory::mean_under_symmetric_noise(loss, w, s) -
                        theory::weight_noise_penalty(net, x, s));
    };
    CHECK_THAT(std::log2(error(0.02) / error(0.01)), WithinAbs(4, 0.05));
    CHECK(error(0.01) < 0.05 * theory::weight_noise_penalty(net, x, 0.01));
}

}  // namespace tests::theory_weight_noise
