#include <regula/constraint/simplex.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::constraint_simplex {

/// The nearest point with a sum, by trying every set of entries that may be above zero.
Vector<double> by_enumeration(const Vector<double>& w, double sum) {
    Vector<double> best;
    for (unsigned support = 1; support < 1u << w.size(); ++support) {
        const auto in = [&](Index i) { return (support >> i & 1) != 0; };
        double total = -sum, count = 0;
        for (Index i = 0; i < w.size(); ++i)
            if (in(i)) total += w[i], ++count;
        Vector<double> p = Vector<double>::Zero(w.size());
        for (Index i = 0; i < w.size(); ++i)
            if (in(i)) p[i] = w[i] - total / count;
        if (p.minCoeff() < 0) continue;
        if (best.size() == 0 || (p - w).norm() < (best - w).norm()) best = p;
    }
    return best;
}

TEMPLATE_TEST_CASE("each unit moves to the nearest of all points of the simplex", "", float, double) {
    const double rounding = 4 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    for (std::uint64_t k = 0; k < 20; ++k) {
        const double sum = 0.1 + 0.3 * static_cast<double>(k);
        Matrix<TestType> w = TestType(0.2 * static_cast<double>(k)) * test::drawn<TestType>(k, 6, 3);
        if (k % 4 == 0) w = w.array().round();
        const Matrix<double> before = w.template cast<double>();
        Simplex{sum}.project(w);
        for (Index j = 0; j < 3; ++j)
            CHECK((w.col(j).template cast<double>() - by_enumeration(before.col(j), sum)).norm() <=
                  rounding * (sum + before.norm()));
        CHECK((w.array() >= 0).all());
    }
}

TEST_CASE("a simplex in which the weights are stays, far away a corner of it is nearest") {
    Matrix<double> w = Matrix<double>{{0.25, -7, 900}, {0, -7, -3}, {0.75, -7, 0}}, expected = w;
    expected.col(1).setConstant(1.0 / 3);
    expected.col(2) << 1, 0, 0;
    Simplex{}.project(w);
    CHECK((w - expected).cwiseAbs().maxCoeff() <= 1e-15);
}

TEST_CASE("a simplex needs a sum") {
    CHECK_THROWS_WITH(Simplex{0}.check(), "Simplex: sum must be > 0, got 0");
}

}  // namespace tests::constraint_simplex
