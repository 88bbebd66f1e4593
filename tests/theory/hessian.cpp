#include <regula/theory/hessian.hpp>

#include <regula/layer.hpp>
#include <regula/loss.hpp>
#include <regula/theory/approximation.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/least_squares.hpp>

#include "support/catch.hpp"
#include "theory/quadratics.hpp"

using namespace regula;

namespace tests::theory_hessian {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
using theory::Hessian;
using theory::relative;

Network<double> network(Layer<double> bent, Index width) {
    Network<double> net{4, {Dense{5}, bent, Dense{3}, Tanh{}, Dense{width}}, Key{1}};
    for (const Block& block : net.parameters().blocks())
        if (block.role == Role::bias) fill_normal(Key{2}, net.parameters()[block], 0.5);  // off the kinks
    return net;
}

/// A product with the exact Hessian against differences of gradients, and against its matrix.
template <class Loss>
void compare(Network<double> net, const Loss& loss, const Dataset<double>& data) {
    Hessian exact{net, loss, data};
    const Matrix<double> h = exact.matrix();
    Batch<double> batch{data.inputs, data.targets, data.labels};
    if (!LabelLoss<Loss> && data.has_labels()) one_hot(data.labels, net.outputs(), batch.targets);
    auto objective = objective_of(net, loss);
    Workers alone;
    Parameters<double> at = net.parameters(), gradient = at;
    const auto f = [&](const Vector<double>& w, auto& g) {
        at.vector() = w;
        Hooks<double> none;
        const double value = objective(at, batch, gradient, none, alone);
        g = gradient.vector();
        return value;
    };
    const Vector<double> w = net.parameters().vector();
    CHECK(relative(h, theory::hessian_by_differences(f, w)) < 1e-6);
    CHECK((h - h.transpose()).norm() < 1e-14 * h.norm());
    const Vector<double> v = test::drawn(7, w.size());
    CHECK((exact.times(v) - h * v).norm() < 1e-13 * h.norm() * v.norm());
    CHECK(h.norm() > 1e-3);

    net.parameters().vector() *= 1.5;  // it looks at the parameters as they are
    CHECK(relative(exact.matrix(), h) > 1e-2);
}

const Matrix<double> x = test::drawn(3, 4, 9);
const Dataset<double> regression{.inputs = x, .targets = test::drawn(4, 2, 9)};
const Dataset<double> classes{.inputs = x, .labels = Labels{{0, 1, 2, 2, 1, 0, 1, 0, 2}}};
const Dataset<double> yes_no{.inputs = x, .labels = Labels{{0, 1, 1, 0, 1, 0, 1, 0, 0}}};
const Dataset<double> soft{.inputs = x, .targets = test::drawn(5, 3, 9).cwiseAbs()};

TEST_CASE("a product with the Hessian is exact, for every loss and activation, labels and targets") {
    SECTION("squared error") {
        compare(network(Tanh{}, 2), SquaredError{}, regression);
        compare(network(Softplus{}, 2), SquaredError{}, regression);
        compare(network(Relu{}, 2), SquaredError{}, regression);
        compare(network(Sigmoid{}, 3), SquaredError{}, classes);
    }
    SECTION("Huber") {
        compare(network(Tanh{}, 2), Huber{.delta = 0.9}, regression);
        compare(network(LeakyRelu{0.2}, 2), Huber{.delta = 0.9}, regression);
    }
    SECTION("logistic") {
        compare(network(Softplus{}, 1), Logistic{}, yes_no);
        compare(network(Relu{}, 3), Logistic{}, {.inputs = x, .targets = soft.targets.cwiseMin(1)});
    }
    SECTION("softmax and cross-entropy") {
        compare(network(Tanh{}, 3), SoftmaxCrossEntropy{}, classes);
        compare(network(Relu{}, 3), SoftmaxCrossEntropy{}, classes);
        compare(network(Softplus{}, 3), SoftmaxCrossEntropy{}, soft);
    }
}

TEST_CASE("in float a product with the Hessian is that of double, rounded") {
    const auto net = network(Tanh{}, 3);
    Network<float> single{4, {Dense{5}, Tanh{}, Dense{3}, Tanh{}, Dense{3}}};
    single.parameters().vector() = net.parameters().vector().cast<float>();
    const Dataset<float> data{.inputs = classes.inputs.cast<float>(), .labels = classes.labels};
    const Vector<double> v = test::drawn(6, net.parameters().size());
    Hessian rough{single, SoftmaxCrossEntropy{}, data};
    Hessian exact{net, SoftmaxCrossEntropy{}, classes};
    CHECK(relative(rough.times(v.cast<float>()).cast<double>(), exact.times(v)) < 1e-5);
}

TEST_CASE("the quadratic of a linear network at its minimum is that of least squares") {
    const Dataset<double> data{.inputs = test::drawn(1, 3, 12), .targets = test::drawn(2, 1, 12)};
    const auto expected = theory::least_squares(theory::with_constant_feature(data));
    Network<double> net{3, {Dense{1}}};
    net.parameters().vector() = expected.minimum;
    const auto q = theory::quadratic_at(net, SquaredError{}, data);
    CHECK(relative(q.hessian, expected.hessian) < 1e-14);
    CHECK(q.minimum == expected.minimum);
    CHECK_THAT(q.least, WithinRel(expected.least, 1e-12));
}

TEST_CASE("a Hessian refuses data that do not fit, and vectors of another size") {
    const auto net = network(Tanh{}, 2);
    CHECK_THROWS_WITH(
        (Hessian{net, SquaredError{}, Dataset<double>{test::drawn(1, 3, 2), test::drawn(1, 2, 2)}}),
        ContainsSubstring("Hessian"));
    Hessian hessian{net, SquaredError{}, regression};
    CHECK_THROWS_WITH(hessian.times(Vector<double>::Ones(2)),
                      ContainsSubstring("Hessian: the vector must have"));
}

}  // namespace tests::theory_hessian
