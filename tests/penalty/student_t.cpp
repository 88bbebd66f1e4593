#include <regula/penalty/student_t.hpp>

#include "support/catch.hpp"
#include "support/prox.hpp"

using namespace regula;

TEST_CASE("the prox of Student's t is the minimum of its definition, with one root or three") {
    for (const double s : {0.2, 1.5}) {
        const auto phi = [=](long double u) {
            return static_cast<long double>(0.6) * std::log1p(u * u / (s * s));
        };
        const std::vector<double> ws{0, 1e-3, 0.1, 0.5, 0.7, 1, 1.4, 2, 3, 4.5, 7, 40};
        test::try_prox(StudentT{0.6, s}, phi, ws, {0, 1e-3, 0.1, 0.7, 3, 10, 30, 1e3});
    }
}

TEST_CASE("the prox of Student's t jumps where two minima cost the same, and rises on both sides") {
    double before = 0, jump = 0;
    bool falls = false;
    for (double w = 0; w < 12; w += 1e-3) {
        Eigen::Matrix<double, 1, 1> u{w};
        StudentT{10}.prox(u, 1);
        falls = falls || u(0) < before;
        if (u(0) - before > jump) jump = u(0) - before;
        before = u(0);
    }
    CHECK(jump > 2);
    CHECK_FALSE(falls);
}

TEST_CASE("Student's t is L2 of 2 a / s^2 near zero and forgets what is far away") {
    Eigen::RowVector3d w{1e-6, -2, 1e9}, g{0, 0, 0};
    StudentT{.strength = 0.3, .scale = 0.5}.add_gradient(w, g);
    CHECK((g - Eigen::RowVector3d{2.4e-6, -1.2 / 4.25, 0}).norm() <= 1e-8);
    CHECK(std::abs(StudentT{0.3, 0.5}.value(w.segment(1, 1)) - 0.3 * std::log(17)) <= 1e-15);
    CHECK_THROWS_WITH(StudentT{-1}.check(), "StudentT: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((StudentT{1, 0}.check()), "StudentT: scale must be > 0, got 0");
}
