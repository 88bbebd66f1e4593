#include <regula/adversarial/interval_pass.hpp>

#include <regula/layer/average_pool2d.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/flatten.hpp>
#include <regula/layer/global_average_pool.hpp>
#include <regula/layer/k_sparse.hpp>
#include <regula/layer/leaky_relu.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/selu.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/model/network.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::adversarial_interval_pass {

using test::drawn;

/// All parameters drawn; variances stay positive.
template <class Scalar>
Network<Scalar> bent(Network<Scalar> net, std::uint64_t seed = 5) {
    for (const Block& block : net.parameters().blocks()) {
        const bool variance = block.name.find("variance") != std::string::npos;
        const Matrix<Scalar> moves =
            Scalar(0.4) * drawn<double>(seed += 3, block.rows, block.cols).template cast<Scalar>();
        if (variance)
            net.parameters()[block].array() += moves.array().abs();
        else
            net.parameters()[block] += moves;
    }
    return net;
}

template <class Scalar>
Network<Scalar> dense_net() {
    return bent(Network<Scalar>{6,
                                {Dense{7}, Relu{}, Dense{5}, BatchNorm{}, LeakyRelu{0.2}, DenseTransposed{5},
                                 Tanh{}, Residual{Dense{4}, Softplus{}, Dense{5}}, Selu{}, Dense{3}},
                                Key{1}});
}
template <class Scalar>
Network<Scalar> image_net() {
    return bent(
        Network<Scalar>{Shape{6, 5, 2},
                        {Conv2d{.channels = 3, .size = 3, .padding = 1}, BatchNorm{}, Relu{}, MaxPool2d{2},
                         Residual{Conv2d{.channels = 3, .size = 3, .padding = 1, .groups = 3}, Sigmoid{}},
                         Conv2d{.channels = 4, .size = 2, .shared = false}, Relu{}, Flatten{}, Dense{3}},
                        Key{2}});
}
template <class Scalar>
Network<Scalar> pooled_net() {
    return bent(Network<Scalar>{
        Shape{6, 6, 2},
        {AveragePool2d{2}, Conv2d{.channels = 4, .size = 2}, Tanh{}, GlobalAveragePool{}, Dense{3}},
        Key{3}});
}

/// The bounds of a pass.
template <class Scalar>
Interval<Scalar> bounds(const Network<Scalar>& net, const Matrix<Scalar>& x, const Threat& threat,
                        const Box& range = no_range, bool outward = true) {
    IntervalPass<Scalar> pass;
    Workers workers;
    pass.begin(net.parameters(), workers, outward);
    Interval<Scalar> y = pass.interval(net(pass, pass.input(x, threat, range)));
    y.spread();
    return y;
}

/// Whether y is in the bounds, entry by entry, exactly.
template <class Scalar>
bool inside(const Interval<Scalar>& of, const Matrix<Scalar>& y) {
    return ((y.array() <= (of.centre + of.radius).array()) && (y.array() >= (of.centre - of.radius).array()))
        .all();
}

/// The perturbations of a vertex of the ball: signs from the twelve last bits of a number, again and again.
Matrix<double> vertex(Index number, Index features, Index samples, double radius) {
    Matrix<double> r(features, samples);
    for (Index i = 0; i < features; ++i) r.row(i).setConstant((number >> i % 12 & 1) != 0 ? radius : -radius);
    return r;
}

TEST_CASE("interval bounds hold at all vertices, and at points between, of networks with every layer") {
    const auto check = [](const auto& net, double radius) {
        const Matrix<double> x = drawn(3, net.features(), 4);
        const auto found = bounds(net, x, LInfinityBall{radius});
        CHECK(found.radius.minCoeff() > 0);
        CHECK(found.radius.maxCoeff() < 1e3);
        CHECK(inside(found, net.predict(x)));
        bool holds = true;
        for (Index v = 0; v < 64; ++v)
            holds = holds && inside(found, net.predict(x + vertex(v * 37, net.features(), 4, radius)));
        for (std::uint64_t k = 0; k < 100; ++k) {
            Matrix<double> u(net.features(), 4);
            fill_uniform(Key{k}, u);
            const Matrix<double> r = radius * (2 * u.array() - 1).matrix();
            holds = holds && inside(found, net.predict(x + r)) &&
                    inside(found, net.predict(x + radius * r.array().sign().matrix()));
        }
        CHECK(holds);
    };
    check(dense_net<double>(), 0.1);
    check(dense_net<double>(), 1.5);
    check(image_net<double>(), 0.2);
    check(pooled_net<double>(), 0.3);
}

