#include <regula/sparse/omp.hpp>

#include <regula/core/numeric/cholesky.hpp>
#include <regula/sparse/coherence.hpp>
#include <regula/sparse/hard_threshold.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_omp {

using test::drawn;

/// The largest product of a selected atom with the residual, relative to the signal.
template <class Scalar>
double orthogonality(const Dictionary<Scalar>& dictionary, const Matrix<Scalar>& signals,
                     const SparseCodes<Scalar>& found) {
    double worst = 0;
    for (Index j = 0; j < signals.cols(); ++j)
        for (const Index atom : found.order_of(j))
            worst = std::max(
                worst,
                static_cast<double>(std::abs(dictionary.unit_atoms().col(atom).dot(found.residuals.col(j))) /
                                    signals.col(j).norm()));
    return worst;
}

TEST_CASE("OMP recovers every signal of few atoms of an incoherent dictionary") {
    const Dictionary<double> dictionary{test::identity_and_hadamard<double>(64)};
    for (Index k = 1; k <= recoverable_atoms(dictionary); ++k) {
        const Matrix<double> codes =
            test::drawn_codes<double>(Key{1}[static_cast<std::uint64_t>(k)], 128, 125, k);
        const auto found =
            encode(dictionary, Matrix<double>{dictionary.unit_atoms() * codes}, Omp{.atoms = k});
        CHECK((Matrix<double>{found.codes} - codes).cwiseAbs().maxCoeff() < 1e-13);
        CHECK(found.codes.nonZeros() == 125 * k);
    }
}

TEMPLATE_TEST_CASE("for orthonormal atoms OMP is hard thresholding, the minimum", "", float, double) {
    const Dictionary<TestType> dictionary{test::drawn_orthonormal<TestType>(Key{3}, 12)};
    Matrix<TestType> signals(12, 70);
    fill_normal(Key{4}, signals);
    const Matrix<TestType> products = dictionary.unit_atoms().transpose() * signals;
    for (const Index k : {1, 5, 12}) {
        const Matrix<TestType> found{encode(dictionary, signals, Omp{.atoms = k}).codes};
        const Matrix<TestType> kept{encode(dictionary, signals, HardThreshold{k}).codes};
        const TestType rounding = std::is_same_v<TestType, double> ? TestType(1e-12) : TestType(1e-5);
        CHECK((found - kept).cwiseAbs().maxCoeff() < rounding);
        CHECK((kept.array() != 0).select(products - kept, 0).cwiseAbs().maxCoeff() < rounding);
    }
}

TEMPLATE_TEST_CASE("its residual falls with each atom and is orthogonal to the selected ones", "", float,
                   double) {
    const double rounding = std::is_same_v<TestType, double> ? 1e-14 : 1e-6;
    Matrix<TestType> atoms(11, 30), signals(11, 67);
    fill_normal(Key{5}, atoms);
    fill_normal(Key{6}, signals);
    atoms.col(3) *= 7;
    const Dictionary<TestType> dictionary{atoms};
    Vector<TestType> before = signals.colwise().norm();
    for (Index k = 1; k <= 11; ++k) {
        const auto found = encode(dictionary, signals, Omp{.atoms = k});
        CHECK(orthogonality(dictionary, signals, found) < rounding);
        CHECK((found.residuals - (signals - atoms * found.codes)).norm() < 100 * rounding);
        const Vector<TestType> now = found.residuals.colwise().norm();
        CHECK((k == 11 || (now.array() < before.array()).all()));
        before = now;
    }
    CHECK(before.maxCoeff() < 100 * rounding);
}

TEST_CASE("each step selects the atom with the largest cosine with the residual") {
    const Dictionary<double> dictionary{drawn(1, 9, 20)};
    const Matrix<double> signals = drawn(2, 9, 3);
    const auto found = encode(dictionary, signals, Omp{.atoms = 5});
    for (Index j = 0; j < 3; ++j) {
        std::vector<Index> selected;
        Vector<double> residual = signals.col(j);
        for (const Index atom : found.order_of(j)) {
            Index best = 0;
            (dictionary.unit_atoms().transpose() * residual).cwiseAbs().maxCoeff(&best);
            CHECK(atom == best);
            selected.push_back(atom);
            const Matrix<double> of = dictionary.unit_atoms()(Eigen::all, selected);
            residual =
                signals.col(j) - of * (of.transpose() * of).llt().solve(of.transpose() * signals.col(j));
        }
        CHECK((residual - found.residuals.col(j)).norm() < 1e-13);
    }
}

