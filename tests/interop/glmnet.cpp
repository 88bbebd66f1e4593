#include <regula/interop/glmnet.hpp>

#include <regula/linear/coordinate_descent.hpp>

#include "interop/problem.hpp"
#include "support/catch.hpp"

using namespace regula;

TEST_CASE("the optimum is that which glmnet 4.1-6 prints, intercept first") {
    // glmnet(x, y, lambda=.5, alpha=..., standardize=FALSE, thresh=1e-22)
    const test::Eight d;
    const auto gaussian = [&](double alpha) {
        return test::optimum(d.x, d.y, 1, SquaredError{}, glmnet::gaussian(0.5, alpha, d.y));
    };
    CHECK(test::off(gaussian(1), {0.498859724891544, 2.21596762238572, -0.0676752952764431, 0}) < 1e-10);
    CHECK(test::off(gaussian(0.3),
                    {0.513260972302047, 2.14787284148101, -0.471422188108135, -0.0354423384121157}) < 1e-10);
    CHECK(test::off(gaussian(0),
                    {0.568320715696829, 2.06956585446765, -0.60498191794923, -0.237915360955455}) < 1e-10);
    // family="binomial", lambda=.1, alpha=.4
    const Vector<double> two{{0.376223136982167, 0.941229605043523, -0.772113896707164, 0.109197608821826}};
    CHECK((test::optimum(d.x, d.two, 1, Logistic{}, glmnet::binomial(0.1, 0.4)) - two).norm() < 1e-8);
}

TEST_CASE("standardized as glmnet does it, the weights are its own once divided by the deviations") {
    // glmnet(x, y, lambda=.5, alpha=.3, thresh=1e-22), as it comes
    test::Eight d;
    const Vector<double> mean = d.x.rowwise().mean();
    d.x.colwise() -= mean;
    const Vector<double> deviation = d.x.rowwise().squaredNorm().cwiseSqrt() / std::sqrt(8.0);
    d.x = deviation.cwiseInverse().asDiagonal() * d.x;
    Vector<double> found = test::optimum(d.x, d.y, 1, SquaredError{}, glmnet::gaussian(0.5, 0.3, d.y));
    found.tail(3) = found.tail(3).cwiseQuotient(deviation).eval();
    found[0] -= found.tail(3).dot(mean);
    const Vector<double> theirs{
        {0.532573447369012, 2.10840007687977, -0.515274908802217, -0.0963971632141152}};
    CHECK((found - theirs).norm() < 1e-10);
}

TEST_CASE("with targets of deviation 1 the penalty is as the manual says, and nonsense is refused") {
    const ElasticNet plain = glmnet::gaussian(0.5, 0.3, 1.0);
    CHECK(std::abs(plain.strength - 0.5) < 1e-15);
    CHECK(std::abs(plain.l1_ratio - 0.3) < 1e-15);
    CHECK(glmnet::gaussian(0, 0.3, 2.0).strength == 0);
    CHECK_THROWS_WITH(glmnet::gaussian(0.5, 0.3, 0.0),
                      "glmnet::gaussian: the deviation of the targets must be > 0, got 0");
    CHECK_THROWS_WITH(glmnet::binomial(-1), "glmnet::binomial: lambda must be >= 0, got -1");
}

TEST_CASE("without an intercept targets are divided by their root mean square") {
    // glmnet(x, y, lambda=.5, alpha=..., standardize=FALSE, intercept=FALSE, thresh=1e-22)
    const test::Eight d;
    const auto fitted = [&](double alpha, const Vector<double>& factors = {}) {
        const ElasticNet penalty = glmnet::gaussian(0.5, alpha, d.y, false);
        const CoordinateDescent options{.tolerance = 1e-15, .intercept = false, .penalty_factors = factors};
        return Vector<double>{coordinate_descent(Design{d.x}, d.y, SquaredError{}, penalty, options).weights};
    };
    CHECK(test::off(fitted(1), {2.3107875443259016, -0.0333876834315077, 0}) < 1e-8);
    CHECK(test::off(fitted(0.3), {2.254835184046569, -0.445143382574318, 0}) < 1e-8);
    CHECK(test::off(fitted(0), {2.2366759931343254, -0.5842296694063986, -0.0262352437067514}) < 1e-8);
    // and penalty.factor=c(0, 1, 2.5)
    const Vector<double> factors = glmnet::penalty_factors(Vector<double>{{0, 1, 2.5}});
    CHECK(test::off(fitted(0.3, factors), {2.700815030724566, -0.302249579325383, 0}) < 1e-8);
}

TEST_CASE("penalty factors are divided by their mean") {
    // penalty.factor=c(0.3, 1, 2.5), standardize=FALSE, lambda=.5; family="binomial": lambda=.1, alpha=.4
    const test::Eight d;
    const CoordinateDescent options{
        .tolerance = 1e-15, .penalty_factors = glmnet::penalty_factors(Vector<double>{{0.3, 1, 2.5}})};
    const auto found = [&](const Matrix<double>& y, const auto& loss, const ElasticNet& penalty) {
        const LinearFit fit = coordinate_descent(Design{d.x}, y, loss, penalty, options);
        Vector<double> all(4);
        all << fit.intercept, fit.weights;
        return all;
    };
    const auto gaussian = [&](double alpha) {
        return found(d.y, SquaredError{}, glmnet::gaussian(0.5, alpha, d.y));
    };
    CHECK(test::off(gaussian(1), {0.4313801054093685, 2.6041034299456953, -0.0321435480107798, 0}) < 1e-8);
    CHECK(test::off(gaussian(0.3), {0.446393288574873, 2.492660036640675, -0.391296401040710, 0}) < 1e-8);
    CHECK(test::off(gaussian(0), {0.4663895173194442, 2.4346327514156574, -0.5179599810746424,
                                  -0.0537635227323164}) < 1e-8);
    CHECK(test::off(found(d.two, Logistic{}, glmnet::binomial(0.1, 0.4)),
                    {0.3197997322019586, 1.4960901911955546, -0.8217439904053955, 0.0559901654951235}) <
          1e-7);
    CHECK_THROWS_WITH(glmnet::penalty_factors(Vector<double>{{0, 0}}),
                      "glmnet::penalty_factors: at least one factor must be > 0");
    CHECK_THROWS_WITH(glmnet::penalty_factors(Vector<double>{{-1, 2}}),
                      "glmnet::penalty_factors: every factor must be finite and >= 0");
}
