#include <regula/selection/degrees_of_freedom.hpp>

#include <regula/optimize/solvers/proximal_gradient.hpp>

#include <Eigen/Cholesky>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::selection_degrees_of_freedom {

/// sum_i d prediction_i / d target_i, by differences of the minimum of squared error and a penalty, on
/// centred features.
double by_differences(const Matrix<double>& x, const Vector<double>& t, const auto& penalty) {
    const double m = static_cast<double>(x.cols()), h = 1e-5;
    const auto predict = [&](const Vector<double>& given) {
        Vector<double> w = Vector<double>::Zero(x.rows());
        const auto f = [&](const auto& at, auto& g) {
            const Vector<double> r = x.transpose() * at - given;
            g = x * r / m;
            return r.squaredNorm() / (2 * m);
        };
        minimize(w, f, ProximalGradient{.tolerance = 1e-13}, penalty);
        return Vector<double>{x.transpose() * w};
    };
    double sum = 0;
    for (Index i = 0; i < x.cols(); ++i) {
        Vector<double> more = t, less = t;
        more[i] += h;
        less[i] -= h;
        sum += (predict(more)[i] - predict(less)[i]) / (2 * h);
    }
    return sum;
}

TEST_CASE("degrees of freedom are by how much predictions follow the targets") {
    const Matrix<double> drawn = test::drawn(1, 5, 14), x = drawn.colwise() - drawn.rowwise().mean();
    const Vector<double> t = test::drawn(2, 14) + x.row(1).transpose();
    const auto minimum = [&](const auto& penalty) {
        Matrix<double> w = Matrix<double>::Zero(5, 1);
        const auto f = [&](const auto& at, auto& g) {
            const Vector<double> r = x.transpose() * at - t;
            g = x * r / 14;
            return r.squaredNorm() / 28;
        };
        minimize(w, f, ProximalGradient{.tolerance = 1e-13}, penalty);
        return w;
    };
    const L1 lasso{0.15};
    const L2 ridge{0.4};
    const ElasticNet net{.strength = 0.3, .l1_ratio = 0.4};
    CHECK(degrees_of_freedom(drawn, lasso, minimum(lasso)) < 5);
    CHECK(std::abs(degrees_of_freedom(drawn, lasso, minimum(lasso)) - by_differences(x, t, lasso)) < 1e-6);
    CHECK(std::abs(degrees_of_freedom(drawn, ridge, minimum(ridge)) - by_differences(x, t, ridge)) < 1e-6);
    CHECK((minimum(net).array() == 0).any());
    CHECK(std::abs(degrees_of_freedom(drawn, net, minimum(net)) - by_differences(x, t, net)) < 1e-6);
}

TEST_CASE("of more features than samples, and of several outputs") {
    const Matrix<double> drawn = test::drawn(3, 9, 6), x = drawn.colwise() - drawn.rowwise().mean();
    const Matrix<double> h = x.transpose() * x / 6;
    const Matrix<double> hat = (h + 0.2 * Matrix<double>::Identity(6, 6)).llt().solve(h);
    CHECK(std::abs(degrees_of_freedom(drawn, L2{0.2}, Matrix<double>::Ones(9, 2)) - 2 * hat.trace()) < 1e-12);
    CHECK(std::abs(degrees_of_freedom(drawn, L2{0}, Matrix<double>::Ones(9, 1)) - 5) <
          1e-12);  // one is the mean's
    CHECK(degrees_of_freedom(drawn, ElasticNet{1, 0.5}, Matrix<double>::Zero(9, 1)) == 0);
    CHECK_THROWS_WITH(degrees_of_freedom(drawn, L1{1}, Matrix<double>::Ones(8, 1)),
                      "degrees_of_freedom: the weights are of 8 features, the inputs have 9");
}

TEST_CASE("without an intercept features count as they are, and each with its penalty factor") {
    const Matrix<double> x = test::drawn(7, 4, 15).array() + 1.5;
    const Vector<double> factors{{0.3, 0, 2, 1}};
    const ElasticNet net{.strength = 0.2, .l1_ratio = 0.3};
    for (const bool intercept : {true, false})
        for (const Vector<double>& v : {Vector<double>{}, factors}) {
            // the weights stay where they are not zero: what predictions follow is a linear map
            Matrix<double> features = x;
            if (intercept) features.colwise() -= x.rowwise().mean();
            Matrix<double> gram = features * features.transpose() / 15, bent = gram;
            bent.diagonal() += 0.14 * (v.size() == 0 ? Vector<double>::Ones(4) : v);
            const double expected = bent.ldlt().solve(gram).trace();
            CAPTURE(intercept, v.size());
            CHECK(std::abs(degrees_of_freedom(x, net, Matrix<double>::Ones(4, 1), intercept, v) - expected) <
                  1e-12);
        }
    const double with = degrees_of_freedom(x, net, Matrix<double>::Ones(4, 1), true);
    CHECK(std::abs(degrees_of_freedom(x, net, Matrix<double>::Ones(4, 1), false) - with) > 0.1);
    CHECK_THROWS_WITH(degrees_of_freedom(x, net, Matrix<double>::Ones(4, 1), true, Vector<double>::Ones(3)),
                      "degrees_of_freedom: needs a factor for each of the 4 features, got 3");
}

}  // namespace tests::selection_degrees_of_freedom
