#include <regula/sparse/online_dictionary.hpp>

#include "support/catch.hpp"
#include "support/dictionaries.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_online_dictionary {

TEST_CASE("online learning recovers a dictionary of few coherent atoms", "[unsanitized]") {
    const test::PlantedDictionary planted{Key{2}, 16, 20, 2, 2000, 30};
    const auto found = learn_dictionary(
        planted.signals,
        OnlineDictionary{.atoms = 20, .coder = {.strength = 0.1}, .epochs = 30, .batch_size = 100}, Key{1});
    CHECK(planted.recovered(found.dictionary) > 0.75);
}

TEST_CASE("the atoms stay in the unit ball, and the objective is that of the codes") {
    const Matrix<double> signals = test::drawn(1, 8, 333);
    const OnlineDictionary method{
        .atoms = 15, .coder = {.strength = 0.4, .l2 = 0.1}, .epochs = 6, .batch_size = 50};
    const auto found = learn_dictionary(signals, method, Key{1});
    CHECK(found.dictionary.norms().maxCoeff() <= 1 + 1e-14);
    REQUIRE(found.objective.size() == 7);
    for (std::size_t i = 1; i < 7; ++i) CHECK(found.objective[i] < found.objective[0]);
    const Matrix<double> h{found.codes.codes};
    const double expected =
        (found.codes.residuals.squaredNorm() / 2 + 0.4 * h.lpNorm<1>() + 0.05 * h.squaredNorm()) / 333;
    CHECK(found.objective.back() == Approx(expected).epsilon(1e-12));
}

TEST_CASE("with minibatches of all signals a step is a pass of block coordinate descent") {
    const Matrix<double> signals = test::drawn(1, 5, 30);
    const Dictionary<double> begin = random_signals(signals, 8, Key{4});
    const OnlineDictionary method{
        .atoms = 8, .coder = {.strength = 0.3, .tolerance = 1e-12}, .epochs = 1, .batch_size = 30};
    Workers alone;
    const auto found = learn_dictionary(signals, method, begin, Key{1}, alone);
    const Dictionary<double> unit{begin.unit_atoms()};
    const Matrix<double> h{encode(unit, signals, method.coder).codes};
    Matrix<double> d = begin.unit_atoms();
    for (Index j = 0; j < 8; ++j) {
        const double squares = h.row(j).squaredNorm();
        if (squares == 0) continue;
        d.col(j) += (signals - d * h) * h.row(j).transpose() / squares;
        d.col(j) /= std::max(1.0, d.col(j).norm());
    }
    const Matrix<double> learned = found.dictionary.unit_atoms() * found.dictionary.norms().asDiagonal();
    for (Index j = 0; j < 8; ++j)
        if (h.row(j).squaredNorm() > 0) CHECK((learned.col(j) - d.col(j)).norm() < 1e-9);
}

TEST_CASE("atoms that no signal uses are replaced by signals") {
    Matrix<double> signals = test::drawn(1, 5, 60), atoms = test::drawn(2, 5, 10);
    signals.row(4).setZero();
    atoms.row(4).setZero();
    atoms.col(3) << 0, 0, 0, 0, 1;
    Workers alone;
    const auto found = learn_dictionary(
        signals, OnlineDictionary{.atoms = 10, .coder = {.strength = 0.1}, .epochs = 4, .batch_size = 20},
        Dictionary<double>{atoms}, Key{1}, alone);
    CHECK(found.replaced >= 1);
    CHECK(std::abs(found.dictionary.unit_atoms()(4, 3)) < 1e-12);
}

}  // namespace tests::sparse_online_dictionary
