#include <regula/sparse/mod.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_mod {

TEST_CASE("MOD recovers most of a dictionary, and its updates do not increase the objective",
          "[unsanitized]") {
    const test::PlantedDictionary planted{Key{2}, 20, 50, 3, 1500, 20};
    const auto found =
        learn_dictionary(planted.signals, Mod{.atoms = 50, .coder = {.atoms = 3}, .iterations = 80}, Key{1});
    CHECK(planted.recovered(found.dictionary) > 0.75);
    const auto monotone = learn_dictionary(
        planted.signals, Mod{.atoms = 50, .coder = {.atoms = 3}, .iterations = 20, .monotone = true}, Key{1});
    for (std::size_t i = 1; i < 20; ++i)
        CHECK(monotone.objective[i] <= monotone.objective[i - 1] * (1 + 1e-13));
}

TEST_CASE("an update is the least squares fit of the signals by their codes") {
    const Matrix<double> signals = test::drawn(1, 6, 40);
    const Dictionary<double> begin{test::drawn(2, 6, 9)};
    Workers alone;
    const auto found = learn_dictionary(signals, Mod{.atoms = 9, .coder = {.atoms = 2}, .iterations = 1},
                                        begin, Key{1}, alone);
    // The residual is orthogonal to the codes.
    CHECK((found.codes.residuals * found.codes.codes.transpose()).norm() < 1e-12);
    CHECK((found.dictionary.norms().array() - 1).abs().maxCoeff() < 1e-14);
}

TEST_CASE("atoms that no signal uses are replaced, and do not disturb the others") {
    Matrix<double> signals = test::drawn(1, 5, 60), atoms = test::drawn(2, 5, 10);
    signals.row(4).setZero();
    atoms.row(4).setZero();
    atoms.col(3) << 0, 0, 0, 0, 1;
    Workers alone;
    const auto found = learn_dictionary(signals, Mod{.atoms = 10, .coder = {.atoms = 2}, .iterations = 20},
                                        Dictionary<double>{atoms}, Key{1}, alone);
    CHECK(found.replaced >= 1);
    CHECK(found.dictionary.unit_atoms().row(4).cwiseAbs().maxCoeff() < 1e-12);
    CHECK(found.objective.back() < found.objective.front());
}

}  // namespace tests::sparse_mod