TEST_CASE("it stops at the first residual that is small enough, however small") {
    const Dictionary<double> dictionary{drawn(1, 15, 40)};
    const Matrix<double> signals = 30 * drawn(2, 15, 65);
    for (const double enough : {40.0, 3.0, 1e-3, 1e-7}) {
        const auto found = encode(dictionary, signals, Omp{.residual = enough});
        CHECK(found.residuals.colwise().norm().maxCoeff() <= enough);
        for (Index j = 0; j < 65; ++j) {
            const auto atoms = static_cast<Index>(found.order_of(j).size());
            if (atoms < 2) continue;
            const auto shorter = encode(dictionary, Matrix<double>{signals.col(j)}, Omp{.atoms = atoms - 1});
            CHECK(shorter.residuals.norm() > enough);
        }
    }
    CHECK(encode(dictionary, signals, Omp{.residual = 1e9}).codes.nonZeros() == 0);
}

TEST_CASE("zero signals, ties and dependent atoms end well") {
    Matrix<double> atoms(4, 5);
    atoms << 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0;  // the last atom is set below
    atoms.col(4) << 0, 0, 1, 0;
    const Dictionary<double> dictionary{atoms};
    Matrix<double> signals(4, 5);
    signals.col(0).setZero();
    signals.col(1) << 2, 0, 0, 0;  // both equal atoms fit
    signals.col(2) << 1, 1, 0, 0;  // atom 3 alone
    signals.col(3) << 1, 0, 0, 5;  // no atom sees the last feature
    signals.col(4) << 1, -1, 0.5, 0;
    const auto found = encode(dictionary, signals, Omp{.atoms = 4});
    CHECK(found.order_of(0).empty());
    CHECK(std::vector<Index>(found.order_of(1).begin(), found.order_of(1).end()) == std::vector<Index>{0});
    CHECK(std::vector<Index>(found.order_of(2).begin(), found.order_of(2).end()) == std::vector<Index>{3});
    CHECK(std::vector<Index>(found.order_of(3).begin(), found.order_of(3).end()) == std::vector<Index>{0});
    CHECK((found.residuals.col(3) - Vector<double>{{0, 0, 0, 5}}).norm() < 1e-15);
    CHECK(found.order_of(4).size() == 3);
    CHECK(found.residuals.col(4).norm() < 1e-15);
}

TEST_CASE("signals of any size have the same code, scaled") {
    const Dictionary<double> dictionary{drawn(1, 8, 20)};
    const Matrix<double> signals = drawn(2, 8, 3);
    const Matrix<double> codes{encode(dictionary, signals, Omp{.atoms = 3}).codes};
    for (const double size : {1e-280, 1e-5, 1e280}) {
        const Matrix<double> scaled{
            encode(dictionary, Matrix<double>{size * signals}, Omp{.atoms = 3}).codes};
        CHECK((scaled / size - codes).norm() < 1e-13);
    }
}

TEST_CASE("non-negative OMP has coefficients >= 0, fitted by least squares, and optimal among these") {
    const Dictionary<double> dictionary{drawn(1, 10, 25)};
    const Matrix<double> signals = drawn(2, 10, 66);
    for (const Index k : {1, 4, 10}) {
        const auto found = encode(dictionary, signals, Omp{.atoms = k, .non_negative = true});
        for (Index n = 0; n < found.codes.nonZeros(); ++n) CHECK(found.codes.valuePtr()[n] > 0);
        CHECK(orthogonality(dictionary, signals, found) < 1e-13);  // no clipped fit
        for (Index j = 0; j < 66; ++j) CHECK(static_cast<Index>(found.order_of(j).size()) <= k);
        if (k == 10) {  // the minimum over all h >= 0: no atom would improve it
            CHECK((dictionary.unit_atoms().transpose() * found.residuals).maxCoeff() < 1e-12);
        }
    }
    // Codes that are there are found.
    const Dictionary<double> incoherent{test::identity_and_hadamard<double>(32)};
    const Matrix<double> codes = test::drawn_codes<double>(Key{7}, 64, 40, 3).cwiseAbs();
    const auto found = encode(incoherent, Matrix<double>{incoherent.unit_atoms() * codes},
                              Omp{.atoms = 3, .non_negative = true});
    CHECK((Matrix<double>{found.codes} - codes).norm() < 1e-12);
}

TEST_CASE("OMP refuses settings out of range") {
    const Dictionary<double> dictionary{drawn(1, 8, 20)};
    const Matrix<double> signals = drawn(2, 8, 3);
    CHECK_THROWS_WITH(encode(dictionary, signals, Omp{.atoms = 9}),
                      "Omp: atoms must be from 1 to the 8 that 8 features and 20 atoms allow, got 9");
    CHECK_THROWS_WITH(encode(dictionary, signals, Omp{.atoms = -1}),
                      "Omp: atoms must be from 1 to the 8 that 8 features and 20 atoms allow, got -1");
    CHECK_THROWS_WITH(encode(dictionary, signals, Omp{.residual = -1}), "Omp: residual must be >= 0, got -1");
}

}  // namespace tests::sparse_omp
