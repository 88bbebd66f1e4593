// A penalty of your own: three functions in your file, whose laws the library checks, and which trains as any
// other.
//
// We believe that most effects are zero and the others positive: the lasso, but a negative weight costs more.
// Data: 200 inputs of which 10 matter, all with a positive weight, and 100 noisy samples to find them.
#include <regula/core/check.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l1.hpp>

#include "support/options.hpp"
#include "support/results.hpp"
#include "support/table.hpp"

#include <iostream>

using namespace regula;

namespace {

/// The lasso with a belief in signs: a negative weight costs `dearer` times as much as a positive one.
///
///     value       a sum_i max(w_i, -dearer w_i)
///     gradient    a where w_i > 0,  -a dearer where w_i < 0
///     prox        w_i - t a,  w_i + t a dearer, or 0 between
struct SignedLasso {
    double strength;
    double dearer = 10;

    auto value(const auto& w) const { return strength * w.cwiseMax(-dearer * w).sum(); }

    void add_gradient(const auto& w, auto& g) const {
        const double both = (1 + dearer) / 2, differ = (1 - dearer) / 2;
        g += strength * (both * w.cwiseSign() + differ * w.cwiseSign().cwiseAbs());
    }

    void prox(auto& w, double step) const {
        using Scalar = typename std::remove_cvref_t<decltype(w)>::Scalar;
        const auto above = static_cast<Scalar>(step * strength);
        const auto below = static_cast<Scalar>(-dearer * step * strength);
        w = w - w.cwiseMin(above).cwiseMax(below);
    }
};

static_assert(ProximalPenalty<SignedLasso>);

Dataset<double> measure(Index samples, double noise, Key key) {
    Dataset<double> data{.inputs = Matrix<double>(200, samples), .targets = Matrix<double>(1, samples)};
    fill_normal(key.stream("inputs"), data.inputs);
    fill_normal(key.stream("noise"), data.targets, noise);
    data.targets += 0.5 * data.inputs.topRows(10).colwise().sum();
    return data;
}

}  // namespace

int main(int argc, char** argv) try {
    const example::Options options{argc, argv, "A penalty that a user writes, checked and trained with."};
    const Key key{options.seed};
    const auto train = measure(100, 1, key.stream("train"));
    const auto test = measure(5000, 0, key.stream("test"));  // without noise: 0 is perfect

    const auto complaints = check(SignedLasso{.strength = 0.3});
    for (const auto& complaint : complaints) std::cout << "SignedLasso breaks a law: " << complaint << '\n';
    if (complaints.empty()) std::cout << "SignedLasso keeps the laws of a proximal penalty\n\n";

    example::Table table{{"penalty", "test error", "weights", "positive", "negative"}};
    example::Results results;
    results.add("laws_broken", complaints.size());
    const auto run = [&](const std::string& name, auto... penalty) {
        auto model = linear_model<double>(200, 1);
        fit(model, SquaredError{}, train, Sgd{.learning_rate = 0.1, .epochs = 2000, .batch_size = 100},
            penalty...);
        const auto w = model.parameters()["0.weight"];
        const double error = evaluate(model, SquaredError{}, test).loss;
        const auto positive = (w.array() > 0).count(), negative = (w.array() < 0).count();
        table.row({name, example::number(error), std::to_string(positive + negative),
                   std::to_string(positive), std::to_string(negative)});
        results.add(name, example::Results{}.add("test_error", error).add("weights", positive + negative));
    };
    run("none");
    run("L1", L1{.strength = 0.1});
    run("SignedLasso", SignedLasso{.strength = 0.1});
    table.print();
    results.write(options.json);
} catch (const std::exception& error) {
    return example::failed(error);
}
