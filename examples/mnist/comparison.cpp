#include "mnist/comparison.hpp"

#include "mnist/training.hpp"
#include "support/progress.hpp"
#include "support/table.hpp"

#include <cmath>
#include <string>

namespace example {

namespace {

/// What came of a run, in a line; test digits are not looked at yet.
std::string line(const std::string& run, const Outcome& out, const Settings& s) {
    return run + ": " +
           (s.validation_size > 0 ? percent(out.validation.error) + " of the validation digits wrong"
                                  : percent(out.train.error) + " of the training digits wrong");
}

/// The outcome of the learning rate with the least validation error. Among equals the least loss decides.
void choose_learning_rate(Contestant& contestant, Settings s, const Digits& digits, Progress& progress) {
    for (const double rate : s.learning_rates) {
        s.learning_rate = rate;
        Outcome out = train(contestant.name, s, digits, contestant.regularization, false);
        progress.step(line(contestant.name + ", learning rate " + number(rate), out, s));
        if (!contestant.outcomes.empty()) {
            const auto& best = contestant.outcomes.front().validation;
            if (!(out.validation.error < best.error ||
                  (out.validation.error == best.error && out.validation.loss < best.loss)))
                continue;
        }
        contestant.learning_rate = rate;
        contestant.outcomes.assign(1, std::move(out));
    }
}

}  // namespace

void compare(std::vector<Contestant>& contestants, const Settings& settings, const Digits& first_digits) {
    Settings s = settings;
    const bool chooses = std::isnan(s.learning_rate);
    const auto runs_of_first = chooses ? static_cast<int>(s.learning_rates.size()) : 1;
    Progress progress{static_cast<int>(contestants.size()) * (runs_of_first + s.seeds - 1)};
    if (chooses)
        for (Contestant& contestant : contestants)
            choose_learning_rate(contestant, s, first_digits, progress);

    for (int k = chooses ? 1 : 0; k < settings.seeds; ++k) {
        s.seed = settings.seed + static_cast<std::uint64_t>(k);
        const Digits digits = k == 0 ? first_digits : read_digits(s);
        for (Contestant& contestant : contestants) {
            if (!chooses) contestant.learning_rate = settings.learning_rate;
            s.learning_rate = contestant.learning_rate;
            contestant.outcomes.push_back(
                train(contestant.name, s, digits, contestant.regularization, false));
            progress.step(
                line(contestant.name + ", seed " + std::to_string(s.seed), contestant.outcomes.back(), s));
        }
    }
}

}  // namespace example
