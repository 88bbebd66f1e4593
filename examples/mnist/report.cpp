#include "mnist/report.hpp"

#include "support/images.hpp"
#include "support/mean.hpp"
#include "support/plot.hpp"
#include "support/table.hpp"

#include <cmath>
#include <iostream>

using namespace regula;

namespace example {

namespace {

theory::Mean mean_of(const Contestant& contestant, const auto& figure) {
    theory::Mean mean;
    for (const Outcome& out : contestant.outcomes) mean.add(figure(out));
    return mean;
}

std::string with_error(const theory::Mean& mean, int digits) {
    const double error = mean.standard_error();
    return number(mean.mean(), digits) + (error > 0 ? " +- " + number(error, 2) : "");
}

/// The figures of a network, with its learning curve.
Results figures(const Outcome& out) {
    Results objective, all;
    if (!out.report.history.empty())
        for (const Term& term : out.report.last().objective) objective.add(term.name, term.value);
    all.add("test_error", out.test.error).add("test_loss", out.test.loss);
    all.add("validation_error", out.validation.error).add("validation_loss", out.validation.loss);
    all.add("train_error", out.train.error).add("train_loss", out.train.loss);
    all.add("epochs", out.report.epochs).add("best_epoch", out.report.best_epoch);
    all.add("stop_reason", name_of(out.report.stop_reason)).add("objective", objective);
    all.add("seconds", out.report.seconds).add("samples_per_second", out.report.samples_per_second);
    std::vector<Results> curve;
    for (std::size_t e = 0; e < out.report.history.size(); ++e) {
        const Record& record = out.report.history[e];
        Results point;
        point.add("epoch", record.epoch).add("seconds", record.seconds);
        for (const Term& term : record.objective) point.add(term.name, term.value);
        for (const Term& metric : record.metrics) point.add(metric.name, metric.value);
        if (e < out.test_errors.size()) point.add("test_error", out.test_errors[e]);
        curve.push_back(std::move(point));
    }
    return all.add("curve", curve);
}

}  // namespace

void print(const std::vector<Contestant>& contestants, const Digits& digits) {
    std::vector<std::string> header{""};
    for (const Contestant& one : contestants) header.push_back(one.name);
    Table table{header};
    const auto row = [&](const std::string& name, const auto& text_of) {
        std::vector<std::string> cells{name};
        for (const Contestant& one : contestants) cells.push_back(text_of(one));
        table.row(cells);
    };
    const auto errors = [&](const std::string& name, Evaluation Outcome::*part) {
        row(name, [&](const Contestant& one) {
            return example::with_error(mean_of(one, [&](const Outcome& out) { return (out.*part).error; }));
        });
    };
    const auto numbers = [&](const std::string& name, int places, const auto& figure) {
        row(name, [&](const Contestant& one) { return with_error(mean_of(one, figure), places); });
    };
    if (!std::isnan(contestants.front().learning_rate))
        row("learning rate", [](const Contestant& one) { return number(one.learning_rate); });
    errors("test error", &Outcome::test);
    if (digits.validation) errors("validation error", &Outcome::validation);
    errors("training error", &Outcome::train);
    numbers("test loss", 4, [](const Outcome& out) { return out.test.loss; });
    numbers("training loss", 4, [](const Outcome& out) { return out.train.loss; });
    numbers("epochs", 4, [](const Outcome& out) { return double(out.report.epochs); });
    numbers("best epoch", 4, [](const Outcome& out) { return double(out.report.best_epoch); });
    row("ended",
        [](const Contestant& one) { return std::string{name_of(one.outcomes.front().report.stop_reason)}; });
    numbers("seconds", 3, [](const Outcome& out) { return out.report.seconds; });
    numbers("digits a second", 4, [](const Outcome& out) { return out.report.samples_per_second; });
    std::cout << digits.train.size() << " digits to train on, "
              << (digits.validation ? digits.validation->size() : 0) << " for validation, "
              << digits.test.size() << " to test";
    if (const auto seeds = contestants.front().outcomes.size(); seeds > 1)
        std::cout << "; means of " << seeds << " seeds, with standard errors";
    std::cout << "\n\n" << std::flush;
    table.print();
}

void write(const std::vector<Contestant>& contestants, const Settings& settings) {
    if (!settings.compare) return figures(contestants.front().outcomes.front()).write(settings.json);
    Results all;
    for (const Contestant& one : contestants) {
        const auto error = mean_of(one, [](const Outcome& out) { return out.test.error; });
        Results first = figures(one.outcomes.front());
        first.add("learning_rate", one.learning_rate).add("seeds", one.outcomes.size());
        first.add("mean_test_error", error.mean()).add("standard_error", error.standard_error());
        all.add(one.name, first);
    }
    all.write(settings.json);
}

void draw_curves(const std::string& path, const std::vector<Contestant>& contestants) {
    Plot loss{.title = "Loss", .x_label = "epoch", .y_label = "mean cross-entropy", .log_y = true};
    Plot error{.title = "Error", .x_label = "epoch", .y_label = "wrong digits (%)"};
    for (std::size_t i = 0; i < contestants.size(); ++i) {
        const Outcome& out = contestants[i].outcomes.front();
        Series train_loss{out.name + ", training", {}, {}, static_cast<int>(i), true};
        Series loss_held_out{out.name + ", validation", {}, {}, static_cast<int>(i), false};
        auto train_error = train_loss, error_held_out = loss_held_out;
        for (std::size_t e = 0; e < out.report.history.size(); ++e) {
            const Record& record = out.report.history[e];
            const auto add = [&](Series& series, double value) {
                series.x.push_back(record.epoch), series.y.push_back(value);
            };
            add(train_loss, record.objective.front().value);
            add(train_error, 100 * out.train_errors[e]);
            if (record.metrics.empty()) continue;
            add(loss_held_out, record.at("validation_loss"));
            add(error_held_out, 100 * record.at("validation_error"));
        }
        for (auto* series : {&loss_held_out, &train_loss})
            if (!series->x.empty()) loss.series.push_back(*series);
        for (auto* series : {&error_held_out, &train_error})
            if (!series->x.empty()) error.series.push_back(*series);
    }
    if (loss.series.empty())
        std::cerr << "mnist: no epoch ended, so there are no curves to draw\n";
    else
        draw(path, std::vector{loss, error});
}

void draw_weights(const std::string& path, const std::vector<Contestant>& contestants) {
    std::vector<Images> grids;
    for (const Contestant& one : contestants)
        grids.push_back(features(one.name, one.outcomes.front().network.parameters()["0.weight"]));
    draw(path, grids, "weight, first layer");
}

}  // namespace example
