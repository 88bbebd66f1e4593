#include <regula/core/numeric/descending.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("what ascends is pooled at its mean, what is too low is raised") {
    const Vector<double> x = (Vector<double>(6) << 5, 1, 3, 2, -4, -2).finished();
    CHECK(descending(x, -100) == (Vector<double>(6) << 5, 2, 2, 2, -3, -3).finished());
    CHECK(descending(x, 0) == (Vector<double>(6) << 5, 2, 2, 2, 0, 0).finished());
    CHECK(descending(Vector<double>{}, 0).size() == 0);
}

TEST_CASE("descending is the nearest of all ways to cut a sequence into constant pieces") {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Vector<double> x = test::drawn(seed, 7), u = descending(x, -0.3);
        double nearest = std::numeric_limits<double>::infinity();
        for (int cuts = 0; cuts < 64; ++cuts) {
            Vector<double> piecewise = x;
            for (Index first = 0, end; first < 7; first = end) {
                for (end = first + 1; end < 7 && (cuts >> (end - 1)) % 2 == 0;) ++end;
                const double mean = x.segment(first, end - first).mean();
                piecewise.segment(first, end - first).setConstant(std::max(mean, -0.3));
            }
            if ((piecewise.head(6) - piecewise.tail(6)).minCoeff() >= 0)
                nearest = std::min(nearest, (piecewise - x).squaredNorm());
        }
        CHECK((u.head(6) - u.tail(6)).minCoeff() >= 0);
        CHECK(u.minCoeff() >= -0.3);
        CHECK(std::abs((u - x).squaredNorm() - nearest) <= 1e-13);
    }
}

TEST_CASE("descending hides no NaN") {
    CHECK(descending(Eigen::Vector3d{std::nan(""), 2, 1}, 0).hasNaN());
    CHECK(descending(Eigen::Vector3d{1, 2, std::nan("")}, 0).hasNaN());
}