TEST_CASE("interval bounds hold at all 1024 vertices of ten inputs, and one layer attains them") {
    const auto net = bent(Network<double>{10, {Dense{8}, Relu{}, Dense{3}}, Key{4}});
    const auto linear = bent(Network<double>{10, {Dense{3}}, Key{4}});
    const Matrix<double> x = drawn(8, 10, 3);
    const auto deep = bounds(net, x, LInfinityBall{0.2}), flat = bounds(linear, x, LInfinityBall{0.2});
    Matrix<double> highest = Matrix<double>::Constant(3, 3, -1e300), lowest = -highest;
    for (Index v = 0; v < 1024; ++v) {
        const Matrix<double> z = x + vertex(v, 10, 3, 0.2);
        REQUIRE(inside(deep, net.predict(z)));
        highest = highest.cwiseMax(linear.predict(z)), lowest = lowest.cwiseMin(linear.predict(z));
    }
    CHECK(highest.isApprox(flat.centre + flat.radius, 1e-13));
    CHECK(lowest.isApprox(flat.centre - flat.radius, 1e-13));
}

TEST_CASE("interval bounds of one layer are exact in all three balls") {
    const auto net = bent(Network<double>{5, {Dense{3}}, Key{4}});
    const Matrix<double> x = drawn(8, 5, 2), w = net.parameters()["0.weight"];
    for (Index k = 0; k < 3; ++k) {
        CHECK(bounds(net, x, LInfinityBall{0.3}).radius(k, 1) == Approx(0.3 * w.col(k).cwiseAbs().sum()));
        CHECK(bounds(net, x, L2Ball{0.3}).radius(k, 1) == Approx(0.3 * w.col(k).norm()));
        CHECK(bounds(net, x, L1Ball{0.3}).radius(k, 1) == Approx(0.3 * w.col(k).cwiseAbs().maxCoeff()));
    }
    CHECK(bounds(net, x, L2Ball{0.3}).centre.isApprox(net.predict(x), 1e-14));
}

TEST_CASE("the bounds of an L2Ball and an L1Ball hold, and those of an LInfinityBall contain them") {
    for (const Threat& threat : {Threat{L2Ball{0.7}}, Threat{L1Ball{0.7}}}) {
        const auto check = [&](const auto& net) {
            const Matrix<double> x = drawn(3, net.features(), 4);
            const auto found = bounds(net, x, threat), box = bounds(net, x, LInfinityBall{0.7});
            bool holds = true;
            for (std::uint64_t k = 0; k < 200; ++k) {
                Matrix<double> z = x + 3 * drawn(k + 50, net.features(), 4);
                threat.project(x, no_range, z);
                holds = holds && inside(found, net.predict(z));
            }
            CHECK(holds);
            CHECK(inside(box, Matrix<double>(found.centre + found.radius)));
            CHECK(inside(box, Matrix<double>(found.centre - found.radius)));
        };
        check(dense_net<double>());
        check(pooled_net<double>());
    }
}

TEST_CASE("a radius of 0 gives the outputs, and a larger ball contains the bounds of a smaller one") {
    const auto net = dense_net<double>();
    const Matrix<double> x = drawn(3, 6, 4);
    const auto point = bounds(net, x, LInfinityBall{0}, no_range, false);
    CHECK(point.radius.maxCoeff() == 0);
    CHECK(point.centre.isApprox(net.predict(x), 1e-14));
    auto inner = point;
    for (const double radius : {0.01, 0.05, 0.3, 1.0}) {
        const auto outer = bounds(net, x, LInfinityBall{radius}, no_range, false);
        CHECK(inside(outer, Matrix<double>(inner.centre + inner.radius)));
        CHECK(inside(outer, Matrix<double>(inner.centre - inner.radius)));
        inner = outer;
    }
}

