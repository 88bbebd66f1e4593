#include <regula/sparse/k_svd.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_k_svd {

TEST_CASE("K-SVD recovers more than 90 % of a dictionary of 50 atoms from signals at 20 dB") {
    double share = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const test::PlantedDictionary planted{Key{seed}, 20, 50, 3, 1500, 20};
        const auto found =
            learn_dictionary(planted.signals, KSvd{.atoms = 50, .coder = {.atoms = 3}, .iterations = 80},
                             Key{seed}.stream("begin"));
        share += planted.recovered(found.dictionary) / 5;
        const auto start = random_signals(planted.signals, 50, Key{seed}.stream("begin"));
        CHECK(planted.recovered(start) < 0.2);
    }
    CHECK(share > 0.9);
}

TEST_CASE("updates of the atoms do not increase the objective, nor do monotone codes") {
    const test::PlantedDictionary planted{Key{3}, 12, 25, 3, 300, 15};
    for (const bool non_negative : {false, true}) {
        const KSvd method{.atoms = 25,
                          .coder = {.atoms = 3, .non_negative = non_negative},
                          .iterations = 25,
                          .monotone = true};
        const auto found = learn_dictionary(planted.signals, method, Key{1});
        REQUIRE(found.objective.size() == 25);
        for (std::size_t i = 1; i < 25; ++i)
            CHECK(found.objective[i] <= found.objective[i - 1] * (1 + 1e-13));
        CHECK(found.objective.back() < 0.7 * found.objective.front());
        CHECK(found.objective.back() == Approx(mean_square(found.codes)));
        CHECK((found.dictionary.norms().array() - 1).abs().maxCoeff() < 1e-14);
        if (non_negative) CHECK(found.codes.codes.coeffs().minCoeff() >= 0);
    }
    // Without `monotone` each update improves on the codes before it.
    const auto begin = random_signals(planted.signals, 25, Key{1});
    Workers alone;
    const auto once = learn_dictionary(
        planted.signals, KSvd{.atoms = 25, .coder = {.atoms = 3}, .iterations = 1}, begin, Key{1}, alone);
    CHECK(once.objective[0] < mean_square(encode(begin, planted.signals, Omp{.atoms = 3})));
}

TEST_CASE("with one atom a signal and one atom in all K-SVD finds the first singular vectors") {
    const Matrix<double> signals = test::drawn(1, 7, 40);
    const auto found = learn_dictionary(
        signals, KSvd{.atoms = 1, .coder = {.atoms = 1}, .iterations = 200, .power_steps = 20}, Key{1});
    const Vector<double> d = found.dictionary.unit_atoms().col(0);
    const Vector<double> mapped = signals * (signals.transpose() * d);
    CHECK((mapped - mapped.norm() * d).norm() < 1e-8 * mapped.norm());
    CHECK(2 * 40 * found.objective.back() == Approx(signals.squaredNorm() - mapped.norm()).epsilon(1e-10));
}

TEST_CASE("atoms that no signal uses are replaced") {
    Matrix<double> signals = test::drawn(1, 5, 60), atoms = test::drawn(2, 5, 10);
    signals.row(4).setZero();
    atoms.row(4).setZero();
    atoms.leftCols(2) = Matrix<double>::Identity(5, 5).rightCols(1).replicate(1, 2);  // the missing feature
    Workers alone;
    const auto found = learn_dictionary(signals, KSvd{.atoms = 10, .coder = {.atoms = 2}, .iterations = 20},
                                        Dictionary<double>{atoms}, Key{1}, alone);
    CHECK(found.replaced >= 2);
    CHECK(found.dictionary.unit_atoms().row(4).cwiseAbs().maxCoeff() < 1e-12);
}

}  // namespace tests::sparse_k_svd
