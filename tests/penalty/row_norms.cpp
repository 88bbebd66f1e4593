#include <regula/penalty/row_norms.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEMPLATE_TEST_CASE("the norms of rows come in bands, each row in its own range, without the heap", "", float,
                   double) {
    using Limits = std::numeric_limits<TestType>;
    for (const Index rows : {3, 64, 131}) {
        Matrix<TestType> w = test::drawn<TestType>(1, rows, 5);
        w.row(0).setConstant(Limits::max() / 4);
        w.row(1).setConstant(Limits::denorm_min());
        w.row(2).setZero();
        Vector<TestType> found(rows);
        const auto before = allocations();
        for_each_band(w, 0, [&](const auto& band, const auto& factor, const auto& norm) {
            found(band) = (norm / factor).matrix();
        });
        CHECK(allocations() == before);
        for (Index i = 0; i < rows; ++i)
            CHECK(std::abs(found[i] - safe_norm(w.row(i))) <= 4 * Limits::epsilon() * found[i]);
    }
}

TEST_CASE("rows that are below a limit are not looked at twice") {
    Matrix<double> w{{1e-200, 0}, {0, 0}, {3e200, 4e200}};
    for_each_band(w, 0.1, [](const auto&, const auto& factor, const auto& norm) {
        CHECK((factor(0) == 1 && factor(1) == 1 && factor(2) < 1));
        CHECK((norm(0) < 0.1 && norm(1) == 0 && std::abs(norm(2) / factor(2) / 5e200 - 1) < 1e-15));
    });
    for_each_band(w, 1e-300, [](const auto&, const auto& factor, const auto& norm) {
        CHECK(std::abs(norm(0) / factor(0) / 1e-200 - 1) < 1e-15);
    });
}