TEST_CASE("the range of the data makes the bounds tighter; inputs beyond it are refused") {
    const auto net = bent(Network<double>{6, {Dense{5}, Relu{}, Dense{2}}, Key{1}});
    Matrix<double> x(6, 4);
    fill_uniform(Key{3}, x);
    x(2, 1) = 0, x(3, 1) = 1;
    const auto found = bounds(net, x, LInfinityBall{0.3}, Box{0, 1});
    CHECK((found.radius.array() < bounds(net, x, LInfinityBall{0.3}).radius.array()).all());
    bool holds = true;
    for (std::uint64_t k = 0; k < 200; ++k) {
        Matrix<double> u(6, 4);
        fill_uniform(Key{k}, u);
        const Matrix<double> z = (x.array() + 0.6 * u.array() - 0.3).max(0).min(1).matrix();
        holds = holds && inside(found, net.predict(z));
    }
    CHECK(holds);
    x(1, 2) = 1.01;
    CHECK_THROWS_WITH(
        bounds(net, x, LInfinityBall{0.3}, Box{0, 1}),
        Catch::Matchers::ContainsSubstring("certificate: inputs must lie in the range 0 to 1, got ") &&
            Catch::Matchers::EndsWith(" ... 1.01"));
}

TEST_CASE("with its rounding errors the bounds of a float network contain those of its double") {
    const auto check = [](const Network<float>& net, Network<double> precise) {
        precise.parameters().vector() = net.parameters().vector().cast<double>();
        const Matrix<float> x = drawn<float>(3, net.features(), 5);
        for (const double radius : {0.0, 1e-5, 0.25}) {
            const auto found = bounds(net, x, LInfinityBall{radius});
            const auto exact =
                bounds(precise, Matrix<double>(x.cast<double>()), LInfinityBall{radius}, no_range, false);
            const Interval<double> wide{found.centre.cast<double>(), found.radius.cast<double>()};
            CHECK(inside(wide, Matrix<double>(exact.centre + exact.radius)));
            CHECK(inside(wide, Matrix<double>(exact.centre - exact.radius)));
            CHECK(inside(found, net.predict(x)));
            CHECK(wide.radius.maxCoeff() < exact.radius.maxCoeff() + 1e-3);
        }
    };
    check(dense_net<float>(), dense_net<double>());
    check(image_net<float>(), image_net<double>());
    check(pooled_net<float>(), pooled_net<double>());
}

TEST_CASE("the gradient of interval bounds agrees with differences, in networks with every layer") {
    const auto check = [](Network<double> net, const Threat& threat, const Box& range = no_range) {
        Matrix<double> x = drawn(3, net.features(), 4);
        if (range.lower == 0) fill_uniform(Key{3}, x);
        const Matrix<double> a = drawn(10, net.outputs(), 4), b = drawn(11, net.outputs(), 4);
        Workers workers;
        IntervalPass<double> pass;
        const auto value = [&](const Vector<double>& theta) {
            net.parameters().vector() = theta;
            pass.begin(net.parameters(), workers);
            Interval<double> y = pass.interval(net(pass, pass.input(x, threat, range)));
            y.spread();
            return a.cwiseProduct(y.centre).sum() + b.cwiseProduct(y.radius).sum();
        };
        const Vector<double> theta = net.parameters().vector();
        Parameters<double> g = net.parameters();
        g.vector().setConstant(0.5);
        value(theta);
        pass.begin(net.parameters(), workers);
        const Node y = net(pass, pass.input(x, threat, range));
        pass.add_gradient(y, a, b);
        pass.backward(g);
        Vector<double> expected = test::differences(theta, value, 1e-6);
        for (const Block& block : net.parameters().blocks())
            if (block.role == Role::statistic) expected.segment(block.offset, block.size()).setZero();
        g.vector().array() -= 0.5;
        REQUIRE(expected.norm() > 0.1);
        CHECK((g.vector() - expected).norm() < 1e-7 * expected.norm());
    };
    check(dense_net<double>(), LInfinityBall{0.2});
    check(dense_net<double>(), LInfinityBall{0.2}, Box{0, 1});
    check(dense_net<double>(), L2Ball{0.4});
    check(dense_net<double>(), L1Ball{0.4});
    check(image_net<double>(), LInfinityBall{0.1});
    check(image_net<double>(), LInfinityBall{0.1}, Box{0, 1});
    check(pooled_net<double>(), LInfinityBall{0.3});
    check(pooled_net<double>(), L2Ball{0.3});
    check(bent(Network<double>{4, {Dense{3}}, Key{1}}), L2Ball{0.3});
    check(bent(Network<double>{4, {Dense{3}}, Key{1}}), LInfinityBall{0.3});
    check(bent(Network<double>{4, {BatchNorm{}, Dense{3}}, Key{1}}), LInfinityBall{0.3}, Box{0, 1});
    check(bent(Network<double>{4, {Residual{Dense{4}, Tanh{}}, Dense{3}}, Key{1}}), LInfinityBall{0.3});
}

