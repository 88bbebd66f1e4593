#include <regula/sparse/selected_atoms.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

namespace tests::sparse_selected_atoms {

TEST_CASE("the products with the directions are those of an orthonormal basis of the atoms") {
    const Dictionary<double> dictionary{test::drawn(1, 6, 9)};
    SelectedAtoms<double> selected{dictionary, 4};
    Matrix<double> q(6, 0);
    for (const Index atom : {7, 0, 4}) {
        REQUIRE(selected.add(atom));
        Vector<double> direction = dictionary.unit_atoms().col(atom);
        direction -= q * (q.transpose() * direction);
        CHECK(selected.last_length() == Approx(direction.norm()).epsilon(1e-13));
        q.conservativeResize(6, q.cols() + 1);
        q.rightCols(1) = direction.normalized();
        CHECK((selected.last() - dictionary.unit_atoms().transpose() * q.rightCols(1)).norm() < 1e-13);
    }
    const Vector<double> x = test::drawn(2, 6, 1);
    Vector<double> fit = q.transpose() * x;
    selected.solve(fit);
    const Matrix<double> of = dictionary.unit_atoms()(Eigen::all, selected.atoms());
    CHECK((of * fit - q * (q.transpose() * x)).norm() < 1e-13);
    Vector<double> products = of.transpose() * x;
    selected.solve_transposed(products);
    CHECK((products - q.transpose() * x).norm() < 1e-13);
}

TEST_CASE("an atom in the span of the selected ones is not added") {
    Matrix<double> atoms = test::drawn(1, 5, 4);
    atoms.col(2) = 0.3 * atoms.col(0) - 2 * atoms.col(1);
    const Dictionary<double> dictionary{atoms};
    SelectedAtoms<double> selected{dictionary, 4};
    CHECK((selected.add(0) && selected.add(1)));
    CHECK_FALSE(selected.add(2));
    CHECK_FALSE(selected.add(1));
    CHECK((selected.add(3) && selected.size() == 3));
    selected.clear();
    CHECK((selected.add(2) && selected.size() == 1));
}

}  // namespace tests::sparse_selected_atoms
