#include <regula/selection/ridge_choice.hpp>

#include <regula/data/folds.hpp>

#include "support/catch.hpp"
#include "support/drawn.hpp"

using namespace regula;

TEST_CASE("leaving out one by the closed form is leaving out one, and the choice is of the least error") {
    Dataset<double> data{.inputs = test::drawn(1, 6, 17).array() + 0.4, .targets = test::drawn(2, 2, 17)};
    data.targets.row(0) += data.inputs.row(2);
    const std::vector<double> strengths{3, 0.3, 0.03, 0.003};
    const auto choice = choose_by_leave_one_out(RidgePath{data}, strengths);
    const Folds each = k_folds(17, 17, Key{1});
    Vector<double> brute = Vector<double>::Zero(4);
    for (const auto& fold : each) {
        const auto parts = hold_out(data, fold);
        for (Index i = 0; i < 4; ++i) {
            const auto fit = ridge(parts.train, L2{strengths[static_cast<std::size_t>(i)] * 17 / 16});
            brute[i] += (fit.predict(parts.held_out.inputs) - parts.held_out.targets).squaredNorm() / 17;
        }
    }
    CAPTURE(choice.errors, brute);
    CHECK((choice.errors - brute).cwiseAbs().maxCoeff() < 1e-12);
    Index least;
    brute.minCoeff(&least);
    CHECK(choice.best == least);
    CHECK((least > 0 && least < 3));

    // generalized cross-validation: the mean of the leverages for each
    const auto general = choose_by_generalized_cross_validation(RidgePath{data}, strengths);
    const Matrix<double> x = data.inputs.colwise() - data.inputs.rowwise().mean();
    for (Index i = 0; i < 4; ++i) {
        const auto fit = ridge(data, L2{strengths[static_cast<std::size_t>(i)]});
        Matrix<double> gram = x * x.transpose() / 17, shrunk = gram;
        shrunk.diagonal().array() += strengths[static_cast<std::size_t>(i)];
        const double free = 1 - (shrunk.llt().solve(gram).trace() + 1) / 17;
        const double rest = (fit.predict(data.inputs) - data.targets).squaredNorm() / 17;
        CHECK(std::abs(general.errors[i] - rest / (free * free)) < 1e-12);
    }
    CHECK_THROWS_WITH(choose_by_leave_one_out(RidgePath{data}, {}),
                      "choose_by_leave_one_out: needs at least one strength");
}
