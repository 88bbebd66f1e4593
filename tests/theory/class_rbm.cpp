#include <regula/theory/class_rbm.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::theory_class_rbm {

using namespace theory;

TEST_CASE("without hidden weights the classes have the probabilities of their biases") {
    const ClassRbm rbm{Matrix<double>::Zero(3, 2), Matrix<double>::Zero(2, 2), Vector<double>{{0.4, -2}},
                       Vector<double>{{std::log(3), 0}}};
    const Vector<double> p = class_posterior(rbm, Vector<double>{{1, 0, 1}}).array().exp();
    CHECK(p[0] == Approx(0.75).epsilon(1e-14));
    CHECK(p.sum() == Approx(1).epsilon(1e-14));
}

TEST_CASE("one hidden unit adds a softplus, and large activations do not overflow") {
    ClassRbm rbm{Matrix<double>{{0.5}, {-1}}, Matrix<double>{{0.7, -0.3}}, Vector<double>{{0.2}},
                 Vector<double>::Zero(2)};
    const double odds = (1 + std::exp(0.2 + 1.5 - 2 + 0.7)) / (1 + std::exp(0.2 + 1.5 - 2 - 0.3));
    const Vector<double> l = class_posterior(rbm, Vector<double>{{3, 2}});
    CHECK(l[0] - l[1] == Approx(std::log(odds)).epsilon(1e-14));
    rbm.weights *= 1e6;
    CHECK(class_posterior(rbm, Vector<double>{{3, 0}})[0] == Approx(-std::log1p(std::exp(-1))));
}

TEST_CASE("shapes that do not fit are refused") {
    const ClassRbm rbm{Matrix<double>(3, 2), Matrix<double>(2, 4), Vector<double>(2), Vector<double>(5)};
    CHECK_THROWS_WITH(class_posterior(rbm, Vector<double>(3)),
                      "ClassRbm: weights must be inputs x hidden, class_weights hidden x classes, got 3 x 2 "
                      "and 2 x 4 for 2 hidden units and 5 classes");
    const ClassRbm fits{Matrix<double>::Zero(3, 2), Matrix<double>::Zero(2, 4), Vector<double>::Zero(2),
                        Vector<double>::Zero(4)};
    CHECK_THROWS_WITH(class_posterior(fits, Vector<double>(2)),
                      "class_posterior: needs 3 inputs, one a row of the weights, got 2");
}

}  // namespace tests::theory_class_rbm
