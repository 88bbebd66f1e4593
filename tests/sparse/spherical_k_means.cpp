#include <regula/sparse/omp.hpp>
#include <regula/sparse/spherical_k_means.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

#include <Eigen/SVD>

using namespace regula;

namespace tests::sparse_spherical_k_means {

TEMPLATE_TEST_CASE("atoms have norm 1, and the codes are those of OMP with one atom", "", float, double) {
    const Matrix<TestType> x = test::drawn<TestType>(1, 7, 301);
    const auto found = cluster(x, SphericalKMeans{.clusters = 20}, Key{1});
    CHECK((found.centres.colwise().norm().array() - 1).abs().maxCoeff() < 1e-6);
    const auto codes = encode(Dictionary<TestType>{found.centres}, x, Omp{.atoms = 1});
    for (Index i = 0; i < x.cols(); ++i) CHECK(codes.order_of(i)[0] == found.labels[i]);
    const double mean = codes.residuals.template cast<double>().squaredNorm() / 2 / double(x.cols());
    CHECK(mean == Approx(found.objective.back()).epsilon(1e-5));
}

TEST_CASE("one atom tends to the first principal axis of the signals") {
    const Matrix<double> x = Vector<double>{{3, 1, 1, 0.5}}.asDiagonal() * test::drawn(2, 4, 201);
    const auto found = cluster(x, SphericalKMeans{.clusters = 1, .iterations = 1000, .tolerance = 0}, Key{1});
    const Eigen::JacobiSVD<Matrix<double>> svd{x, Eigen::ComputeThinU};
    const double first = svd.singularValues()[0];
    CHECK(found.converged);
    CHECK(std::abs(svd.matrixU().col(0).dot(found.centres.col(0))) == Approx(1).epsilon(1e-7));
    CHECK(found.objective.back() == Approx((x.squaredNorm() - first * first) / 2 / 201).epsilon(1e-12));
}

TEST_CASE("the signs of signals do not matter, and signals of one atom are found") {
    const Matrix<double> axes = test::drawn(3, 9, 6).colwise().normalized();
    Matrix<double> x(9, 240);
    for (Index i = 0; i < x.cols(); ++i) x.col(i) = axes.col(i % 6) * Key{7}.normal(std::uint64_t(i));
    const auto found = cluster(x, SphericalKMeans{.clusters = 6}, Key{1});
    CHECK(found.objective.back() < 1e-28);
    const Matrix<double> cosines = (axes.transpose() * found.centres).cwiseAbs();
    CHECK((cosines.rowwise().maxCoeff().array() - 1).abs().maxCoeff() < 1e-12);
    for (Index i = 0; i < x.cols(); i += 3) x.col(i) *= -1;
    const auto other = cluster(x, SphericalKMeans{.clusters = 6}, Key{1});
    CHECK(other.labels == found.labels);
}

TEST_CASE("signals of zeros are clustered, and fewer directions than atoms") {
    const Matrix<double> zero = Matrix<double>::Zero(3, 5);
    const auto nothing = cluster(zero, SphericalKMeans{.clusters = 2}, Key{1});
    CHECK(nothing.objective.back() == 0);
    CHECK((nothing.centres.colwise().norm().array() - 1).abs().maxCoeff() < 1e-14);
    Matrix<double> one = zero;
    one(1, 3) = -2;
    const auto found = cluster(one, SphericalKMeans{.clusters = 4}, Key{1});
    CHECK(found.objective.back() == 0);
    CHECK(found.centres.col(found.labels[3]).cwiseAbs() == Vector<double>::Unit(3, 1));
}

}  // namespace tests::sparse_spherical_k_means