TEST_CASE("margins are tighter than the difference of two bounds, hold, and have their gradient") {
    const auto check = [](Network<double> net, const Threat& threat, bool tighter) {
        const Matrix<double> x = drawn(3, net.features(), 5);
        const Labels labels{{2, 0, 1, 2, 0}};
        Workers workers;
        IntervalPass<double> pass;
        pass.begin(net.parameters(), workers, true);
        const Node z = net(pass, pass.input(x, threat));
        const Matrix<double> found = pass.value(pass.margins(z, labels));
        Interval<double> ends = pass.interval(z);
        ends.spread();
        bool below = true, holds = true;
        double gain = 0;
        for (Index j = 0; j < 5; ++j)
            for (Index k = 0; k < 3; ++k) {
                const double loose = ends.centre(k, j) + ends.radius(k, j) - ends.centre(labels[j], j) +
                                     ends.radius(labels[j], j);
                if (k == labels[j])
                    CHECK(found(k, j) == 0);
                else
                    below = below && found(k, j) <= loose + 1e-12, gain += loose - found(k, j);
            }
        CHECK(below);
        CHECK((gain > 1e-3) == tighter);
        for (std::uint64_t k = 0; k < 200; ++k) {
            Matrix<double> at = x + 3 * drawn(k + 50, net.features(), 5);
            threat.project(x, no_range, at);
            const Matrix<double> y = net.predict(at);
            for (Index j = 0; j < 5; ++j)
                holds = holds && ((y.col(j).array() - y(labels[j], j)) <= found.col(j).array()).all();
        }
        CHECK(holds);

        const Matrix<double> a = drawn(10, 3, 5);
        const auto value = [&](const Vector<double>& theta) {
            net.parameters().vector() = theta;
            pass.begin(net.parameters(), workers);
            return a.cwiseProduct(pass.value(pass.margins(net(pass, pass.input(x, threat)), labels))).sum();
        };
        const Vector<double> theta = net.parameters().vector();
        Parameters<double> g{net.parameters().blocks()};
        pass.begin(net.parameters(), workers);
        pass.add_gradient(pass.margins(net(pass, pass.input(x, threat)), labels), a);
        pass.backward(g);
        Vector<double> expected = test::differences(theta, value, 1e-6);
        for (const Block& block : net.parameters().blocks())
            if (block.role == Role::statistic) expected.segment(block.offset, block.size()).setZero();
        REQUIRE(expected.norm() > 0.1);
        CHECK((g.vector() - expected).norm() < 1e-7 * expected.norm());
    };
    check(dense_net<double>(), LInfinityBall{0.2}, true);
    check(dense_net<double>(), L2Ball{0.2}, true);
    check(image_net<double>(), LInfinityBall{0.2}, true);
    check(bent(Network<double>{4, {Dense{3}}, Key{1}}), LInfinityBall{0.3}, true);
    check(bent(Network<double>{4, {Dense{3}}, Key{1}}), L2Ball{0.3}, true);
    check(bent(Network<double>{4, {Dense{3}}, Key{1}}), L1Ball{0.3}, true);
    check(bent(Network<double>{4, {Dense{5}, Relu{}, Dense{3}, Tanh{}}, Key{1}}), LInfinityBall{0.3}, false);
    check(bent(Network<double>{4, {Dense{5}, Relu{}, DenseTransposed{3}}, Key{1}}), LInfinityBall{0.3},
          false);
}

