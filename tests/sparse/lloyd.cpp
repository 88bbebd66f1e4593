#include <regula/sparse/k_means.hpp>
#include <regula/sparse/spherical_k_means.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_lloyd {

/// Samples around seven points.
template <class Scalar>
Matrix<Scalar> blobs(Index samples) {
    const Matrix<Scalar> points = test::drawn<Scalar>(5, 3, 7);
    Matrix<Scalar> x = Scalar(0.6) * test::drawn<Scalar>(6, 3, samples);
    for (Index i = 0; i < samples; ++i) x.col(i) += points.col(i % 7);
    return x;
}

/// |x - g c|^2 / 2 of each sample and centre, in double.
template <class Scalar>
Matrix<double> costs(const Matrix<Scalar>& samples, const Matrix<Scalar>& centres, bool gains) {
    const Matrix<double> x = samples.template cast<double>(), c = centres.template cast<double>();
    Matrix<double> all(c.cols(), x.cols());
    for (Index i = 0; i < x.cols(); ++i)
        for (Index k = 0; k < c.cols(); ++k)
            all(k, i) = (x.col(i) - (gains ? c.col(k).dot(x.col(i)) : 1) * c.col(k)).squaredNorm() / 2;
    return all;
}

template <class Scalar, class Method>
void check_laws(const Method& method, double rounding) {
    const Matrix<Scalar> x = blobs<Scalar>(451);
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const Clustering<Scalar> found = cluster(x, method, Key{seed});
        const Matrix<double> all = costs(x, found.centres, method.settings().gains);
        double mean = 0, worst = 0;
        for (Index i = 0; i < x.cols(); ++i) {
            mean += all(found.labels[i], i) / static_cast<double>(x.cols());
            worst = std::max(worst, all(found.labels[i], i) - all.col(i).minCoeff());
        }
        CHECK(found.converged);
        CHECK(worst < rounding);
        CHECK(std::abs(found.objective.back() - mean) < rounding * mean);
        CHECK(found.objective.size() >= 3);
        for (std::size_t t = 1; t < found.objective.size(); ++t)
            CHECK(found.objective[t] <= found.objective[t - 1] * (1 + rounding));
        CHECK(found.objective.back() < 0.9 * found.objective.front());
    }
}

TEMPLATE_TEST_CASE("the objective never rises, and is that of the centres and of the best labels", "", float,
                   double) {
    const double rounding = std::is_same_v<TestType, float> ? 2e-6 : 1e-13;
    check_laws<TestType>(KMeans{.clusters = 7}, rounding);
    check_laws<TestType>(SphericalKMeans{.clusters = 5}, rounding);
}

TEST_CASE("clusters do not depend on the number of threads, and seeds depend on the key") {
    const auto check = [](const auto& method) {
        const Matrix<float> x = blobs<float>(603);
        const auto alone = cluster(x, method, Key{4});
        for (const int threads : {2, 5}) {
            Workers workers{threads};
            const auto many = cluster(x, method, Key{4}, workers);
            CHECK(many.centres == alone.centres);
            CHECK(many.labels == alone.labels);
            CHECK(many.objective == alone.objective);
        }
        CHECK(cluster(x, method, Key{5}).objective.front() != alone.objective.front());
    };
    check(KMeans{.clusters = 9});
    check(SphericalKMeans{.clusters = 9});
}

TEST_CASE("samples of any finite size have the same clusters") {
    const auto check = [](const auto& method, double centre_scale) {
        const Matrix<double> x = blobs<double>(99);
        const auto found = cluster(x, method, Key{1});
        for (const int exponent : {-1000, 500, 1000}) {
            const Matrix<double> scaled = x * std::ldexp(1.0, exponent);
            const auto other = cluster(scaled, method, Key{1});
            CHECK(other.labels == found.labels);
            CHECK(other.centres / (centre_scale > 0 ? std::ldexp(1.0, exponent) : 1) == found.centres);
        }
    };
    check(KMeans{.clusters = 4}, 1);
    check(SphericalKMeans{.clusters = 4}, 0);
}

TEST_CASE("as many clusters as samples leave nothing, and one cluster takes all") {
    const Matrix<double> x = test::drawn(3, 2, 11);
    const auto check = [&](auto method) {
        method.clusters = 11;
        const auto each = cluster(x, method, Key{1});
        CHECK(each.objective.back() < 1e-30);
        Labels sorted = each.labels;
        std::sort(sorted.begin(), sorted.end());
        for (int i = 0; i < 11; ++i) CHECK(sorted[i] == i);
        method.clusters = 1;
        CHECK(cluster(x, method, Key{1}).labels.isZero(0));
    };
    check(KMeans{.clusters = 1});
    check(SphericalKMeans{.clusters = 1});
}

