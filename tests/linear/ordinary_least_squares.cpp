#include <regula/data/csv.hpp>
#include <regula/data/standardize.hpp>
#include <regula/linear/ordinary_least_squares.hpp>

#include "support/catch.hpp"
#include "support/data_dir.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("of the least squares that are a set the shortest is found, as the limit of ridge") {
    const Matrix<double> x = test::drawn(1, 12, 5), t = test::drawn(2, 2, 5);
    for (const bool intercept : {true, false}) {
        const auto fit = ordinary_least_squares(Design{x}, t, intercept);
        CHECK((fit.predict(x) - t).norm() < 1e-13);
        const auto near = RidgePath{Design{x}, t, intercept}.fit(L2{1e-10});
        CHECK((fit.weights - near.weights).norm() < 1e-8);
    }
    const Eigen::SparseMatrix<double> sparse = x.sparseView();
    CHECK_THROWS_WITH(ordinary_least_squares(Design{sparse}, t),
                      "ordinary_least_squares: needs dense inputs; ridge takes sparse ones");
}

TEST_CASE("least squares of the prostate data are those of the textbook") {
    const std::string path = test::real_data("prostate.csv");
    if (path.empty()) return;
    const auto table = read_csv<double>(path);
    auto data = regression(table, "lpsa", {"train"});
    Standardize<double>::fit(data).apply(data);
    data.inputs *= std::sqrt(96.0 / 97);  // the textbook divides by n - 1
    std::vector<Index> train, rest;
    const Vector<double> chosen = table.column("train");
    for (Index i = 0; i < data.size(); ++i) (chosen[i] == 1 ? train : rest).push_back(i);
    const Matrix<double> x = data.inputs(Eigen::all, train), held = data.inputs(Eigen::all, rest);
    const auto fit = ordinary_least_squares(Design{x}, data.targets(Eigen::all, train));
    const Vector<double> known{{0.680, 0.263, -0.141, 0.210, 0.305, -0.288, -0.021, 0.267}};
    CAPTURE(fit.weights, fit.intercept);
    CHECK((fit.weights - known).cwiseAbs().maxCoeff() < 5e-4 + 1e-9);
    CHECK(std::abs(fit.intercept[0] - 2.465) < 5e-4);
    const double error =
        (fit.predict(held) - data.targets(Eigen::all, rest)).squaredNorm() / static_cast<double>(rest.size());
    CHECK(std::abs(error - 0.521) < 5e-4);
}

TEST_CASE("least squares of the diabetes data are those that are published") {
    const std::string path = test::real_data("diabetes.csv");
    if (path.empty()) return;
    auto data = regression(read_csv<double>(path), "y");
    Standardize<double>::fit(data).apply(data);
    data.inputs /= std::sqrt(442.0);  // to sums of squares of 1
    const auto fit = ordinary_least_squares(data);
    const Vector<double> known{
        {-10.01, -239.82, 519.85, 324.38, -792.18, 476.74, 101.04, 177.06, 751.27, 67.63}};
    CAPTURE(fit.weights, fit.intercept);
    CHECK((fit.weights - known).cwiseAbs().maxCoeff() < 0.00501);
    CHECK(std::abs(fit.intercept[0] - 152.133) < 5e-4);
}
