// Every policy of the library obeys the laws of its kind: a new one has a line in one of these files, as
// check(Its{...}), with coefficients that hide no error (a probability of 1/2 is the same kept or dropped).
#include <regula/penalty.hpp>
#include <regula/penalty/quadratic_form.hpp>

#include "support/laws.hpp"

using namespace regula;

TEST_CASE("penalties of a whole matrix obey the laws of penalties") {
    const Vector<double> q = Vector<double>::LinSpaced(15, -1, 0.7);
    CHECK(check(ConfidencePenalty{0.3}) == none);
    CHECK(check(VariationalKl{0.3}) == none);
    CHECK(check(KlSparsity{.strength = 0.3, .target = 0.2, .margin = 0.05}) == none);
    CHECK(check(Orthogonal{0.3}) == none);
    const Matrix<double> definite = q * q.transpose() + 0.4 * Matrix<double>::Identity(15, 15);
    CHECK(check(QuadraticForm{.strength = 0.3, .matrix = definite, .point = q.reshaped(5, 3)}) == none);
}
