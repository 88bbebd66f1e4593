#include <regula/model/network.hpp>

#include <regula/gate/dropout.hpp>
#include <regula/layer.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/objective.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/given_gains.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_network {

using test::drawn;

// Every layer type at once, with the biases away from zero, where rectifiers have their kink; branches at the
// beginning, one in the other from the same layer on, and one that ends where another begins.
static Network<double> of_every_layer() {
    Network<double> net{
        4,
        {Residual{Dense{3}, Tanh{}, Dense{4}},
         Residual{Residual{Dense{5}, Sigmoid{}, Dense{4}}, Tanh{}, Dense{4}}, Dense{6}, Tanh{}, Dense{5},
         Sigmoid{}, Dense{7}, Softplus{}, Dense{6}, LeakyRelu{0.2}, Dense{5}, Relu{}, Dense{3}},
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
    Pass<double> pass;
    pass.begin(net.parameters());
    const Node in = pass.variable(x);
    pass.add_gradient(net(pass, in), a);
    pass.backward();
    const auto f = [&](const Matrix<double>& z) { return net.predict(z).cwiseProduct(a).sum(); };
    const Matrix<double> expected = test::differences(x, f);
    CHECK((pass.gradient(in) - expected).norm() < 1e-6 * expected.norm());
}

TEST_CASE("tangents and their adjoint agree with differences through every layer") {
    const auto net = of_every_layer();
    auto g = net.parameters(), theta_dot = net.parameters();
    fill_normal(Key{5}, theta_dot.vector());
    const auto x = drawn(3, 4, 6), x_dot = drawn(6, 4, 6), a = drawn(4, 3, 6);

    const auto predict = [&](const Vector<double>& theta, const Matrix<double>& from) {
        auto moved = net;
        moved.parameters().vector() = theta;
        return moved.predict(from);
    };
    const auto tangent = [&](const Vector<double>& theta, const Matrix<double>& from,
                             const Matrix<double>& direction) {
        auto at = net.parameters();
        at.vector() = theta;
        Pass<double> pass;
        pass.begin(at);
        pass.along(theta_dot);
        return Matrix<double>{pass.tangent(net(pass, pass.input(from, direction)))};
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
    Pass<double> pass;
    pass.begin(net.parameters(), &g);
    pass.along(theta_dot);
    const Node in = pass.variable(x, x_dot), y = net(pass, in);
    pass.add_gradient(y, a);
    pass.add_tangent_gradient(y, pass.tangent(y));
    pass.backward();
    const auto close = [](const Matrix<double>& got, const Matrix<double>& slope) {
        CHECK((got - slope).norm() < 1e-6 * slope.norm());
    };
    close(g.vector(), test::differences(theta, [&](const auto& z) { return cost(z, x, x_dot); }));
    close(pass.gradient(in), test::differences(x, [&](const auto& z) { return cost(theta, z, x_dot); }));
    close(pass.tangent_gradient(in),
          test::differences(x_dot, [&](const auto& z) { return cost(theta, x, z); }));
}

TEST_CASE("a Hessian-vector product is the adjoint of a tangent in the parameters") {
    // J = sum a f(x; theta), so H v = d/dtheta (sum a y_dot) with theta_dot = v and x_dot = 0.
    const auto net = of_every_layer();
    auto v = net.parameters(), g = v;
    fill_normal(Key{8}, v.vector());
    const auto x = drawn(3, 4, 6), a = drawn(4, 3, 6);
    Pass<double> pass;
    pass.begin(net.parameters(), &g);
    pass.along(v);
    pass.add_tangent_gradient(net(pass, pass.input(x)), a);
    pass.backward();

    const auto gradient = [&](const Vector<double>& theta) {
        auto at = net.parameters(), slope = at;
        at.vector() = theta;
        Pass<double> other;
        other.begin(at, &slope);
        other.add_gradient(net(other, other.input(x)), a);
        other.backward();
        return Vector<double>{slope.vector()};
    };
    const double h = 1e-5;
    const Vector<double> expected = (gradient(net.parameters().vector() + h * v.vector()) -
                                     gradient(net.parameters().vector() - h * v.vector())) /
                                    (2 * h);
    CHECK((g.vector() - expected).norm() < 1e-7 * expected.norm());
}

TEMPLATE_TEST_CASE("a residual block adds its inputs to what its branch says", "", float, double) {
    using M = Matrix<TestType>;
    const Network<TestType> net{3, {Dense{4}, Residual{Dense{5}, Tanh{}, Dense{4}}, Dense{2}}, Key{1}};
    const auto& theta = net.parameters();
    const M x = drawn(2, 3, 5).template cast<TestType>(), h = theta["0.weight"].transpose() * x,
            f = theta["2.weight"].transpose() * M{(theta["1.weight"].transpose() * h).array().tanh()},
            expected = theta["3.weight"].transpose() * (h + f);
    const auto rounding = 20 * Eigen::NumTraits<TestType>::epsilon();
    CHECK((net.predict(x) - expected).norm() < rounding * expected.norm());

    // The places count through the branch: what enters it, what is in it, what it adds, and the sum.
    REQUIRE(net.hidden_blocks().size() == 4);
    CHECK(net.hidden_blocks()[1].name == "hidden[1]");
    CHECK(net.hidden_blocks()[1].rows == 5);
    CHECK(net.hidden_blocks()[2].name == "branches[0]");
    CHECK(net.hidden_blocks()[3].name == "hidden[2]");
    CHECK(net.hidden_blocks()[3].rows == 4);

    // A gate on what enters the branch leaves alone what passes beside it.
    const M none = net.predict(x, Key{1}, on(hidden[0], theory::GivenGains{Matrix<double>::Zero(4, 1)}));
    CHECK((none - theta["3.weight"].transpose() * h).norm() < rounding * h.norm());
}

TEST_CASE("a branch is one place: its units share a gain, sample by sample, forwards and backwards") {
    const Network<double> net{
        3, {Residual{Dense{4}, Tanh{}, Dense{3}}, Residual{Dense{3}}, Dense{2}}, Key{1}};
    const auto attached = pipeline(on(branches[0], theory::GivenGains{drawn(5, 1, 6)}),
                                   on(branches, theory::GivenGains{drawn(6, 1, 6)}), on(hidden[1], L2{0.3}));
    const StepTime now{Key{1}};
    const auto x = drawn(3, 3, 6), a = drawn(4, 2, 6);
    Workers workers;
    auto hooks = hooks_of<double>(attached, now);
    Pass<double> pass;
    auto g = net.parameters();
    pass.begin(net.parameters(), &g, hooks, workers);
    const Node in = pass.variable(x);
    pass.add_gradient(net(pass, in), a);
    pass.backward();
    const auto cost = [&](const Parameters<double>& theta, const Matrix<double>& z) {
        auto others = hooks_of<double>(attached, now);
        Pass<double> other;
        other.begin(theta, nullptr, others, workers);
        const double sum = other.value(net(other, other.input(z))).cwiseProduct(a).sum();
        return sum + others.terms()[2];
    };
    const Matrix<double> slope =
        test::differences(x, [&](const auto& z) { return cost(net.parameters(), z); });
    CHECK((pass.gradient(in) - slope).norm() < 1e-7 * slope.norm());
    const Matrix<double> at_theta = test::differences(net.parameters().vector(), [&](const auto& z) {
        auto theta = net.parameters();
        theta.vector() = z;
        return cost(theta, x);
    });
    CHECK((g.vector() - at_theta).norm() < 1e-7 * at_theta.norm());

    // Constant gains c scale what the branches add: x -> x + c f(x).
    const auto gain = [](double c) { return theory::GivenGains{Matrix<double>::Constant(1, 1, c)}; };
    auto scaled = net;
    for (const auto* block : {"1.weight", "1.bias"}) scaled.parameters()[block] *= 0.25;
    scaled.parameters()["2.weight"] *= 0.5;
    CHECK((net.predict(x, Key{1}, on(branches, gain(0.5)), on(branches[0], gain(0.5))) - scaled.predict(x))
              .norm() < 1e-14);
}

TEST_CASE("training a network with residual blocks allocates nothing after the first epoch") {
    if (!allocations_are_counted()) return;
    const Dataset<double> data{.inputs = drawn(1, 3, 23), .targets = drawn(2, 2, 23)};
    const auto in_an_epoch = [&](Index batch_size) {
        Network<double> net{3, {Residual{Dense{4}, Tanh{}, Dense{3}}, Dense{2}}, Key{1}};
        std::vector<std::size_t> counts;
        counts.reserve(10);
        fit(net, SquaredError{}, data, Sgd{.epochs = 6, .batch_size = batch_size}, on(branches, Dropout{0.3}),
            [&](const Record&) { counts.push_back(allocations()); });
        return counts[4] - counts[3];
    };
    CHECK(in_an_epoch(5) == in_an_epoch(23));  // those of the epoch's record
}

TEST_CASE("a prediction with the key of a training step sees what the step saw, parameters included") {
    // With one sample, whose number in the batch is known.
    auto net = mlp<double>({3, 5, 2}, Key{1}, Tanh{});
    for (const Block& block : net.parameters().blocks())
        fill_normal(Key{2}[block.offset], net.parameters()[block]);
    const Dataset<double> data{.inputs = drawn(3, 3, 1), .targets = drawn(4, 2, 1)};
    const auto seen = [&](auto... policies) {
        auto trained = net;
        const auto report =
            fit(trained, SquaredError{}, data, Sgd{.epochs = 1, .batch_size = 1, .seed = 9}, policies...);
        const auto y = net.predict(data.inputs, Key{9}.stream("policies")[0], policies...);
        CHECK(SquaredError{}.value(y, data.targets) == Approx(report.history[0].at("loss")).epsilon(1e-13));
        return Matrix<double>{y};
    };
    const Matrix<double> plain = net.predict(data.inputs);
    const auto connections = seen(on(weights, Dropout{0.3}));
    CHECK(connections != plain);
    CHECK(seen(on(biases, GaussianNoise{0.3}), Dropout{0.2}, GaussianNoise{0.1}, on(weights, Dropout{0.3})) !=
          connections);
    CHECK(net.predict(data.inputs) == plain);  // on a copy
}

TEST_CASE("the mean prediction with DropConnect of a linear network is the prediction without") {
    const Network<double> net{4, {Dense{30}, Dense{2}}, Key{1}};
    const auto x = drawn(3, 4, 1);
    const Matrix<double> exact = net.predict(x);
    theory::Mean mean;
    for (std::uint64_t k = 0; k < 2000; ++k)
        mean.add(net.predict(x, Key{9}[k], on(weights, Dropout{0.3}))(0, 0));
    CHECK(mean.variance() > 0.01);
    CHECK(mean.z(exact(0, 0), 0.1) < 4);
}

TEST_CASE("a random pass refuses policies without sense, and places that are nowhere") {
    const auto net = mlp<float>({3, 4, 2}, Key{1});
    const Matrix<float> x = Matrix<float>::Zero(3, 1);
    CHECK_THROWS_WITH(net.predict(x, Key{1}, on(weights[2], Dropout{0.3})),
                      "Dropout: weights[2] selects no block of this model; there are: 0.weight, 1.weight");
    CHECK_THROWS_WITH(net.predict(x, Key{1}, on(branches, Dropout{0.3})),
                      "Dropout: branches selects no block of this model; it has none there");
    CHECK_THROWS_AS(net.predict(x, Key{1}, Dropout{1.5}), std::invalid_argument);
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
    CHECK_THROWS_WITH(
        (Network<float>{3, {Residual{Dense{5}, Relu{}, Dense{4}}}}),
        "Network: the branch of a Residual must have outputs of the shape of its inputs, 3, got 4");
    CHECK_THROWS_WITH(
        (Network<float>{Shape{4, 4}, {Residual{Conv2d{.channels = 4, .size = 2, .stride = 2}}}}),
        "Network: the branch of a Residual must have outputs of the shape of its inputs, "
        "4 x 4 x 1, got 2 x 2 x 4");
    CHECK_THROWS_WITH((Network<float>{Shape{Index{1} << 32, Index{1} << 32}, {Dense{1}}}),
                      "Shape: has too many numbers, 4294967296 x 4294967296 x 1");
    CHECK_THROWS_WITH((Network<float>{0, {Dense{1}}}), "Network: inputs must be >= 1, got 0");
    CHECK_THROWS_WITH((Network<float>{3, {}}), "Network: needs at least one layer");
    CHECK_THROWS_WITH((Network<float>{3, {Dense{0}}}), "Dense: units must be >= 1, got 0");
    CHECK_THROWS_WITH((mlp<float>({3, 2}, Key{1}).predict(Matrix<float>::Zero(4, 1))),
                      "Network: inputs must have 3 features, got 4");
}

TEST_CASE("a pass leaves the model as it was, and takes what it is given without a copy") {
    const auto net = mlp<double>({3, 4, 2}, Key{1});
    const Network<double> before = net;
    const auto x = drawn(2, 3, 5);
    Pass<double> pass;
    pass.begin(net.parameters());
    const Node in = pass.input(x), y = net(pass, in);
    REQUIRE(y.number == in.number + 3);  // a node a layer, and none at places where nothing acts
    CHECK(&pass.value(in) == &x);
    CHECK(pass.value({2}) == pass.value({1}).cwiseMax(0));
    CHECK(pass.value(y) == net.predict(x));
    CHECK(net.parameters().vector() == before.parameters().vector());
}

/// Means of squares of 2 x 2 pixels: a layer that asks where its inputs lie.
struct Pool {
    Shape outputs(Shape in) const {
        require(in.height % 2 == 0 && in.width % 2 == 0, "Pool: height and width must be even, got ",
                in.height, " x ", in.width);
        return {in.height / 2, in.width / 2, in.channels};
    }
    void forward(const auto&, const auto& x, auto& y) const { y = x.topRows(x.rows() / 4); }
    void backward(const auto&, const auto& x, const auto&, const auto& dy, auto& dx) const {
        dx.setZero(x.rows(), x.cols());
        dx.topRows(x.rows() / 4) = dy;
    }
};

TEST_CASE("a shape travels through layers that act on each unit, and ends at one that connects them all") {
    const Network<double> net{Shape{8, 12, 2}, {Pool{}, Tanh{}, Residual{Tanh{}}, Pool{}, Dense{3}}, Key{1}};
    CHECK(net.features() == 192);
    CHECK(net.parameters()["0.weight"].rows() == 2 * 3 * 2);
    CHECK(net.output_shape() == Shape{3});
    CHECK(Network<double>{Shape{4, 4}, {Pool{}, Tanh{}}}.output_shape() == Shape{2, 2});
    CHECK_THROWS_WITH((Network<double>{Shape{8, 6}, {Pool{}, Tanh{}, Pool{}}}),
                      "Pool: height and width must be even, got 4 x 3");
    CHECK_THROWS_WITH((Network<double>{192, {Pool{}}}), "Pool: height and width must be even, got 1 x 1");
    CHECK_THROWS_WITH((Network<double>{Shape{-2, -2}, {Tanh{}}}),
                      "Shape: height, width and channels must be >= 1, got -2 x -2 x 1");
}

/// y = c x with a number c that the layer keeps, and a shift that is trained.
struct Kept {
    Index outputs(Index fan_in) const { return fan_in; }
    std::vector<Block> blocks(Index fan_in) const {
        return {{.role = Role::statistic, .name = "scale", .rows = 1, .cols = 1},
                {.role = Role::bias, .name = "shift", .rows = fan_in, .cols = 1}};
    }
    void initialize(const auto& theta, Key) const { theta[0](0, 0) = 0.7, theta[1].setZero(); }
    void forward(const auto& theta, const auto& x, auto& y) const {
        y = (theta[0](0, 0) * x).colwise() + theta[1].col(0);
    }
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx) const {
        dx = theta[0](0, 0) * dy;
    }
    void gradient(const auto&, const auto&, const auto&, const auto& dy, const auto& g) const {
        g[0].setZero();
        g[1].col(0) = dy.rowwise().sum();
    }
};

TEST_CASE("statistics are kept with the parameters, and nothing in a run moves them") {
    Network<double> net{3, {Kept{}, Dense{4}, Tanh{}, Kept{}, Dense{2}}, Key{1}};
    CHECK(net.parameters().text() ==
          "Kept[0].scale 1 x 1, Kept[0].shift 3 x 1, 0.weight 3 x 4, 0.bias 4 x 1, Kept[1].scale 1 x 1, "
          "Kept[1].shift 4 x "
          "1, 1.weight 4 x 2, 1.bias 2 x 1");
    const Dataset<double> data{.inputs = drawn(1, 3, 23), .targets = drawn(2, 2, 23)};
    const auto report =
        fit(net, SquaredError{}, data, data, Sgd{.learning_rate = 0.1, .momentum = 0.9, .epochs = 5},
            on(parameters, L2{0.1}), on(gradients, GaussianNoise{0.1}));
    CHECK(net.parameters()["Kept[0].scale"](0, 0) == 0.7);
    CHECK(net.parameters()["Kept[1].shift"].norm() > 0.01);
    double penalty = 0;
    for (const Block& block : net.parameters().blocks())
        if (block.role != Role::statistic) penalty += 0.05 * net.parameters()[block].squaredNorm();
    CHECK(report.last().at("L2 on parameters") == Approx(penalty));
    CHECK_THROWS_AS(net.predict(data.inputs, Key{1}, on(weights["Kept[0].scale"], Dropout{0.3})),
                    std::invalid_argument);
}

}  // namespace tests::model_network
