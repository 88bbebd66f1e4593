// Networks of layers that keep the largest units, through training: gradients under gates, threads, memory.
#include <regula/gate/dropout.hpp>
#include <regula/layer.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/penalty/l1.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::sparse_networks {

template <class Scalar>
Network<Scalar> network() {
    return test::with_biases(Network<Scalar>{
        // without biases all units of dropped inputs are 0: ties, where there is no gradient
        4,
        {Dense{9}, KSparse{5}, Dense{8}, LocalWinnerTakeAll{.group = 4}, Tanh{},
         Residual{Dense{8}, Relu{}, WinnerTakeAll{.rate = 0.4}, Dense{8}}, KSparse{6}, Dense{3}},
        Key{1}});
}
template <class Scalar>
Dataset<Scalar> samples(Index count) {
    return {.inputs = test::drawn<Scalar>(1, 4, count), .targets = test::drawn<Scalar>(2, 3, count)};
}

TEST_CASE("the gradient of a step is that of the reported objective, with dropout before and after") {
    const auto data = samples<double>(7);
    auto net = network<double>();
    const Sgd sgd{.learning_rate = 1, .epochs = 1, .batch_size = 7, .seed = 3};
    const Vector<double> theta = net.parameters().vector();
    const auto slope_is_move = [&](const auto&... policies) {
        const auto objective = [&](const Vector<double>& at) {
            net.parameters().vector() = at;
            double sum = 0;
            const auto report = fit(net, SquaredError{}, data, sgd, policies...);
            for (const Term& term : report.last().objective) sum += term.value;
            return sum;
        };
        objective(theta);
        const Vector<double> moved = theta - net.parameters().vector();
        const Vector<double> slope = test::differences(theta, objective, 1e-6);
        CHECK(slope.norm() > 0.1);
        CHECK((moved - slope).norm() < 1e-6 * slope.norm());
    };
    slope_is_move();
    slope_is_move(on(inputs, Dropout{0.2}), on(hidden, Dropout{0.3}), on(hidden, L1{0.05}));
    slope_is_move(on(hidden, per_minibatch(Dropout{0.3})));
}

TEST_CASE("a tangent of such a network is that of its prediction") {
    const auto net = network<double>();
    const Matrix<double> x = test::drawn(3, 4, 5), v = test::drawn(4, 4, 5);
    const double h = 1e-7;
    const Matrix<double> slope = (net.predict(x + h * v) - net.predict(x - h * v)) / (2 * h);
    CHECK((jacobian_vector_product(net, x, v) - slope).norm() < 1e-6 * slope.norm());
}

TEST_CASE("layers that keep the largest units have no moments") {
    CHECK_FALSE(Layer<double>{KSparse{2}}.has_moments());
    CHECK_FALSE(Layer<double>{LocalWinnerTakeAll{}}.has_moments());
    CHECK_FALSE(Layer<double>{WinnerTakeAll{}}.has_moments());
}

TEMPLATE_TEST_CASE("training has the same bits with any number of threads", "", float, double) {
    const auto data = samples<TestType>(23);
    const auto trained = [&](int threads) {
        auto net = network<TestType>();
        fit(net, SquaredError{}, data,
            Sgd{.learning_rate = 0.05, .momentum = 0.9, .epochs = 3, .batch_size = 5, .threads = threads},
            on(hidden, Dropout{0.3}));
        return net.parameters().vector().eval();
    };
    const auto one = trained(1);
    CHECK(one.allFinite());
    CHECK((one - network<TestType>().parameters().vector()).norm() > TestType(0.1));
    CHECK(trained(3) == one);
}

TEST_CASE("training allocates nothing after the first epoch") {
    if (!allocations_are_counted()) return;
    const auto data = samples<double>(23);
    const auto in_an_epoch = [&](Index batch_size) {
        auto net = network<double>();
        std::vector<std::size_t> counts;
        counts.reserve(10);
        fit(net, SquaredError{}, data, Sgd{.epochs = 6, .batch_size = batch_size}, on(hidden, Dropout{0.3}),
            [&](const Record&) { counts.push_back(allocations()); });
        return counts[4] - counts[3];
    };
    CHECK(in_an_epoch(5) == in_an_epoch(23));  // those of the epoch's record
}

}  // namespace tests::sparse_networks