TEST_CASE("a cluster without samples takes the one that is farthest from its centre") {
    Matrix<double> x(1, 6), begin(1, 3);
    x << 0, 0.2, -0.2, 1, 1.2, 9;
    begin << 0, 1, 1000;  // nothing is near 1000
    Workers workers{2};
    const auto found = cluster(x, KMeans{.clusters = 3}, begin, workers);
    CHECK(found.labels == (Labels(6) << 0, 0, 0, 1, 1, 2).finished());
    CHECK(found.centres.isApprox((Matrix<double>(1, 3) << 0, 1.1, 9).finished(), 1e-14));

    Matrix<double> signals(2, 5), atoms(2, 2);
    signals << 1, 2, -3, 0.1, 0, 0.01, 0, 0.01, 7, 0;
    atoms << 1, 5, 0, 0;  // the same direction twice; the last signal is zero
    const auto lines = cluster(signals, SphericalKMeans{.clusters = 2}, atoms, workers);
    CHECK(lines.labels.head(4) == (Labels(4) << 0, 0, 0, 1).finished());
    CHECK(std::abs(lines.centres(1, 1)) > 0.99);
}

TEST_CASE("samples that are fewer than clusters apart from copies are clustered without loss") {
    const auto check = [](const auto& method) {
        Matrix<double> x(2, 9);
        for (Index i = 0; i < 9; ++i) x.col(i) << 0.1 + double(i % 2), 0.7;
        const auto found = cluster(x, method, Key{2});
        CHECK(found.converged);
        CHECK(found.objective.back() < 1e-30);
        CHECK(found.centres.allFinite());
    };
    check(KMeans{.clusters = 4});
    check(SphericalKMeans{.clusters = 4});
}

TEST_CASE("iterations are counted after the seeds") {
    const Matrix<double> x = blobs<double>(200);
    const auto seeds = cluster(x, KMeans{.clusters = 7, .iterations = 0}, Key{1});
    const auto two = cluster(x, KMeans{.clusters = 7, .iterations = 2}, Key{1});
    CHECK(seeds.objective.size() == 1);
    CHECK_FALSE(seeds.converged);
    CHECK(two.objective.size() == 3);
    CHECK(two.objective.front() == seeds.objective.front());
    Workers workers;
    CHECK(cluster(x, KMeans{.clusters = 7, .iterations = 0}, two.centres, workers).objective.front() ==
          Approx(two.objective.back()).epsilon(1e-13));
}

TEST_CASE("a wrong use of cluster is refused in a sentence") {
    const Matrix<double> x = test::drawn(1, 2, 5), none(2, 0);
    CHECK_THROWS_WITH(cluster(none, KMeans{.clusters = 1}, Key{1}),
                      "KMeans: needs at least one sample and one feature, got 2 x 0");
    CHECK_THROWS_WITH(cluster(x, KMeans{.clusters = 0}, Key{1}),
                      "KMeans: clusters must be from 1 to the 5 samples, got 0");
    CHECK_THROWS_WITH(cluster(x, SphericalKMeans{.clusters = 6}, Key{1}),
                      "SphericalKMeans: clusters must be from 1 to the 5 samples, got 6");
    CHECK_THROWS_WITH(cluster(x, KMeans{.clusters = 2, .iterations = -1}, Key{1}),
                      "KMeans: iterations must be >= 0, got -1");
    CHECK_THROWS_WITH(cluster(x, SphericalKMeans{.clusters = 2, .tolerance = -1}, Key{1}),
                      "SphericalKMeans: tolerance must be >= 0, got -1");
    for (const double bad : {std::nan(""), HUGE_VAL}) {
        Matrix<double> broken = x;
        broken(1, 3) = bad;
        CHECK_THROWS_WITH(cluster(broken, KMeans{.clusters = 2}, Key{1}),
                          "KMeans: every number of the samples must be finite");
        Workers workers;
        const Matrix<double> begin = broken.rightCols(2);
        CHECK_THROWS_WITH(cluster(x, KMeans{.clusters = 2}, begin, workers),
                          "KMeans: every number of the first centres must be finite");
    }
    Workers workers;
    const Matrix<double> zero = Matrix<double>::Zero(2, 2), short_ones = Matrix<double>::Ones(1, 2);
    CHECK_THROWS_WITH(cluster(x, SphericalKMeans{.clusters = 2}, zero, workers),
                      "SphericalKMeans: the first centres must not be zero");
    CHECK_THROWS_WITH(cluster(x, KMeans{.clusters = 2}, short_ones, workers),
                      "KMeans: begins with centres of 2 x 2 numbers, got 1 x 2");
}

}  // namespace tests::sparse_lloyd
