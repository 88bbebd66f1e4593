#include <regula/model/mlp.hpp>

#include <regula/layer/tanh.hpp>

#include "support/catch.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("mlp makes dense layers with activations between them", "", float, double) {
    const auto net = mlp<TestType>({5, 7, 3, 2}, Key{1}, Tanh{}, Initializer::glorot);
    CHECK(net.features() == 5);
    CHECK(net.outputs() == 2);
    CHECK(net.parameters().text() ==
          "0.weight 5 x 7, 0.bias 7 x 1, 1.weight 7 x 3, 1.bias 3 x 1, 2.weight 3 x 2, 2.bias 2 x 1");
    REQUIRE(net.hidden_blocks().size() == 2);
    CHECK(net.hidden_blocks()[1].name == "hidden[1]");
    CHECK(net.hidden_blocks()[1].rows == 3);

    Matrix<TestType> x(5, 4);
    fill_normal(Key{2}, x);
    const auto& theta = net.parameters();
    Matrix<TestType> h = x;
    for (int l = 0; l < 3; ++l) {
        const std::string name = std::to_string(l);
        Matrix<TestType> z = theta[name + ".weight"].transpose() * h;
        z.colwise() += theta[name + ".bias"].col(0);
        h = l < 2 ? Matrix<TestType>{z.array().tanh().matrix()} : z;
    }
    CHECK((net.predict(x) - h).norm() < TestType(1e-5));
}

TEST_CASE("a linear model begins at zero") {
    const auto net = linear_model<double>(4, 3);
    CHECK(net.parameters().size() == 4 * 3 + 3);
    CHECK(net.parameters().vector().isZero(0));
    CHECK(net.hidden_blocks().empty());
}

TEST_CASE("mlp needs inputs and outputs") {
    CHECK_THROWS_WITH(mlp<float>({5}, Key{1}),
                      "mlp: needs the numbers of inputs and outputs at least, got 1 widths");
}
