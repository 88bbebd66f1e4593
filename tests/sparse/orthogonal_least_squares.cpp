#include <regula/sparse/orthogonal_least_squares.hpp>

#include <regula/core/numeric/cholesky.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_orthogonal_least_squares {

using test::drawn;

double distance(const Dictionary<double>& dictionary, const std::vector<Index>& atoms,
                const Vector<double>& signal) {
    const Matrix<double> of = dictionary.unit_atoms()(Eigen::all, atoms);
    return (signal - of * (of.transpose() * of).llt().solve(of.transpose() * signal)).norm();
}

TEST_CASE("each step selects the atom whose selection leaves the shortest residual") {
    const Dictionary<double> dictionary{drawn(1, 9, 20)};
    const Matrix<double> signals = drawn(2, 9, 5);
    const auto found = encode(dictionary, signals, OrthogonalLeastSquares{.atoms = 5});
    for (Index j = 0; j < 5; ++j) {
        std::vector<Index> selected;
        for (const Index atom : found.order_of(j)) {
            selected.push_back(atom);
            const double chosen = distance(dictionary, selected, signals.col(j));
            for (Index other = 0; other < 20; ++other) {
                if (std::find(selected.begin(), selected.end(), other) != selected.end()) continue;
                std::vector<Index> instead = selected;
                instead.back() = other;
                CHECK(distance(dictionary, instead, signals.col(j)) >= chosen * (1 - 1e-12));
            }
        }
        CHECK(distance(dictionary, selected, signals.col(j)) ==
              Approx(found.residuals.col(j).norm()).epsilon(1e-12));
    }
}

TEST_CASE("it recovers signals of few incoherent atoms, and skips atoms in the span of the selected ones") {
    const Dictionary<double> dictionary{test::identity_and_hadamard<double>(64)};
    const Matrix<double> codes = test::drawn_codes<double>(Key{1}, 128, 100, 4);
    const Matrix<double> signals = dictionary.unit_atoms() * codes;
    CHECK((Matrix<double>{encode(dictionary, signals, OrthogonalLeastSquares{.atoms = 4}).codes} - codes)
              .norm() < 1e-12);

    Matrix<double> atoms = drawn(3, 6, 8);
    atoms.col(5) = atoms.col(0);
    atoms.col(6) = atoms.col(1) - atoms.col(2);
    const Matrix<double> any = drawn(4, 6, 40);
    const auto all = encode(Dictionary<double>{atoms}, any, OrthogonalLeastSquares{});
    CHECK(all.codes.coeffs().isFinite().all());
    CHECK(all.residuals.norm() < 1e-12 * any.norm());
}

TEST_CASE("orthogonal least squares refuses settings out of range") {
    const Dictionary<double> dictionary{drawn(1, 8, 5)};
    CHECK_THROWS_WITH(
        encode(dictionary, drawn(2, 8, 3), OrthogonalLeastSquares{.atoms = 6}),
        "OrthogonalLeastSquares: atoms must be from 1 to the 5 that 8 features and 5 atoms allow, got 6");
}

TEST_CASE("an atom that nearly depends on the selected ones gives way to the next") {
    for (const float near : {0.0005f, 0.002f, 0.0022f, 0.003f}) {
        const Dictionary<float> dictionary{Matrix<float>{{1, 1, 0}, {0, near, 1}, {0, 0, 1}}};
        const auto found =
            encode(dictionary, Matrix<float>{{10}, {1}, {0}}, OrthogonalLeastSquares{.atoms = 2});
        CHECK(found.order_of(0).size() == 2);
        CHECK(found.residuals.norm() < 0.75f);
    }
}

}  // namespace tests::sparse_orthogonal_least_squares
