#include <regula/core/random.hpp>
#include <regula/data/whiten.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::data_whiten {

using Catch::Matchers::WithinAbs;

/// Normal draws, mixed to the variances 9, 1 and 0.25 along turned axes, around (5, -2, 1).
template <class Scalar>
Dataset<Scalar> ellipsoid(Index count) {
    Matrix<double> z(3, count);
    fill_normal(Key{2}, z);
    z = z.colwise() - z.rowwise().mean().eval();
    Matrix<double> turn(3, 3);
    turn << 2, -2, 1, 1, 2, 2, 2, 1, -2;  // 3 times a rotation
    const Matrix<double> x = turn / 3 * Eigen::Vector3d{3, 1, 0.5}.asDiagonal() * z;
    Dataset<Scalar> data;
    data.inputs = (x.colwise() + Eigen::Vector3d{5, -2, 1}).template cast<Scalar>();
    data.targets.setOnes(1, count);
    return data;
}

template <class Scalar>
Matrix<double> covariance(const Matrix<Scalar>& x) {
    const Matrix<double> wide = x.template cast<double>();
    const Matrix<double> centred = wide.colwise() - wide.rowwise().mean().eval();
    return centred * centred.transpose() / static_cast<double>(x.cols());
}

TEMPLATE_TEST_CASE("whitened training data have mean 0 and covariance I", "", float, double) {
    auto data = ellipsoid<TestType>(1301);
    Whiten<TestType>::fit(data, 0).apply(data);
    CHECK(data.inputs.rowwise().mean().norm() < 1e-4);
    CHECK((covariance(data.inputs) - Matrix<double>::Identity(3, 3)).norm() < 1e-4);
}

TEST_CASE("epsilon leaves a direction of variance v with v / (v + epsilon), the largest first") {
    auto data = ellipsoid<double>(100'000);
    Whiten<double>::fit(data, 0.5).apply(data);
    const Matrix<double> left = covariance(data.inputs);
    const Eigen::Vector3d expected{9 / 9.5, 1 / 1.5, 0.25 / 0.75};
    CHECK((left.diagonal() - expected).cwiseAbs().maxCoeff() < 0.01);
    CHECK_THAT(left(0, 1), WithinAbs(0, 1e-9));
}

TEST_CASE("other data are turned as the training data were") {
    auto train = ellipsoid<double>(50);
    const auto whiten = Whiten<double>::fit(train, 0.1);
    Matrix<double> some = train.inputs.middleCols(7, 2);
    whiten.apply(train);
    whiten.apply(some);
    CHECK(some.isApprox(train.inputs.middleCols(7, 2)));
}

TEST_CASE("a direction without variance needs an epsilon") {
    auto data = ellipsoid<double>(50);
    data.inputs.row(2) = 2 * data.inputs.row(0) - data.inputs.row(1);
    CHECK_THROWS_WITH(Whiten<double>::fit(data, 0),
                      "Whiten: epsilon must be > 0 where the data have directions without variance, got 0");
    CHECK_THROWS_WITH(Whiten<double>::fit(data, -0.1), "Whiten: epsilon must be >= 0, got -0.1");
    Whiten<double>::fit(data, 1e-3).apply(data);
    CHECK(data.inputs.allFinite());
    CHECK(data.inputs.row(2).norm() < 1e-6);
}

TEST_CASE("data of any finite size, far from 0, and in single precision are whitened") {
    for (const double scale : {1e-200, 1e-30, 1e200}) {
        auto data = ellipsoid<double>(301);
        data.inputs *= scale;
        Whiten<double>::fit(data, 0).apply(data);
        CHECK((covariance(data.inputs) - Matrix<double>::Identity(3, 3)).norm() < 1e-10);
    }
    auto flat = ellipsoid<double>(301);
    flat.inputs *= 1e-200;
    Whiten<double>::fit(flat, 1e-4).apply(flat);
    const double largest = flat.inputs.cwiseAbs().maxCoeff();
    CHECK((largest > 0 && largest < 1e-190));
    auto far = ellipsoid<float>(301);
    far.inputs = (far.inputs.array() * 0.01f + 1000).matrix();
    Whiten<float>::fit(far, 0).apply(far);
    CHECK(far.inputs.cast<double>().rowwise().mean().norm() < 1e-6);
    CHECK((covariance(far.inputs) - Matrix<double>::Identity(3, 3)).norm() < 1e-5);
}

TEMPLATE_TEST_CASE("ZCA gives the covariance I, too, by a symmetric map", "", float, double) {
    auto data = ellipsoid<TestType>(1301);
    const auto zca = Whiten<TestType>::fit(data, 0).zca();
    const Matrix<double> before = covariance(data.inputs);
    CHECK((zca.axes - zca.axes.transpose()).norm() < 1e-12 * zca.axes.norm());
    CHECK((zca.axes * before * zca.axes - Matrix<double>::Identity(3, 3)).norm() < 1e-4);
    zca.apply(data);
    CHECK((covariance(data.inputs) - Matrix<double>::Identity(3, 3)).norm() < 1e-4);
    CHECK(data.inputs.rowwise().mean().norm() < 1e-4);
}

TEST_CASE("ZCA with epsilon is (covariance + epsilon I)^(-1/2), and a large epsilon only scales") {
    auto data = ellipsoid<double>(99);
    const Matrix<double> identity = Matrix<double>::Identity(3, 3);
    const Matrix<double> map = Whiten<double>::fit(data, 0.5).zca().axes;
    CHECK((map * (covariance(data.inputs) + 0.5 * identity) * map - identity).norm() < 1e-12);
    CHECK((1e4 * Whiten<double>::fit(data, 1e8).zca().axes - identity).norm() < 1e-6);
    data.inputs *= 1e200;
    CHECK((1e200 * Whiten<double>::fit(data, 0).zca().axes -
           Whiten<double>::fit(ellipsoid<double>(99), 0).zca().axes)
              .norm() < 1e-10);
}

TEST_CASE("whitening needs no targets") {
    auto data = ellipsoid<double>(20);
    data.targets.resize(0, 0);
    Whiten<double>::fit(data, 0).apply(data.inputs);
    CHECK((covariance(data.inputs) - Matrix<double>::Identity(3, 3)).norm() < 1e-10);
}

TEST_CASE("whiten refuses other features") {
    Matrix<double> two(2, 5);
    CHECK_THROWS_WITH(Whiten<double>::fit(ellipsoid<double>(5), 1).apply(two),
                      "Whiten: was fitted on 3 features, got 2");
}

}  // namespace tests::data_whiten
