#include <regula/model/derivatives.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>

#include "support/catch.hpp"
#include "support/differences.hpp"
#include "support/drawn.hpp"
#include "support/networks.hpp"

using namespace regula;

namespace tests::model_derivatives {

using test::drawn;

Network<double> network(Index width) {
    return test::with_biases(Network<double>{
        4, {Dense{6}, Tanh{}, Residual{Dense{5}, Softplus{}, Dense{6}}, Tanh{}, Dense{width}}, Key{3}});
}
const Matrix<double> x = drawn(1, 4, 7);

TEST_CASE("the gradient at the inputs is that of each sample's own loss") {
    const auto net = network(3);
    const Dataset<double> data{.inputs = x, .labels = Labels{{0, 1, 2, 2, 1, 0, 1}}};
    const auto found = input_gradient(net, SoftmaxCrossEntropy{}, data);
    const Matrix<double> expected = test::differences(
        x,
        [&](const Matrix<double>& at) {
            return 7 * SoftmaxCrossEntropy{}.value(net.predict(at), data.labels);
        },
        1e-5);
    CHECK((found - expected).norm() < 1e-8 * expected.norm());
    // A loss without labels has them as targets.
    CHECK(input_gradient(net, SquaredError{}, data).norm() > 0.1);
    CHECK_THROWS_WITH(input_gradient(network(2), SoftmaxCrossEntropy{}, data),
                      "input_gradient: the network has 2 outputs, the data need 3");
}

TEST_CASE("products with the Jacobian and its transpose agree with differences and with each other") {
    const auto net = network(3);
    const auto v = drawn(2, 4, 7), u = drawn(3, 3, 7);
    const double h = 1e-5;
    const Matrix<double> expected = (net.predict(x + h * v) - net.predict(x - h * v)) / (2 * h);
    const auto jv = jacobian_vector_product(net, x, v);
    CHECK((jv - expected).norm() < 1e-8 * expected.norm());
    const auto ju = vector_jacobian_product(net, x, u);
    for (Index j = 0; j < 7; ++j)
        CHECK(jv.col(j).dot(u.col(j)) == Approx(ju.col(j).dot(v.col(j))).epsilon(1e-12));
    CHECK_THROWS_WITH(jacobian_vector_product(net, x, u),
                      "Pass: a direction must be 4 x 7 as the input is, got 3 x 7");
    CHECK_THROWS_WITH(vector_jacobian_product(net, x, v),
                      "vector_jacobian_product: u must be 3 x 7 as the outputs are, got 4 x 7");
}

TEST_CASE("a product with the Hessian agrees with differences of gradients, through a residual block") {
    const auto net = network(3);
    const Dataset<double> data{.inputs = x, .labels = Labels{{0, 1, 2, 2, 1, 0, 1}}};
    const Vector<double> v = drawn(5, net.parameters().size(), 1);
    const auto gradient = [&](const Vector<double>& at) {
        Parameters<double> theta = net.parameters(), g = theta;
        theta.vector() = at;
        Pass<double> pass;
        pass.begin(theta, &g);
        pass.add_loss("loss", SoftmaxCrossEntropy{}, net(pass, pass.input(data.inputs)), data.labels);
        pass.backward();
        return Vector<double>{g.vector()};
    };
    const double h = 1e-5;
    const Vector<double>& w = net.parameters().vector();
    const Vector<double> expected = (gradient(w + h * v) - gradient(w - h * v)) / (2 * h);
    const auto found = hessian_vector_product(net, SoftmaxCrossEntropy{}, data, v);
    CHECK((found - expected).norm() < 1e-8 * expected.norm());
    CHECK_THROWS_WITH(hessian_vector_product(net, SoftmaxCrossEntropy{}, data, Vector<double>{v.head(3)}),
                      Catch::Matchers::StartsWith("hessian_vector_product: the vector must have"));
}

}  // namespace tests::model_derivatives
