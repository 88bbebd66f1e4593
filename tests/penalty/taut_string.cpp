#include <regula/penalty/taut_string.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::penalty_taut_string {

Vector<double> taut(Vector<double> x, double t) {
    pull_taut(x, t);
    return x;
}

/// The same by its dual: u = x - D'z, where z in [-t, t] makes |x - D'z| least, by projected gradients.
Vector<double> by_dual(const Vector<double>& x, double t) {
    const Index n = x.size();
    Vector<double> z = Vector<double>::Zero(n - 1), u = x;
    for (int i = 0; i < 20000; ++i) {
        u = x;
        u.tail(n - 1) -= z;
        u.head(n - 1) += z;
        z = (z + (u.tail(n - 1) - u.head(n - 1)) / 4).cwiseMax(-t).cwiseMin(t);
    }
    return u;
}

TEST_CASE("a taut string of few entries is what its dual finds") {
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        for (const double t : {0.01, 0.4, 3.0}) {
            const Vector<double> x = test::drawn(seed, 2 + static_cast<Index>(seed % 7));
            CHECK((taut(x, t) - by_dual(x, t)).norm() <= 1e-9);
        }
}

TEST_CASE("the sums of a taut string are within the tube, and touch it where it bends") {
    for (const Index size : {1, 2, 50, 3000})
        for (const double t : {0.0, 0.1, 2.0, 30.0, 1e6}) {
            Vector<double> x = test::drawn(9, size);
            x.tail(size / 2) +=
                Vector<double>::LinSpaced(size / 2, 0, 5);  // a ramp, where strings bend often
            const Vector<double> u = taut(x, t);
            double sum = 0, outside = 0, off = 0;
            for (Index i = 0; i + 1 < size; ++i) {
                sum += x(i) - u(i);
                outside = std::max(outside, std::abs(sum) - t);
                if (u(i + 1) > u(i)) off = std::max(off, std::abs(sum + t));
                if (u(i + 1) < u(i)) off = std::max(off, std::abs(sum - t));
            }
            CHECK(outside <= 1e-10);
            CHECK(off <= 1e-10);
            CHECK(std::abs(x.sum() - u.sum()) <= 1e-10);
            CHECK((t != 0 || u == x));
            CHECK((t != 1e6 || u == Vector<double>::Constant(size, u(0))));
        }
}

TEST_CASE("a taut string takes a step down by t over the length of each side") {
    const Eigen::VectorXf x = (Eigen::VectorXf(6) << 0, 0, 0, 0, 8, 8).finished();
    Eigen::MatrixXf around = Eigen::MatrixXf::Ones(8, 3);
    auto part = around.col(1).segment(1, 6);
    part = x;
    pull_taut(part, 2);
    CHECK(part == (Eigen::VectorXf(6) << 0.5, 0.5, 0.5, 0.5, 7, 7).finished());
    CHECK(around.sum() == 16 + 2 + 16);
}

}  // namespace tests::penalty_taut_string
