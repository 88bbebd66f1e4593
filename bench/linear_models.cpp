// The time of regularization paths of linear models, one thread, with the worst of their certificates:
//
//     lasso       n = 1000, p = 5000, standard normal inputs, 20 weights of +-1, signal to noise 5
//     logistic    n = 20000, p = 200, the same with 20 weights of +-1/2
//     groups      n = 1000, 500 groups of 10 features, 20 groups of weights of +-1, signal to noise 100
//
// 100 strengths each, from the smallest with all weights zero to a hundredth of it. The counters are the
// worst duality gap, as a fraction of the objective of the model without weights, and the worst violation of
// the optimality conditions, as a fraction of the strength. --tolerance=T sets another gap than 1e-10. The
// gap alone ends the fits of groups, as it does in the libraries with which they are compared.
// --write DIRECTORY writes the data for the comparison in bench/glmnet, without a measurement.
#include <regula/linear/coordinate_descent.hpp>
#include <regula/penalty/group_lasso_over.hpp>
#include <regula/penalty/l1.hpp>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

using namespace regula;

struct Problem {
    Matrix<double> inputs, targets;
    Vector<double> slope;  // of the loss, with all weights zero
    std::vector<L1> penalties;

    Problem(Index samples, Index features, double weight, bool yes_or_no, Index count = 20,
            double signal_to_noise = 5)
        : inputs(features, samples), targets(1, samples) {
        fill_normal(Key{1}, inputs);
        Vector<double> w = Vector<double>::Zero(features);
        for (Index j = 0; j < count; ++j) w[j] = j % 2 == 0 ? weight : -weight;
        targets = w.transpose() * inputs;
        if (yes_or_no) {
            for (Index i = 0; i < samples; ++i) {
                const double draw = Key{2}.uniform(static_cast<std::uint64_t>(i));
                targets(0, i) = draw < 1 / (1 + std::exp(-targets(0, i)));
            }
        } else {
            add_normal(Key{2}, targets, weight * std::sqrt(static_cast<double>(count) / signal_to_noise));
        }
        const Matrix<double> rest = targets.array() - targets.mean();
        slope = inputs * rest.transpose() / static_cast<double>(samples);
        penalties = path_of(L1{slope.cwiseAbs().maxCoeff()});
    }

    /// The penalties from one with the largest strength on.
    template <class P>
    static std::vector<P> path_of(P penalty) {
        std::vector<P> all;
        const double most = penalty.strength;
        for (int k = 0; k < 100; ++k) {
            penalty.strength = most * std::pow(0.01, k / 99.0);
            all.push_back(penalty);
        }
        return all;
    }

    /// Of groups of `size` features each.
    std::vector<GroupLassoOver> of_groups(Index size) const {
        Eigen::MatrixXi number(slope.size(), 1);
        for (Index j = 0; j < slope.size(); ++j) number(j) = static_cast<int>(j / size);
        const double most = slope.reshaped(size, slope.size() / size).colwise().norm().maxCoeff();
        return path_of(GroupLassoOver{most, number});
    }

    void write(const std::string& name) const {
        std::ofstream file{name, std::ios::binary};
        const auto put = [&](const double* first, std::size_t count) {
            file.write(reinterpret_cast<const char*>(first), static_cast<std::streamsize>(8 * count));
        };
        const Vector<double> shape{{static_cast<double>(inputs.cols()), static_cast<double>(inputs.rows())}};
        const Matrix<double> by_feature = inputs.transpose();
        put(shape.data(), 2);
        put(by_feature.data(), static_cast<std::size_t>(by_feature.size()));
        put(targets.data(), static_cast<std::size_t>(targets.size()));
        for (const L1& penalty : penalties) put(&penalty.strength, 1);
    }
};

template <class Loss, class P>
void path(benchmark::State& state, const Problem& problem, const Loss& loss, const std::vector<P>& penalties,
          const CoordinateDescent& options) {
    double gap = 0, residual = 0;
    for (auto _ : state) {
        const Design design{problem.inputs};
        const auto fits = coordinate_descent_path(design, problem.targets, loss, penalties, options);
        for (std::size_t k = 0; k < fits.size(); ++k) {
            gap = std::max(gap, fits[k].certificate.gap);
            residual = std::max(residual, fits[k].certificate.residual / penalties[k].strength);
        }
    }
    state.counters["gap"] = gap;
    state.counters["residual"] = residual;
}

int main(int argc, char** argv) {
    const Problem lasso{1000, 5000, 1, false}, logistic{20000, 200, 0.5, true};
    if (argc == 3 && std::string_view{argv[1]} == "--write") {
        lasso.write(std::string{argv[2]} + "/lasso.bin");
        logistic.write(std::string{argv[2]} + "/logistic.bin");
        return 0;
    }
    double tolerance = 1e-10;
    if (argc > 1 && std::string_view{argv[1]}.starts_with("--tolerance=")) {
        tolerance = std::atof(argv[1] + std::string_view{"--tolerance="}.size());
        std::copy(argv + 2, argv + argc--, argv + 1);
    }
    const auto add = [](const char* name, const Problem& problem, auto loss, const auto& penalties,
                        const CoordinateDescent& options) {
        benchmark::RegisterBenchmark(name, [&problem, loss, penalties, options](benchmark::State& state) {
            path(state, problem, loss, penalties, options);
        })->Unit(benchmark::kMillisecond);
    };
    const Problem groups{1000, 5000, 1, false, 200, 100};
    add("linear_models/lasso", lasso, SquaredError{}, lasso.penalties, {.tolerance = tolerance});
    add("linear_models/logistic", logistic, Logistic{}, logistic.penalties, {.tolerance = tolerance});
    add("linear_models/groups", groups, SquaredError{}, groups.of_groups(10),
        {.tolerance = tolerance, .residual_tolerance = 1});
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
}