TEST_CASE("with one output the margin is the bound of the wrong class over the right one") {
    const auto net = bent(Network<double>{4, {Dense{1}}, Key{1}});
    const Matrix<double> x = drawn(3, 4, 2), w = net.parameters()["0.weight"], y = net.predict(x);
    const Labels labels{{1, 0}};
    Workers workers;
    IntervalPass<double> pass;
    pass.begin(net.parameters(), workers);
    const Matrix<double> found = pass.value(pass.margins(net(pass, pass.input(x, L2Ball{0.3})), labels));
    CHECK(found(0, 0) == Approx(-y(0, 0) + 0.3 * w.norm()));
    CHECK(found(0, 1) == Approx(y(0, 1) + 0.3 * w.norm()));
    Parameters<double> g{net.parameters().blocks()};
    pass.add_gradient(pass.margins(net(pass, pass.input(x, L2Ball{0.3})), labels),
                      Matrix<double>{{2.0, 3.0}});
    pass.backward(g);
    const Vector<double> expected = -2 * x.col(0) + 3 * x.col(1) + 5 * 0.3 * w.col(0) / w.norm();
    CHECK(g["0.weight"].isApprox(expected, 1e-13));
}

TEST_CASE("interval bounds have the same bits with several threads, and a kept pass allocates nothing") {
    const auto net = image_net<float>();
    const Matrix<float> x = drawn<float>(3, net.features(), 33);
    const Labels labels = Labels::LinSpaced(33, 0, 32).unaryExpr([](int i) { return i % 3; });
    Workers alone, three{3};
    IntervalPass<float> pass;
    Parameters<float> g{net.parameters().blocks()};
    const Matrix<float> a = drawn<float>(4, 3, 33);
    const auto run = [&](Workers& workers) -> Vector<float> {
        g.vector().setZero();
        pass.begin(net.parameters(), workers);
        pass.add_gradient(pass.margins(net(pass, pass.input(x, LInfinityBall{0.1})), labels), a);
        pass.backward(g);
        return g.vector();
    };
    const Vector<float> once = run(alone);
    CHECK(once == run(three));
    if (!allocations_are_counted()) return;
    const auto before = allocations();
    g.vector().setZero();
    pass.begin(net.parameters(), alone);
    pass.add_gradient(pass.margins(net(pass, pass.input(x, LInfinityBall{0.1})), labels), a);
    pass.backward(g);
    CHECK(allocations() == before);
}

TEST_CASE("layers without bounds, bad radii and ranges, and gradients of rounded bounds are refused") {
    const Network<double> sparse{4, {Dense{3}, KSparse{2}, Dense{2}}, Key{1}}, net{4, {Dense{2}}, Key{1}};
    const Matrix<double> x = drawn(3, 4, 2);
    CHECK_THROWS_WITH(
        bounds(sparse, x, LInfinityBall{0.1}),
        "IntervalPass: layer 'KSparse' has no bounds; a layer declares 'Relaxation relaxation() const', see "
        "layer/relaxation.hpp");
    CHECK_THROWS_AS(bounds(net, x, LInfinityBall{-1}), std::invalid_argument);
    CHECK_THROWS_AS(bounds(net, x, LInfinityBall{0.1}, Box{1, 0}), std::invalid_argument);
    CHECK_THROWS_AS(bounds(Network<double>{4, {Dense{3}, LeakyRelu{-0.1}}, Key{1}}, x, LInfinityBall{0.1}),
                    std::invalid_argument);
    Workers workers;
    IntervalPass<double> pass;
    pass.begin(net.parameters(), workers, true);
    net(pass, pass.input(x, LInfinityBall{0.1}));
    Parameters<double> g{net.parameters().blocks()};
    CHECK_THROWS_WITH(pass.backward(g), "IntervalPass: a pass with rounding errors has no gradient");
}

}  // namespace tests::adversarial_interval_pass
