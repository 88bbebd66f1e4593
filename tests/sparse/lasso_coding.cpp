#include <regula/sparse/lasso_coding.hpp>

#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/sparse/proximal_coding.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_lasso_coding {

using test::drawn;

double objective(const SparseCodes<double>& found, Index j, double l1, double l2) {
    const Vector<double> h = found.codes.col(j);
    return found.residuals.col(j).squaredNorm() / 2 + l1 * h.lpNorm<1>() + l2 / 2 * h.squaredNorm();
}

TEST_CASE("for orthonormal atoms the code is the soft threshold of the products") {
    const Dictionary<double> dictionary{test::drawn_orthonormal<double>(Key{3}, 12)};
    const Matrix<double> signals = drawn(2, 12, 40), products = dictionary.unit_atoms().transpose() * signals;
    for (const double l2 : {0.0, 0.7}) {
        const Matrix<double> found{
            encode(dictionary, signals, LassoCoding{.strength = 0.6, .l2 = l2, .tolerance = 1e-15}).codes};
        const Matrix<double> soft = products.unaryExpr(
            [&](double p) { return std::copysign(std::max(std::abs(p) - 0.6, 0.0) / (1 + l2), p); });
        CHECK((found - soft).cwiseAbs().maxCoeff() < 1e-12);
    }
}

TEST_CASE("codes satisfy the conditions of the minimum, for atoms of any norms") {
    Matrix<double> atoms = drawn(1, 8, 20);
    for (Index j = 0; j < 20; ++j) atoms.col(j) *= 0.2 + static_cast<double>(j) / 7;
    const Matrix<double> signals = drawn(2, 8, 66);
    for (const double l2 : {0.0, 0.5}) {
        const auto found = encode(Dictionary<double>{atoms}, signals,
                                  LassoCoding{.strength = 0.9, .l2 = l2, .tolerance = 1e-14});
        const Matrix<double> h{found.codes}, slope = atoms.transpose() * found.residuals - l2 * h;
        CHECK(slope.cwiseAbs().maxCoeff() < 0.9 + 1e-6);
        CHECK((h.array() != 0).select(slope - 0.9 * h.cwiseSign(), 0).cwiseAbs().maxCoeff() < 1e-6);
        CHECK(((h.array() != 0).count() > 66 && (h.array() == 0).count() > 66));
    }
}

TEST_CASE("the gap bounds the distance to the minimum, and is reached as asked") {
    const Dictionary<double> dictionary{drawn(1, 8, 30)};
    const Matrix<double> signals = 3 * drawn(2, 8, 50);
    for (const double l2 : {0.0, 0.2}) {
        const auto best =
            encode(dictionary, signals, LassoCoding{.strength = 0.4, .l2 = l2, .tolerance = 1e-15});
        for (const double tolerance : {1e-1, 1e-3, 1e-6}) {
            const auto found =
                encode(dictionary, signals, LassoCoding{.strength = 0.4, .l2 = l2, .tolerance = tolerance});
            for (Index j = 0; j < 50; ++j) {
                CHECK(found.gaps[j] <= tolerance * signals.col(j).squaredNorm() / 2);
                CHECK(objective(found, j, 0.4, l2) - objective(best, j, 0.4, l2) <= found.gaps[j] + 1e-13);
            }
        }
        const auto one = encode(dictionary, signals, LassoCoding{.strength = 0.4, .l2 = l2, .sweeps = 1});
        CHECK(one.gaps.maxCoeff() > 1e-3);  // it has not converged, and says so
    }
}

TEMPLATE_TEST_CASE("it agrees with proximal steps, and goes on from given codes", "", float, double) {
    const bool wide = std::is_same_v<TestType, double>;
    const Dictionary<TestType> dictionary{drawn<TestType>(1, 8, 20)};
    const Matrix<TestType> signals = drawn<TestType>(2, 8, 66);
    const LassoCoding coder{.strength = 0.5, .l2 = 0.25, .tolerance = wide ? 1e-14 : 1e-6};
    const auto found = encode(dictionary, signals, coder);
    const auto other =
        encode(dictionary, signals, ProximalCoding{ElasticNet{0.75, 2.0 / 3}, wide ? 1e-9 : 1e-5});
    CHECK((Matrix<TestType>{found.codes} - Matrix<TestType>{other.codes}).norm() < (wide ? 1e-5 : 1e-1));
    Workers alone;
    const auto again = encode(dictionary, signals, LassoCoding{.strength = 0.5, .l2 = 0.25, .sweeps = 1},
                              alone, &found.codes);
    CHECK((Matrix<TestType>{again.codes} - Matrix<TestType>{found.codes}).norm() < (wide ? 1e-5 : 1e-1));
}

