#include <regula/model/probabilities.hpp>

#include <regula/layer/dense.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::model_probabilities {

TEMPLATE_TEST_CASE("probabilities are the softmax of the scores", "", float, double) {
    const Network<TestType> net{5, {Dense{4}, Tanh{}, Dense{3}}, Key{2}};
    const Matrix<TestType> x = test::drawn<TestType>(1, 5, 7),
                           p = probabilities(net, SoftmaxCrossEntropy{}, x);
    const Vector<TestType> one = x.col(3);
    CHECK((probabilities(net, SoftmaxCrossEntropy{}, one) - p.col(3)).norm() < 1e-6);
    CHECK((probabilities(net, SoftmaxCrossEntropy{}, x.leftCols(2)) - p.leftCols(2)).norm() < 1e-6);
    const Matrix<TestType> e = net.predict(x).array().exp();
    REQUIRE((p.rows() == 3 && p.cols() == 7));
    for (Index j = 0; j < 7; ++j) {
        CHECK((p.col(j) - e.col(j) / e.col(j).sum()).norm() < 1e-6);
        CHECK(p.col(j).sum() == Approx(1).epsilon(1e-6));
    }
}

TEST_CASE("one output has the probabilities of the classes 0 and 1, however large its score") {
    Network<double> net{1, {Dense{1}}, Key{2}};
    net.parameters().vector() << 1, 0;
    const Matrix<double> p = probabilities(net, Logistic{}, Matrix<double>{{-800, 0, 1, 800}});
    REQUIRE(p.rows() == 2);
    CHECK(p(1, 0) < 1e-300);
    CHECK(p(0, 0) == 1);
    CHECK(p(1, 1) == 0.5);
    CHECK(p(1, 2) == Approx(1 / (1 + std::exp(-1.0))));
    CHECK(p(1, 3) == 1);
}

}  // namespace tests::model_probabilities
