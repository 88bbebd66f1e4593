#include <regula/sparse/proximal_coding.hpp>

#include <regula/penalty/l0.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/mcp.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_proximal_coding {

using test::drawn;

TEST_CASE("for orthonormal atoms the code is the prox of the products, for any penalty") {
    const Dictionary<double> dictionary{test::drawn_orthonormal<double>(Key{3}, 12)};
    const Matrix<double> signals = drawn(2, 12, 40);
    const auto check = [&](const auto& penalty) {
        Matrix<double> expected = dictionary.unit_atoms().transpose() * signals;
        penalty.prox(expected, 1.0);
        CHECK((Matrix<double>{encode(dictionary, signals, ProximalCoding{penalty, 1e-14}).codes} - expected)
                  .cwiseAbs()
                  .maxCoeff() < 1e-12);
    };
    check(L1{0.6});
    check(Mcp{0.6, 3});
    check(L0{0.3});
}

TEST_CASE("a code is a fixed point of proximal steps, for atoms of any norms") {
    Matrix<double> atoms = drawn(1, 8, 20);
    for (Index j = 0; j < 20; ++j) atoms.col(j) *= 0.2 + static_cast<double>(j) / 7;
    const Matrix<double> signals = drawn(2, 8, 30);
    const auto check = [&](const auto& penalty) {
        const auto found = encode(Dictionary<double>{atoms}, signals, ProximalCoding{penalty, 1e-11});
        const double step = 0.5 / (atoms.transpose() * atoms).norm();
        Matrix<double> next = Matrix<double>{found.codes} + step * atoms.transpose() * found.residuals;
        penalty.prox(next, step);
        CHECK((next - Matrix<double>{found.codes}).cwiseAbs().maxCoeff() < 1e-9);
        CHECK(found.codes.nonZeros() < 20 * 30);
        CHECK(found.gaps.array().isNaN().all());
    };
    check(L1{0.5});
    check(Mcp{0.5, 30});
}

TEST_CASE("the code of a signal does not depend on the signals beside it, for any penalty") {
    const Dictionary<double> dictionary{drawn(1, 10, 25)};
    const Matrix<double> signals = drawn(2, 10, 40);
    const auto check = [&](const auto& coder) {
        const auto together = encode(dictionary, signals, coder);
        for (Index j = 0; j < 40; ++j)
            CHECK((encode(dictionary, signals.col(j), coder).residuals - together.residuals.col(j)).norm() <
                  1e-9);
    };
    check(ProximalCoding{Mcp{0.1, 1.1}});
    check(ProximalCoding{L0{0.1}});
    CHECK_FALSE(encode(dictionary, signals, ProximalCoding{L1{0.1}, 1e-9, 2}).all_converged());
    CHECK(encode(dictionary, signals, ProximalCoding{L1{0.1}}).all_converged());
}

TEST_CASE("proximal coding refuses settings out of range") {
    const Dictionary<double> dictionary{drawn(1, 5, 6)};
    const Matrix<double> signals = drawn(2, 5, 3);
    CHECK_THROWS_WITH(encode(dictionary, signals, ProximalCoding{L1{-1}}),
                      "L1: strength must be >= 0, got -1");
    CHECK_THROWS_WITH(encode(dictionary, signals, ProximalCoding{L1{1}, 0}),
                      "ProximalCoding: tolerance must be > 0, got 0");
    CHECK_THROWS_WITH(encode(dictionary, signals, ProximalCoding{L1{1}, 1e-8, 0}),
                      "ProximalCoding: iterations must be >= 1, got 0");
}

}  // namespace tests::sparse_proximal_coding
