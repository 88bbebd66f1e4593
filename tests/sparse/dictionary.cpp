#include <regula/sparse/dictionary.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_dictionary {

const double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("a dictionary has unit atoms, their norms, and the cosines between them") {
    const Matrix<double> atoms = 3 * test::drawn(1, 5, 7);
    const Dictionary<double> dictionary{atoms};
    CHECK((dictionary.features() == 5 && dictionary.size() == 7));
    CHECK((dictionary.unit_atoms() * dictionary.norms().asDiagonal() - atoms).norm() < 1e-14);
    for (Index i = 0; i < 7; ++i) {
        CHECK(dictionary.norms()[i] == Approx(atoms.col(i).norm()).epsilon(1e-15));
        for (Index j = 0; j < 7; ++j)
            CHECK(dictionary.gram()(i, j) ==
                  Approx(atoms.col(i).normalized().dot(atoms.col(j).normalized())).margin(1e-15));
    }
}

TEST_CASE("atoms of any size have the same directions") {
    const Matrix<double> atoms = test::drawn(1, 3, 2);
    for (const double size : {1e-300, 1e200})
        CHECK(
            (Dictionary<double>{size * atoms}.unit_atoms() - Dictionary<double>{atoms}.unit_atoms()).norm() <
            1e-14);
}

TEST_CASE("a dictionary without atoms, with a zero atom or a NaN is refused, and so are signals") {
    CHECK_THROWS_WITH(Dictionary<double>{Matrix<double>(4, 0)},
                      "Dictionary: needs at least one atom and one feature, got 4 x 0");
    CHECK_THROWS_WITH((Dictionary<double>{Matrix<double>{{1, 0}, {1, 0}}}),
                      "Dictionary: an atom must not be zero, atom 1 is");
    CHECK_THROWS_WITH((Dictionary<double>{Matrix<double>{{nan, 0}, {1, 1}}}),
                      "Dictionary: every number must be finite, atom 0 has another");
    const Dictionary<double> dictionary{Matrix<double>::Identity(3, 2)};
    CHECK_THROWS_WITH(dictionary.check(Matrix<double>(2, 5), "encode"),
                      "encode: signals must have the features of the atoms, 3, got 2");
    CHECK_THROWS_WITH(dictionary.check(Matrix<double>::Constant(3, 1, nan), "encode"),
                      "encode: every number of the signals must be finite");
}

}  // namespace tests::sparse_dictionary
