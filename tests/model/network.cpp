#include <regula/model/network.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/layer.hpp>
#include <regula/model/mlp.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;
using test::drawn;

// Every layer type at once, with the biases away from zero, where rectifiers have their kink.
static Network<double> of_every_layer() {
    Network<double> net{4,
                        {Dense{6}, Tanh{}, Dense{5}, Sigmoid{}, Dense{7}, Softplus{}, Dense{6},
                         LeakyRelu{0.2}, Dense{5}, Relu{}, Dense{3}},
                        Key{1}};
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(Key{2}, net.parameters()[block], 0.3);
    return net;
}

TEST_CASE("the initial weights depend on the key, layer by layer") {
    const auto a = mlp<double>({4, 5, 5, 2}, Key{1}), b = mlp<double>({4, 5, 5, 2}, Key{1}),
               c = mlp<double>({4, 5, 5, 2}, Key{2});
    CHECK(a.parameters().vector() == b.parameters().vector());
    CHECK(a.parameters().vector() != c.parameters().vector());
    CHECK(Matrix<double>{a.parameters()["1.weight"].topRows(4)} !=
          Matrix<double>{a.parameters()["0.weight"]});
}

TEST_CASE("copying a network copies it") {
    const auto net = of_every_layer();
    auto copy = net;
    copy.parameters().vector().setZero();
    CHECK_FALSE(net.parameters().vector().isZero());
    CHECK(copy.predict(drawn(3, 4, 2)).norm() != net.predict(drawn(3, 4, 2)).norm());
}

TEST_CASE("layers number what has weights, and hidden units are what feeds weights") {
    // Two dense layers in a row, an activation at the end: hidden units need no activation, outputs are not
    // hidden.
    const Network<float> net{3, {Dense{4}, Dense{2}, Tanh{}, Dense{5}, Sigmoid{}}};
    CHECK(net.parameters().blocks()[4].layer == 2);
    REQUIRE(net.hidden_blocks().size() == 2);
    CHECK(net.hidden_blocks()[0].rows == 4);
    CHECK(net.hidden_blocks()[1].rows == 2);
}

TEST_CASE("backward gives the gradient at the inputs, too") {
    const auto net = of_every_layer();
    const auto x = drawn(3, 4, 6), a = drawn(4, 3, 6);
    Tape<double> tape;
    Workers workers;
    net.forward(net.parameters(), x, tape, NoHooks{}, workers);
    net.output_gradient(tape) = a;
    auto g = net.parameters();
    net.backward(net.parameters(), tape, g, NoHooks{}, workers, true);
    const auto f = [&](const Matrix<double>& z) { return net.predict(z).cwiseProduct(a).sum(); };
    const Matrix<double> expected = test::differences(x, f);
    CHECK((tape.dx - expected).norm() < 1e-6 * expected.norm());
}

TEST_CASE("tangents and their adjoint agree with differences through every layer") {
    const auto net = of_every_layer();
    auto g = net.parameters(), theta_dot = net.parameters();
    fill_normal(Key{5}, theta_dot.vector());
    const auto x = drawn(3, 4, 6), x_dot = drawn(6, 4, 6), a = drawn(4, 3, 6), b = drawn(7, 3, 6);
    Workers workers;

    const auto predict = [&](const Vector<double>& theta, const Matrix<double>& from) {
        auto moved = net;
        moved.parameters().vector() = theta;
        return moved.predict(from);
    };
    const auto tangent = [&](const Vector<double>& theta, const Matrix<double>& from,
                             const Matrix<double>& direction) {
        auto at = net.parameters();
        at.vector() = theta;
        Tape<double> tape;
        net.forward(at, from, tape, NoHooks{}, workers);
        return Matrix<double>{net.tangent(at, &theta_dot, direction, tape, workers)};
    };
    const Vector<double>& theta = net.parameters().vector();

    const double h = 1e-5;
    const Matrix<double> expected = (predict(theta + h * theta_dot.vector(), x + h * x_dot) -
                                     predict(theta - h * theta_dot.vector(), x - h * x_dot)) /
                                    (2 * h);
    CHECK((tangent(theta, x, x_dot) - expected).norm() < 1e-7 * expected.norm());

    // F = sum a y + 1/2 |y_dot|^2, of which tangent prop is the second half: its gradient at theta is exact.
    const auto cost = [&](const Vector<double>& at, const Matrix<double>& from,
                          const Matrix<double>& direction) {
        return predict(at, from).cwiseProduct(a).sum() + tangent(at, from, direction).squaredNorm() / 2;
    };
    Tape<double> tape;
    net.forward(net.parameters(), x, tape, NoHooks{}, workers);
    const Matrix<double> y_dot = net.tangent(net.parameters(), &theta_dot, x_dot, tape, workers);
    net.output_gradient(tape) = a;
    net.output_tangent_gradient(tape) = y_dot;
    net.tangent_backward(net.parameters(), &theta_dot, tape, g, workers);
    const auto close = [](const Matrix<double>& got, const Matrix<double>& slope) {
        CHECK((got - slope).norm() < 1e-6 * slope.norm());
    };
    close(g.vector(), test::differences(theta, [&](const auto& z) { return cost(z, x, x_dot); }));
    close(tape.dx, test::differences(x, [&](const auto& z) { return cost(theta, z, x_dot); }));
    close(tape.dx_dot, test::differences(x_dot, [&](const auto& z) { return cost(theta, x, z); }));
}

