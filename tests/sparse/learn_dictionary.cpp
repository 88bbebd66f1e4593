#include <regula/sparse/learn_dictionary.hpp>

#include <regula/sparse/k_svd.hpp>
#include <regula/sparse/mod.hpp>
#include <regula/sparse/online_dictionary.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_learn_dictionary {

using test::drawn;

TEMPLATE_TEST_CASE("learned dictionaries have the same bits for any number of threads", "", float, double) {
    const Matrix<TestType> signals = drawn<TestType>(1, 6, 150);
    const auto same = [&](const auto& method) {
        Workers one, three{3};
        const auto a = learn_dictionary(signals, method, Key{1}, one);
        const auto b = learn_dictionary(signals, method, Key{1}, three);
        CHECK(a.dictionary.unit_atoms() == b.dictionary.unit_atoms());
        CHECK((a.objective == b.objective && a.codes.residuals == b.codes.residuals));
        CHECK(a.objective.back() < a.objective.front());
        const auto other = learn_dictionary(signals, method, Key{2});
        CHECK(a.dictionary.unit_atoms() != other.dictionary.unit_atoms());
        // The codes are those of the dictionary.
        const Matrix<TestType> scaled = a.dictionary.unit_atoms() * a.dictionary.norms().asDiagonal();
        CHECK((signals - scaled * a.codes.codes - a.codes.residuals).norm() < TestType(1e-3));
    };
    same(KSvd{.atoms = 9, .coder = {.atoms = 2}, .iterations = 5});
    same(Mod{.atoms = 9, .coder = {.atoms = 2}, .iterations = 5});
    same(OnlineDictionary{.atoms = 9, .coder = {.strength = 0.3}, .epochs = 3, .batch_size = 40});
}

TEST_CASE("random signals are distinct atoms other than zero") {
    Matrix<double> signals = drawn(1, 4, 9);
    signals.col(2).setZero();
    signals.col(5).setZero();
    const Dictionary<double> dictionary = random_signals(signals, 7, Key{1});
    for (Index j = 0; j < 9; ++j) {
        Index found = 0;
        for (Index k = 0; k < 7; ++k)
            found += (dictionary.unit_atoms().col(k) * dictionary.norms()[k] - signals.col(j)).norm() < 1e-14;
        CHECK(found == (j == 2 || j == 5 ? 0 : 1));
    }
    CHECK(random_signals(signals, 7, Key{1}).unit_atoms() == dictionary.unit_atoms());
    CHECK(random_signals(signals, 7, Key{2}).unit_atoms() != dictionary.unit_atoms());
    CHECK_THROWS_WITH(random_signals(signals, 8, Key{1}),
                      "random_signals: needs 8 signals other than zero, got 7");
    CHECK_THROWS_WITH(random_signals(signals, 0, Key{1}), "random_signals: atoms must be >= 1, got 0");
}

TEST_CASE("atoms that no signal uses become the signals with the longest residuals") {
    const Matrix<double> signals{{4, 0, 0, 0}, {0, 0, 3, 0}, {0, 1, 0, 5}};
    Matrix<double> atoms{{1, 0.8, 0}, {0, 0.6, 0}, {0, 0, -1}};
    auto found = encode(Dictionary<double>{atoms}, signals, Omp{.atoms = 1});
    found.codes.coeffs() *= (found.codes.coeffs() < 2.5).select(Eigen::ArrayXd::Zero(4), 1);
    const Matrix<double> before = atoms;
    found.residuals = signals - atoms * found.codes;
    CHECK(replace_unused(signals, found, uses(found), atoms) == 2);
    CHECK(atoms.col(0) == before.col(0));
    CHECK(std::abs(atoms(2, 1)) == 1);  // signal 3, of length 5
    CHECK(std::abs(atoms(1, 2)) == 1);  // signal 2, of length 3
}

TEST_CASE("of two atoms of nearly one direction the one with fewer uses is discarded") {
    const Matrix<double> atoms{{1, 0.8, -0.99, 0}, {0, 0.6, 0.1, 1}};
    std::vector<Index> used{5, 3, 7, 2};
    discard_duplicates(atoms, used);
    CHECK(used == std::vector<Index>{0, 3, 7, 2});
}

