#include <regula/sparse/k_means.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"
#include "support/z_score.hpp"

using namespace regula;

namespace tests::sparse_k_means {

TEMPLATE_TEST_CASE("centres are the means of their samples", "", float, double) {
    const Matrix<TestType> x = test::drawn<TestType>(3, 5, 333);
    const auto found = cluster(x, KMeans{.clusters = 6}, Key{2});
    for (int k = 0; k < 6; ++k) {
        Vector<double> sum = Vector<double>::Zero(5);
        Index size = 0;
        for (Index i = 0; i < x.cols(); ++i)
            if (found.labels[i] == k) sum += x.col(i).template cast<double>(), ++size;
        CHECK(size > 0);
        CHECK((sum / double(size) - found.centres.col(k).template cast<double>()).norm() < 1e-6);
    }
}

TEMPLATE_TEST_CASE("clusters far apart are found from any seed, also far from zero", "", float, double) {
    const Index many = 8;
    Matrix<TestType> points(2, many);
    for (Index k = 0; k < many; ++k) points.col(k) << TestType(k % 3 * 4), TestType(k / 3 * 4);
    points.array() += 1000;
    Matrix<TestType> x = TestType(0.1) * test::drawn<TestType>(4, 2, 30 * many);
    for (Index i = 0; i < x.cols(); ++i) x.col(i) += points.col(i % many);
    int exact = 0;
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
        const auto found = cluster(x, KMeans{.clusters = many}, Key{seed});
        bool same = true;
        for (Index i = many; i < x.cols(); ++i) same = same && found.labels[i] == found.labels[i % many];
        exact += same && found.objective.back() < 0.02;
    }
    CHECK(exact >= 4);  // k-means++ may draw two seeds of one cluster
}

TEST_CASE("on a line, the best of many seeds is the best of all partitions into intervals") {
    Matrix<double> x = test::drawn(8, 1, 13);
    std::sort(x.data(), x.data() + x.size());
    const auto spread = [&](Index first, Index last) {
        const auto part = x.middleCols(first, last - first).array();
        return last > first ? (part - part.mean()).square().sum() : HUGE_VAL;
    };
    double least = HUGE_VAL, found = HUGE_VAL;
    for (Index a = 1; a < 13; ++a)
        for (Index b = a + 1; b < 13; ++b)
            least = std::min(least, (spread(0, a) + spread(a, b) + spread(b, 13)) / 13 / 2);
    for (std::uint64_t seed = 0; seed < 300; ++seed)
        found = std::min(found, cluster(x, KMeans{.clusters = 3}, Key{seed}).objective.back());
    CHECK(found == Approx(least).epsilon(1e-12));
}

TEST_CASE("k-means++ draws the second seed in proportion to the squared distance") {
    Matrix<double> x(1, 3);
    x << 0, 1, 3;
    const int draws = 20000;
    double near = 0, far = 0;
    for (int n = 0; n < draws; ++n) {
        const auto seeds = cluster(x, KMeans{.clusters = 2, .iterations = 0}, Key{std::uint64_t(n)}).centres;
        if (std::abs(seeds(0, 0)) < 1e-9) (seeds(0, 1) < 2 ? near : far) += 1;
    }
    CHECK(std::abs(z_score((near + far) / draws, 1.0 / 3, 2.0 / 9, draws)) < 4);
    CHECK(std::abs(z_score(near / (near + far), 0.1, 0.09, near + far)) < 4);
}

}  // namespace tests::sparse_k_means