TEST_CASE("a Hessian-vector product is the adjoint of a tangent in the parameters") {
    // J = sum a f(x; theta), so H v = d/dtheta (sum a y_dot) with theta_dot = v and x_dot = 0.
    const auto net = of_every_layer();
    auto v = net.parameters(), g = v;
    fill_normal(Key{8}, v.vector());
    const auto x = drawn(3, 4, 6), a = drawn(4, 3, 6);
    Workers workers;
    Tape<double> tape;
    net.forward(net.parameters(), x, tape, NoHooks{}, workers);
    const Matrix<double> still = Matrix<double>::Zero(4, 6);
    net.tangent(net.parameters(), &v, still, tape, workers);
    net.output_gradient(tape).setZero(3, 6);
    net.output_tangent_gradient(tape) = a;
    net.tangent_backward(net.parameters(), &v, tape, g, workers);

    const auto gradient = [&](const Vector<double>& theta) {
        auto at = net.parameters(), slope = at;
        at.vector() = theta;
        Tape<double> other;
        net.forward(at, x, other, NoHooks{}, workers);
        net.output_gradient(other) = a;
        net.backward(at, other, slope, NoHooks{}, workers);
        return Vector<double>{slope.vector()};
    };
    const double h = 1e-5;
    const Vector<double> expected = (gradient(net.parameters().vector() + h * v.vector()) -
                                     gradient(net.parameters().vector() - h * v.vector())) /
                                    (2 * h);
    CHECK((g.vector() - expected).norm() < 1e-7 * expected.norm());
}

TEMPLATE_TEST_CASE("evaluating is running without policies, Monte Carlo is running with them", "", float,
                   double) {
    // A linear network, of which dropout leaves the mean as it is: 4 -> 30 -> 2 without activation.
    const Network<TestType> net{4, {Dense{30}, Dense{2}}, Key{1}};
    Matrix<TestType> x(4, 1);
    x << 1, -2, TestType(0.5), 3;
    const Matrix<double> exact = net.predict(x).template cast<double>();
    CHECK(net.predict(x) == net.predict(x));
    Matrix<double> sum = Matrix<double>::Zero(2, 1), squares = sum;
    const int draws = 4000;
    for (std::uint64_t k = 0; k < draws; ++k) {
        const Matrix<double> y = net.predict(x, Key{9}[k], Dropout{0.3}).template cast<double>();
        sum += y;
        squares += y.cwiseAbs2();
    }
    for (Index i = 0; i < 2; ++i) {
        const double mean = sum(i) / draws, variance = squares(i) / draws - mean * mean;
        const double se = std::sqrt(variance / draws);
        CHECK(variance > 0.01);
        CHECK(se < 0.1);
        CHECK(std::abs(mean - exact(i)) < 4 * se);
    }
    CHECK(net.predict(x, Key{1}, Dropout{0.3}) == net.predict(x, Key{1}, Dropout{0.3}));
}

TEST_CASE("a network that makes no sense is refused") {
    CHECK_THROWS_WITH((Network<float>{0, {Dense{1}}}), "Network: inputs must be >= 1, got 0");
    CHECK_THROWS_WITH((Network<float>{3, {}}), "Network: needs at least one layer");
    CHECK_THROWS_WITH((Network<float>{3, {Dense{0}}}), "Dense: units must be >= 1, got 0");
    CHECK_THROWS_WITH((mlp<float>({3, 2}, Key{1}).predict(Matrix<float>::Zero(4, 1))),
                      "Network: inputs must have 3 features, got 4");
}
