#include <regula/penalty/rank_penalty.hpp>

#include "support/catch.hpp"
#include "support/known_svd.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the prox of the rank is the best of the best approximations of each rank", "", float,
                   double) {
    const double most = std::is_same_v<TestType, float> ? 1e-5 : 1e-10;
    const Vector<double> s = Eigen::Vector4d{3, 2, 1.1, 0.4};
    int ranks = 0;
    for (const auto& [rows, cols] : {std::pair{6, 4}, std::pair{4, 5}})
        for (const double t : {0.05, 0.3, 1.5, 4.0, 9.0}) {
            const auto made_of = test::matrix_with_singular_values(1, rows, cols);
            const Matrix<double> w = made_of(s);
            double lowest = std::numeric_limits<double>::infinity();
            Index best = 0;
            for (Index rank = 0; rank <= 4; ++rank) {  // the rest of the singular values is what is lost
                const double cost = s.tail(4 - rank).squaredNorm() / 2 + t * 0.7 * static_cast<double>(rank);
                if (cost < lowest) lowest = cost, best = rank;
            }
            Vector<double> kept = s;
            kept.tail(4 - best).setZero();
            Matrix<TestType> u = w.cast<TestType>();
            RankPenalty{0.7}.prox(u, t);
            CHECK((u.template cast<double>() - made_of(kept)).norm() <= most);
            CHECK(RankPenalty{0.7}.value(u) == 0.7 * static_cast<double>(best));
            ranks |= 1 << best;
        }
    CHECK(ranks == 0b11111);  // each rank was once the best
}

TEST_CASE("the rank does not count what is rounding, and hides no NaN") {
    const auto made_of = test::matrix_with_singular_values(5, 30, 20);
    Vector<double> s = Vector<double>::Zero(20);
    s.head(3) << 100, 1, 0.01;
    CHECK(RankPenalty{2}.value(made_of(s)) == 6);
    CHECK(RankPenalty{2}.value(made_of(s).cast<float>()) == 6);
    CHECK(RankPenalty{.strength = 2, .tolerance = 1e-3}.value(made_of(s)) == 4);
    CHECK(RankPenalty{2}.value(Matrix<double>::Zero(3, 2)) == 0);
    CHECK(std::isnan(RankPenalty{2}.value(Matrix<double>::Constant(3, 2, std::nan("")))));
    CHECK_THROWS_WITH(RankPenalty{-1}.check(), "RankPenalty: strength must be >= 0, got -1");
    CHECK_THROWS_WITH((RankPenalty{1, 1}.check()), "RankPenalty: tolerance must be in [0, 1), got 1");
}