TEST_CASE("non-negative codes are the minimum among these") {
    const Dictionary<double> dictionary{drawn(1, 8, 20)};
    const Matrix<double> signals = drawn(2, 8, 66);
    const auto found =
        encode(dictionary, signals, LassoCoding{.strength = 0.3, .tolerance = 1e-14, .non_negative = true});
    const Matrix<double> h{found.codes},
        slope = (dictionary.unit_atoms() * dictionary.norms().asDiagonal()).transpose() * found.residuals;
    CHECK(h.minCoeff() == 0);
    CHECK(slope.maxCoeff() < 0.3 + 1e-6);
    CHECK((h.array() > 0).select(slope.array() - 0.3, 0).abs().maxCoeff() < 1e-6);
}

TEST_CASE("non-negative codes are found from codes of any signs") {
    const Dictionary<double> dictionary{drawn(1, 8, 20)};
    const Matrix<double> signals = drawn(2, 8, 66);
    const auto any = encode(dictionary, signals, LassoCoding{.strength = 0.3});
    CHECK(any.codes.coeffs().minCoeff() < -0.1);
    const LassoCoding coder{.strength = 0.3, .tolerance = 1e-13, .non_negative = true};
    const auto from_any = encode(dictionary, signals, coder, &any.codes);
    CHECK(from_any.codes.coeffs().minCoeff() > 0);
    CHECK((Matrix<double>{from_any.codes} - Matrix<double>{encode(dictionary, signals, coder).codes}).norm() <
          1e-5);
}

TEST_CASE("codes of small strengths converge, and codes that have not say so", "[unsanitized]") {
    const Dictionary<double> dictionary{drawn(1, 30, 60)};
    const Matrix<double> signals = drawn(2, 30, 200);
    for (const double strength : {0.3, 0.1, 0.01}) {
        const auto found = encode(dictionary, signals, LassoCoding{.strength = strength});
        CHECK(found.all_converged());
        for (Index j = 0; j < 200; ++j)
            CHECK(found.gaps[j] <= 1.0001 * 1e-8 * signals.col(j).squaredNorm() / 2);
    }
    const auto short_of = encode(dictionary, signals, LassoCoding{.strength = 0.1, .sweeps = 1});
    CHECK_FALSE(short_of.all_converged());
}

TEST_CASE("zero signals and duplicate atoms end well; settings out of range are refused") {
    Matrix<double> atoms = drawn(1, 5, 6), signals = drawn(2, 5, 3);
    atoms.col(4) = atoms.col(2);
    signals.col(1).setZero();
    const Dictionary<double> dictionary{atoms};
    const auto found = encode(dictionary, signals, LassoCoding{.strength = 0.01});
    CHECK((found.order_of(1).empty() && found.gaps[1] == 0));
    CHECK(found.gaps.maxCoeff() < 1e-6);
    CHECK(encode(dictionary, signals, LassoCoding{.strength = 1e3}).codes.nonZeros() == 0);
    const auto refused = [&](const LassoCoding& coder, const char* why) {
        CHECK_THROWS_WITH(encode(dictionary, signals, coder), why);
    };
    refused({.strength = 0}, "LassoCoding: strength must be finite and > 0, got 0");
    refused({.strength = 1, .l2 = -1}, "LassoCoding: l2 must be finite and >= 0, got -1");
    refused({.strength = 1, .tolerance = 0}, "LassoCoding: tolerance must be > 0, got 0");
    refused({.strength = 1, .sweeps = 0}, "LassoCoding: sweeps must be >= 1, got 0");
}

TEST_CASE("atoms and signals of any size have their codes") {
    const Matrix<double> atoms = drawn(1, 5, 4), signals = drawn(2, 5, 3);
    const Matrix<double> codes{encode(Dictionary<double>{atoms}, signals, LassoCoding{0.1}).codes};
    for (const double size : {1e-170, 1e-3, 1e150}) {
        const Dictionary<double> scaled{size * atoms};
        const Matrix<double> found{encode(scaled, signals, LassoCoding{0.1 * size}).codes};
        CHECK((size * found - codes).norm() < 1e-4);
    }
}

}  // namespace tests::sparse_lasso_coding
