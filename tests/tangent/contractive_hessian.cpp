#include <regula/tangent/contractive_hessian.hpp>

#include <regula/loss/squared_error.hpp>

#include "support/every_layer.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::tangent_contractive_hessian {

Network<double> autoencoder() {
    return test::with_biases(Network<double>{5, {Dense{7}, Sigmoid{}, Dense{5}}, Key{1}});
}
/// h at x.
Matrix<double> code(const Network<double>& net, const Matrix<double>& x) {
    Network<double> encoder{5, {Dense{7}, Sigmoid{}}, Key{1}};
    encoder.parameters().vector() = net.parameters().vector().head(encoder.parameters().size());
    return encoder.predict(x);
}

double charged(const Network<double>& net, const Matrix<double>& x, const ContractiveHessian& policy,
               std::uint64_t key = 4) {
    const Batch<double> batch{.inputs = x, .targets = {}, .labels = {}};
    const auto attached = pipeline();
    auto hooks = hooks_of<double>(attached, StepTime{Key{key}});
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    return pass.apart([&] { policy.add_losses(pass, net, SquaredError{}, batch); });
}

TEST_CASE("CAE+H charges half the mean squared change of the Jacobian at corrupted samples") {
    const auto net = autoencoder();
    const Matrix<double> x = test::drawn(2, 5, 9), w = net.parameters()["0.weight"];
    Matrix<double> corrupted = x;
    add_normal(Key{4}.stream("corruption")[0], corrupted, 0.3);
    const Matrix<double> h = code(net, x), g = code(net, corrupted);
    const Matrix<double> change = (h.array() * (1 - h.array()) - g.array() * (1 - g.array())).matrix();
    const double expected = change.cwiseAbs2().rowwise().sum().dot(w.colwise().squaredNorm()) / 9;
    CHECK(charged(net, x, ContractiveHessian{0.4, 0.3, 0, 0}) == Approx(0.4 / 2 * expected).epsilon(1e-12));
}

TEST_CASE("for small noise CAE+H is the squared norm of the second derivatives, also by random projections") {
    const auto net = autoencoder();
    const Matrix<double> x = test::drawn(2, 5, 1), w = net.parameters()["0.weight"];
    const auto h = code(net, x).col(0).array().eval();
    const double expected =
        ((h * (1 - h) * (1 - 2 * h)).square() * w.colwise().squaredNorm().transpose().array().square()).sum();
    for (const Index projections : {0, 1}) {
        double sum = 0, squares = 0;
        const int draws = projections == 0 ? 300 : 3000;
        for (int i = 0; i < draws; ++i) {
            const double found = 2 * 1e4 *
                                 charged(net, x, ContractiveHessian{1, 0.01, 0, projections, 2},
                                         static_cast<std::uint64_t>(i));
            sum += found, squares += found * found;
        }
        const double mean = sum / draws, error = std::sqrt((squares / draws - mean * mean) / draws);
        CHECK(error < 0.1 * expected);
        CHECK(std::abs(mean - expected) < 4 * error);
    }
}

TEST_CASE("ContractiveHessian: corrupted samples do not move running statistics") {
    const Dataset<double> data{.inputs = test::drawn(2, 5, 9), .targets = test::drawn(2, 5, 9)};
    const auto mean_after = [&](double stddev) {
        Network<double> net{5, {Dense{7}, BatchNorm{}, Sigmoid{}, Dense{5}}, Key{1}};
        fit(net, SquaredError{}, data, Sgd{.learning_rate = 1e-300, .epochs = 1, .batch_size = 9},
            ContractiveHessian{1, stddev});
        return Vector<double>{net.parameters()["BatchNorm[0].variance"]};
    };
    CHECK((mean_after(5) - mean_after(1e-3)).norm() < 1e-14);
}

}  // namespace tests::tangent_contractive_hessian