TEST_CASE("of two codes each signal keeps the better one") {
    const Dictionary<double> dictionary{drawn(1, 5, 12)};
    const Matrix<double> signals = drawn(2, 5, 30);
    const auto two = encode(dictionary, signals, Omp{.atoms = 2}),
               guess = encode(dictionary, signals, Omp{.atoms = 1});
    SparseCodes<double> mixed = guess;
    keep_better(two, mixed);
    CHECK(mixed.residuals == two.residuals);
    CHECK((Matrix<double>{mixed.codes} == Matrix<double>{two.codes} && mixed.order == two.order));
    mixed = two;
    keep_better(guess, mixed);
    CHECK((mixed.residuals == two.residuals && mixed.order == two.order));
}

TEST_CASE("data and settings that do not fit are refused") {
    const Matrix<double> signals = drawn(1, 6, 8);
    const auto refused = [&](const auto& method, const char* why) {
        CHECK_THROWS_WITH(learn_dictionary(signals, method, Key{1}), why);
    };
    refused(KSvd{.atoms = 9, .coder = {.atoms = 1}},
            "learn_dictionary: needs as many signals as atoms, 9, got 8");
    refused(KSvd{.atoms = 0, .coder = {.atoms = 1}}, "KSvd: atoms must be >= 1, got 0");
    refused(KSvd{.atoms = 3, .coder = {.atoms = 1}, .iterations = 0}, "KSvd: iterations must be >= 1, got 0");
    refused(KSvd{.atoms = 3, .coder = {.atoms = 1}, .power_steps = 0},
            "KSvd: power_steps must be >= 1, got 0");
    refused(KSvd{.atoms = 3, .coder = {.atoms = 4}},
            "Omp: atoms must be from 1 to the 3 that 6 features and 3 atoms allow, got 4");
    refused(KSvd{.atoms = 3, .coder = {}}, "KSvd: coder must have a number of atoms or a residual");
    refused(Mod{.atoms = 3, .coder = {}}, "Mod: coder must have a number of atoms or a residual");
    refused(Mod{.atoms = 0, .coder = {}}, "Mod: atoms must be >= 1, got 0");
    refused(Mod{.atoms = 3, .coder = {.atoms = 1}, .iterations = 0}, "Mod: iterations must be >= 1, got 0");
    refused(OnlineDictionary{.atoms = 0, .coder = {1}}, "OnlineDictionary: atoms must be >= 1, got 0");
    refused(OnlineDictionary{.atoms = 3, .coder = {0}},
            "LassoCoding: strength must be finite and > 0, got 0");
    refused(OnlineDictionary{.atoms = 3, .coder = {1}, .epochs = 0},
            "OnlineDictionary: epochs must be >= 1, got 0");
    refused(OnlineDictionary{.atoms = 3, .coder = {1}, .batch_size = 0},
            "OnlineDictionary: batch_size must be >= 1, got 0");
    Matrix<double> with_nan = signals;
    with_nan(2, 3) = std::nan("");
    Workers alone;
    CHECK_THROWS_WITH(learn_dictionary(with_nan, KSvd{.atoms = 3, .coder = {.atoms = 1}},
                                       random_signals(signals, 3, Key{1}), Key{1}, alone),
                      "learn_dictionary: every number of the signals must be finite");
    CHECK_THROWS_WITH(learn_dictionary(signals, Mod{.atoms = 3, .coder = {.atoms = 1}},
                                       random_signals(signals, 2, Key{1}), Key{1}, alone),
                      "learn_dictionary: begins with 2 atoms, but has 3 to learn");
    CHECK_THROWS_WITH(learn_dictionary(with_nan, KSvd{.atoms = 8, .coder = {.atoms = 1}}, Key{1}),
                      "learn_dictionary: every number of the signals must be finite");
    for (const double size : {1e-200, 1e200})
        CHECK_THROWS_WITH(
            learn_dictionary(Matrix<double>{size * signals}, KSvd{.atoms = 3, .coder = {.atoms = 1}}, Key{1}),
            Catch::Contains("the squares of the signals must be in range"));
}

}  // namespace tests::sparse_learn_dictionary
