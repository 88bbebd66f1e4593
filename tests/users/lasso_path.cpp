// A user's regression: the path of a lasso, the strength chosen by cross-validation, and the picture of both,
// as numbers and a script for gnuplot.
#include <regula/linear.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/selection.hpp>

#include <cstdio>
#include <fstream>

using namespace regula;

/// The numbers of the path, a line for each strength, and a script that draws them.
void write_picture(const auto& path, const CrossValidation& judged) {
    std::ofstream numbers{"lasso_path.dat"};
    for (std::size_t i = 0; i < path.size(); ++i) {
        numbers << path[i].penalty.strength << ' ' << judged.mean[static_cast<Index>(i)];
        for (const double weight : path[i].fit.weights.reshaped()) numbers << ' ' << weight;
        numbers << '\n';
    }
    std::ofstream{"lasso_path.gnuplot"} << "set terminal svg size 640, 480\nset output 'lasso_path.svg'\nset "
                                           "logscale x\nset xlabel 'strength'\n"
                                        << "plot for [i=3:14] 'lasso_path.dat' using 1:i with lines notitle, "
                                        << "'' using 1:2 with points title 'loss, cross-validated'\n";
}

bool all = true;
void must(bool good, const char* what) {
    if (!good) std::printf("lasso_path: wrong: %s\n", what);
    all = all && good;
}

int main() try {
    Dataset<double> data{.inputs = Matrix<double>(12, 90)};
    fill_normal(Key{1}, data.inputs);
    data.targets = Matrix<double>::Zero(1, 90);
    data.targets += 3 * data.inputs.row(0) - 1.5 * data.inputs.row(3) + 2 * data.inputs.row(7);
    add_normal(Key{2}, data.targets, 1.3);

    const SquaredError loss;
    const double most = strength_max(data, loss, L1{});
    const auto penalties = along(L1{}, log_spaced(most, 1e-3 * most, 30));
    const auto path = trace(data, loss, penalties);
    const auto judged = cross_validate(data, k_folds(90, 9, Key{3}), 30, path_score(loss, penalties));

    must(path[0].fit.weights.isZero(0) && !path[1].fit.weights.isZero(0), "weights leave 0 at strength_max");
    for (const auto& point : path) {
        must(point.fit.certificate.converged, "each fit is certified");
        // At the optimum residuals correlate by the strength with features in use, by less with others.
        const Matrix<double> residuals = data.targets - point.fit.predict(data.inputs);
        const Matrix<double> slope = data.inputs * residuals.transpose() / 90;
        for (Index k = 0; k < 12; ++k) {
            const double w = point.fit.weights(k, 0);
            const double gap = w == 0 ? std::max(0.0, std::abs(slope(k, 0)) - point.penalty.strength)
                                      : std::abs(slope(k, 0) - std::copysign(point.penalty.strength, w));
            must(gap < 1e-5, "the weights fulfil the conditions of the optimum");
        }
    }
    const auto& chosen = path[static_cast<std::size_t>(judged.one_standard_error)];
    must(judged.one_standard_error <= judged.best && judged.best < 29 && judged.best > 0,
         "the choice is within the path");
    const auto relevant = [&](Index k) { return chosen.fit.weights(k, 0) != 0; };
    must(relevant(0) && relevant(3) && relevant(7), "the chosen weights have the relevant features");
    must(chosen.degrees_of_freedom <= 6, "and few others");
    must(2 * judged.mean[judged.best] > 1.2 && 2 * judged.mean[judged.best] < 2.6,
         "the error is near the variance of the noise, 1.69");
    write_picture(path, judged);
    std::printf("lasso_path: strength %.3f of %.3f, %g weights of 12, error %.2f\n", chosen.penalty.strength,
                most, chosen.degrees_of_freedom, 2 * judged.mean[judged.one_standard_error]);
    return all ? 0 : 1;
} catch (const std::exception& error) {
    std::printf("lasso_path: %s\n", error.what());
    return 1;
}
