#include <regula/linear/path_solver.hpp>
#include <regula/penalty/l1.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("the gap and the residual of a path solver see a solution that is not finished") {
    const Matrix<double> x = test::drawn(1, 30, 40), noise = test::drawn(2, 1, 40);
    const Matrix<double> t = (x.row(0) + x.row(7) + noise).array().sign().max(0);
    const Design design{x};
    const Columns columns{design, true};
    double last = 1e300;
    for (const int passes : {1, 3, 30}) {
        const CoordinateDescent options{.tolerance = 1e-12, .max_passes = passes};
        PathSolver<Logistic, L1> solver{columns, t, Logistic{}, options};
        CHECK(std::abs(solver.objective_of_none() - 0.69) < 0.05);  // of the classes' frequencies, near log 2
        const auto fit = solver.run({L1{0.01}}).front();
        CAPTURE(passes, fit.certificate.gap, fit.certificate.residual);
        CHECK(fit.certificate.converged == (passes == 30));
        CHECK(fit.certificate.gap < 0.5 * last);
        CHECK((passes == 30 ? fit.certificate.residual < 1e-6 : fit.certificate.residual > 1e-7));
        last = fit.certificate.gap;
    }
}
