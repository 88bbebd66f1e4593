#include "mnist/report.hpp"

#include "support/plot.hpp"
#include "support/table.hpp"

#include <cmath>
#include <iostream>

using namespace regula;

namespace example {

void print(const std::vector<Outcome>& outcomes, const Digits& digits) {
    std::vector<std::string> header{""};
    for (const Outcome& out : outcomes) header.push_back(out.name);
    Table table{header};
    const auto row = [&](const std::string& name, const auto& text_of) {
        std::vector<std::string> cells{name};
        for (const Outcome& out : outcomes) cells.push_back(text_of(out));
        table.row(cells);
    };
    row("test error", [](const Outcome& out) { return percent(out.test.error); });
    if (digits.validation)
        row("validation error", [](const Outcome& out) { return percent(out.validation.error); });
    row("training error", [](const Outcome& out) { return percent(out.train.error); });
    row("test loss", [](const Outcome& out) { return number(out.test.loss); });
    row("training loss", [](const Outcome& out) { return number(out.train.loss); });
    row("epochs", [](const Outcome& out) { return std::to_string(out.report.epochs); });
    row("best epoch", [](const Outcome& out) { return std::to_string(out.report.best_epoch); });
    row("ended", [](const Outcome& out) { return std::string{name_of(out.report.stop_reason)}; });
    row("seconds", [](const Outcome& out) { return number(out.report.seconds, 3); });
    row("digits a second",
        [](const Outcome& out) { return number(std::round(out.report.samples_per_second), 6); });
    std::cout << digits.train.size() << " digits to train on, "
              << (digits.validation ? digits.validation->size() : 0) << " for validation, "
              << digits.test.size() << " to test\n\n"
              << std::flush;
    table.print();
}

Results results(const Outcome& out) {
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

void draw_curves(const std::string& path, const std::vector<Outcome>& outcomes) {
    Plot loss{.title = "Loss", .x_label = "epoch", .y_label = "mean cross-entropy", .log_y = true};
    Plot error{.title = "Error", .x_label = "epoch", .y_label = "% of the digits"};
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const Outcome& out = outcomes[i];
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

void draw_weights(const std::string& path, const std::vector<Outcome>& outcomes) {
    std::vector<Images> grids;
    for (const Outcome& out : outcomes)
        grids.push_back(
            features(out.name + ": weights of the first layer", out.network.parameters()["0.weight"]));
    draw(path, grids);
}

}  // namespace example
