#include <regula/layer/k_sparse.hpp>

#include <regula/layer/check.hpp>
#include <regula/layer/dense.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/sparsity.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/fit.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::layer_k_sparse {

TEST_CASE("KSparse obeys the laws of a layer, with features and with images") {
    for (const auto& broken :
         {check_layer(KSparse{2}, 5), check_layer(KSparse{5}, Shape{2, 3, 2}), check_layer(KSparse{3}, 3)}) {
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

TEMPLATE_TEST_CASE("it keeps the largest units by value, of equal ones the first, and their gradients", "",
                   float, double) {
    const Layer<TestType> layer{KSparse{2}};
    const Matrix<TestType> x{{-3, 4, -1}, {1, 2, -5}, {0, 4, -2}, {-1, 4, -3}},
        dy{{1, 5, 9}, {2, 6, 10}, {3, 7, 11}, {4, 8, 12}};
    Matrix<TestType> y, dx;
    Workers workers;
    layer.forward({}, x, y, workers);
    CHECK(y == Matrix<TestType>{{0, 4, -1}, {1, 0, 0}, {0, 4, -2}, {0, 0, 0}});
    layer.backward({}, x, y, dy, dx, workers);
    CHECK(dx == Matrix<TestType>{{0, 5, 9}, {2, 0, 0}, {3, 7, 11}, {0, 0, 0}});
}

TEST_CASE("with all units it is the identity, bit for bit") {
    const Matrix<float> x = test::drawn<float>(1, 7, 5);
    Matrix<float> y, dx;
    Workers workers;
    KSparse{7}.forward(0, x, y, workers);
    CHECK(y == x);
    KSparse{7}.backward(0, x, y, (2 * x).eval(), dx, workers);
    CHECK(dx == 2 * x);
}

TEST_CASE("a NaN is among the largest, wherever it stands") {
    Workers workers;
    for (Index at = 0; at < 4; ++at) {
        Matrix<double> x{{1}, {3}, {0}, {2}}, y;
        x(at, 0) = std::nan("");
        KSparse{1}.forward(0, x, y, workers);
        CHECK(std::isnan(y(at, 0)));
    }
}

TEST_CASE("KSparse refuses a k below 1 or above the number of units") {
    CHECK_THROWS_WITH((Network<double>{3, {Dense{5}, KSparse{6}}, Key{1}}),
                      "KSparse: k must be >= 1 and at most the number of units, 5, got 6");
    CHECK_THROWS_WITH((Network<double>{5, {KSparse{}}, Key{1}}),
                      "KSparse: k must be >= 1 and at most the number of units, 5, got 0");
    const Matrix<double> x = Matrix<double>::Ones(2, 3);
    Matrix<double> y;
    Workers workers;
    CHECK_THROWS_WITH(KSparse{3}.forward(0, x, y, workers),
                      "KSparse: k must be >= 1 and at most the number of units, 2, got 3");
}

TEMPLATE_TEST_CASE("a sparse autoencoder with KSparse learns codes with exactly k active units", "", float,
                   double) {
    // Samples are sums of 2 of 9 atoms.
    const Matrix<TestType> atoms = test::drawn<TestType>(1, 6, 9), draws = test::drawn<TestType>(2, 9, 120);
    Matrix<TestType> codes;
    Workers workers;
    KSparse{2}.forward(0, draws, codes, workers);
    const Matrix<TestType> x = atoms * codes;
    const Dataset<TestType> data{.inputs = x, .targets = x};
    Network<TestType> net{6, {Dense{11}, KSparse{3}, Dense{6}}, Key{3}};
    const double before = evaluate(net, SquaredError{}, data).loss;
    fit(net, SquaredError{}, data, Adam{.learning_rate = 0.01, .epochs = 60, .batch_size = 20});
    CHECK(evaluate(net, SquaredError{}, data).loss < before / 5);
    const Sparsity found = sparsity(net, hidden[0], x);
    CHECK(found.active_units == 3);
    CHECK((hidden_units(net, hidden[0], x).array() != 0).colwise().count().minCoeff() == 3);
    CHECK((hidden_units(net, hidden[0], x).array() != 0).colwise().count().maxCoeff() == 3);
}

}  // namespace tests::layer_k_sparse
