#include <regula/data/csv.hpp>
#include <regula/data/split.hpp>
#include <regula/data/standardize.hpp>

#include "support/catch.hpp"
#include "support/data_dir.hpp"

#include <Eigen/Cholesky>

#include <cmath>

using namespace regula;

namespace tests::data_standardize {

using Catch::Matchers::WithinAbs;

/// Three features of other scales and offsets; the last is constant.
template <class Scalar>
Dataset<Scalar> lopsided(Index count) {
    Dataset<Scalar> data;
    data.inputs.resize(3, count);
    fill_normal(Key{1}, data.inputs);
    data.inputs.row(0) = Scalar(100) + Scalar(0.5) * data.inputs.row(0).array();
    data.inputs.row(1) = Scalar(-3) + Scalar(40) * data.inputs.row(1).array();
    data.inputs.row(2).setConstant(Scalar(0.1));
    data.targets.setOnes(1, count);
    return data;
}

/// The intercept, then the coefficients, of least squares.
Eigen::VectorXd least_squares(const Dataset<double>& data) {
    Matrix<double> x(data.features() + 1, data.size());
    x << Eigen::RowVectorXd::Ones(data.size()), data.inputs;
    return (x * x.transpose()).llt().solve(x * data.targets.transpose());
}

TEMPLATE_TEST_CASE("the training data come out with mean 0 and deviation 1", "", float, double) {
    auto data = lopsided<TestType>(301);
    const auto standardize = Standardize<TestType>::fit(data);
    standardize.apply(data);
    for (Index i = 0; i < 2; ++i) {
        CHECK_THAT(data.inputs.row(i).mean(), WithinAbs(0, 1e-4));
        CHECK_THAT(data.inputs.row(i).squaredNorm() / 301, WithinAbs(1, 1e-4));
    }
    CHECK((data.targets.array() == 1).all());
}

TEMPLATE_TEST_CASE("a constant feature is only centred", "", float, double) {
    auto data = lopsided<TestType>(301);
    const auto standardize = Standardize<TestType>::fit(data);
    Matrix<TestType> other = data.inputs.leftCols(2);
    other(2, 0) = TestType(2.1);
    standardize.apply(data);
    standardize.apply(other);
    CHECK((data.inputs.row(2).array() == 0).all());
    CHECK_THAT(other(2, 0), WithinAbs(2, 1e-6));
}

TEST_CASE("other data are moved by the means and deviations of the training data") {
    Dataset<double> train;
    train.inputs = Eigen::RowVector4d{1, 1, 3, 3};
    train.targets = train.inputs;
    Matrix<double> test = Eigen::RowVector3d{2, 4, 0};
    Standardize<double>::fit(train).apply(test);
    CHECK(test == Eigen::RowVector3d{0, 2, -2});
}

TEST_CASE("means and deviations of data in single precision are in double") {
    Dataset<float> data{.inputs = Matrix<float>(1, 1001), .targets = Matrix<float>::Ones(1, 1001)};
    fill_normal(Key{3}, data.inputs);
    data.inputs = (1000 + 0.003f * data.inputs.array()).matrix();
    const Matrix<double> wide = data.inputs.cast<double>();
    const double mean = wide.mean(), deviation = std::sqrt((wide.array() - mean).square().mean());
    Standardize<float>::fit(data).apply(data);
    CHECK(std::abs(data.inputs.cast<double>().mean()) <= 1e-7);
    CHECK((data.inputs.cast<double>().array() - (wide.array() - mean) / deviation).abs().maxCoeff() <= 1e-6);
}

TEST_CASE("features of any finite size have a deviation, and others are refused") {
    const Matrix<double> small{{0.3, -1.2, 0.7, 5}, {2, 2, 2, -3}};
    for (const double scale : {1e-300, 1e-160, 1.0, 1e160, 1e300}) {
        Dataset<double> data{.inputs = scale * small, .targets = Matrix<double>::Ones(1, 4)};
        Dataset<double> plain{.inputs = small, .targets = data.targets};
        Standardize<double>::fit(data).apply(data);
        Standardize<double>::fit(plain).apply(plain);
        CHECK((data.inputs - plain.inputs).norm() <= 1e-13);
    }
    for (const double entry : {HUGE_VAL, std::nan("")}) {
        Dataset<double> data{.inputs = small, .targets = Matrix<double>::Ones(1, 4)};
        data.inputs(1, 2) = entry;
        CHECK_THROWS_AS(Standardize<double>::fit(data), std::invalid_argument);
    }
}

TEST_CASE("standardize refuses other features and empty data") {
    Matrix<double> two(2, 5);
    CHECK_THROWS_WITH(Standardize<double>::fit(lopsided<double>(5)).apply(two),
                      "Standardize: was fitted on 3 features, got 2");
    CHECK_THROWS_AS(Standardize<double>::fit({}), std::invalid_argument);
}

TEST_CASE("least squares on the prostate data has the coefficients of ESL, table 3.3") {
    const std::string path = test::real_data("prostate.csv");
    if (path.empty()) return;
    const auto table = read_csv<double>(path);
    auto data = regression(table, "lpsa", {"train"});
    Standardize<double>::fit(data).apply(data);
    data.inputs = std::sqrt(96.0 / 97) * data.inputs;  // ESL divides by n - 1

    std::vector<Index> train, test;
    for (Index i = 0; i < data.size(); ++i) (table.column("train")[i] == 1 ? train : test).push_back(i);
    REQUIRE(train.size() == 67);
    const auto w = least_squares(subset(data, train));
    const std::vector<double> published{2.465, .680, .263, -.141, .210, .305, -.288, -.021, .267};
    REQUIRE(w.size() == 9);
    for (Index i = 0; i < 9; ++i) CHECK_THAT(w[i], WithinAbs(published[static_cast<std::size_t>(i)], 6e-4));

    const auto rest = subset(data, test);
    const Eigen::RowVectorXd predicted = (w.tail(8).transpose() * rest.inputs).array() + w[0];
    CHECK_THAT((predicted - rest.targets).squaredNorm() / 30, WithinAbs(0.521, 6e-4));
}

TEST_CASE("least squares on the diabetes data has the published coefficients") {
    const std::string path = test::real_data("diabetes.csv");
    if (path.empty()) return;
    auto data = regression(read_csv<double>(path), "y");
    REQUIRE(data.size() == 442);
    Standardize<double>::fit(data).apply(data);
    data.inputs = data.inputs / std::sqrt(442.0);  // sum of squares 1
    const auto w = least_squares(data);
    const std::vector<double> published{152.133, -10.01, -239.82, 519.85, 324.38, -792.18,
                                        476.74,  101.04, 177.06,  751.27, 67.63};
    REQUIRE(w.size() == 11);
    for (Index i = 0; i < 11; ++i) CHECK_THAT(w[i], WithinAbs(published[static_cast<std::size_t>(i)], 6e-3));
}

}  // namespace tests::data_standardize
