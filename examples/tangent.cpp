// Tangent vectors of digits, and neighbours by the distance of tangent planes.
//
// An image that moves a little stays in its class. Its tangents are the directions of seven small changes:
// shifts, a rotation, a scale, two hyperbolic deformations and thickness. The nearest neighbour by tangent
// distance is the nearest after the best such changes of both images. Few labelled digits go a long way.
//
//     examples/run tangent --plot tangent.svg      draws the tangents, and neighbours in FILE-neighbours
//     examples/run tangent --networks              trains networks, too: tangents beside augmentation
//     examples/run tangent --data DIR              with the digits of MNIST
#include <regula/tangent/nearest_neighbours.hpp>

#include <regula/data/split.hpp>

#include "support/digits.hpp"
#include "support/images.hpp"
#include "support/mean.hpp"
#include "support/options.hpp"
#include "support/plot.hpp"
#include "support/progress.hpp"
#include "support/results.hpp"
#include "support/table.hpp"
#include "tangent/networks.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>

using namespace regula;

namespace {

const Shape square{28, 28};

struct Settings {
    std::string data, json, plot;
    Index train_size = 1000, test_size = 1000, neighbours = 1, shortlist = 150;
    int repeats = 3, threads = 1;
    double smoothing = 0.9, ridge = 1e-3;
    bool networks = false;
    std::vector<Index> labels{50, 200, 1000};
    std::uint64_t seed = 1;

    NeighbourSearch search() const { return {.neighbours = neighbours, .shortlist = shortlist}; }
    TangentDistance distance(TangentSides sides) const {
        return {.tangents = {square, smoothing}, .ridge = ridge, .sides = sides};
    }
};

Settings parse(int argc, char** argv) {
    Settings s;
    example::Options options{"Tangent vectors of digits, and neighbours by tangent distance."};
    options.add_picture("--plot", s.plot, "draw the tangents, and neighbours in FILE-neighbours");
    options.group("Data");
    options.add_data(s.data, "digits are drawn");
    options.add("--train-size", s.train_size, "labelled digits");
    options.add("--test-size", s.test_size, "digits to classify");
    options.add("--repeats", s.repeats, "times with other labelled digits");
    options.group("Distances");
    options.add("--neighbours", s.neighbours, "that vote");
    options.add("--shortlist", s.shortlist, "Euclidean neighbours that tangent distance judges; 0: all");
    options.add("--smoothing", s.smoothing, "standard deviation of the Gaussian, in pixels");
    options.add("--ridge", s.ridge, "price of a tangent, relative to its squared length");
    options.group("Networks");
    options.add("--networks", s.networks,
                "train networks: bare, with moved digits, with tangent propagation");
    options.add("--labels", s.labels, "numbers of labelled digits; 1000 others choose the settings");
    options.add("--threads", s.threads, "threads; the results are the same for any number");
    options.parse(argc, argv);
    s.seed = options.seed;
    s.json = options.json;
    require(s.repeats >= 1, "--repeats must be >= 1, got ", s.repeats);
    require(s.smoothing >= 0 && s.smoothing <= 32, "--smoothing must be from 0 to 32, got ", s.smoothing);
    require(s.ridge >= 0, "--ridge must be >= 0, got ", s.ridge);
    require(s.neighbours >= 1 && s.neighbours <= s.train_size,
            "--neighbours must be from 1 to --train-size, ", s.train_size, ", got ", s.neighbours);
    require(s.shortlist == 0 || s.shortlist >= s.neighbours,
            "--shortlist must be 0 or at least --neighbours, ", s.neighbours, ", got ", s.shortlist);
    for (const Index labels : s.labels) require(labels >= 10, "--labels must be >= 10, got ", labels);
    return s;
}

/// A way to classify digits, over repeats.
struct Outcome {
    std::string name, key;
    theory::Mean error = {}, seconds = {};
};

void classify(Outcome& outcome, const Mnist<float>& digits, const Settings& s, Workers& workers,
              auto&&... distance) {
    const auto begin = std::chrono::steady_clock::now();
    const NearestNeighbours<float> nearest{digits.train, distance...};
    const Labels classes = nearest.classify(digits.test.inputs, s.search(), workers);
    outcome.seconds.add(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    outcome.error.add(static_cast<double>((classes.array() != digits.test.labels.array()).count()) /
                      static_cast<double>(classes.size()));
}

Mnist<float> drawn(const Settings& s, int repeat) {
    return example::digits(s.data, s.train_size, s.test_size,
                           Key{s.seed}[static_cast<std::uint64_t>(repeat)]);
}

std::vector<Outcome> run(const Settings& s) {
    std::vector<Outcome> all{
        {"Euclidean", "euclidean"}, {"tangent, one-sided", "one_sided"}, {"tangent, two-sided", "two_sided"}};
    Workers workers{s.threads};
    example::Progress progress{s.repeats};
    for (int repeat = 0; repeat < s.repeats; ++repeat) {
        const auto digits = drawn(s, repeat);
        classify(all[0], digits, s, workers);
        classify(all[1], digits, s, workers, s.distance(TangentSides::second), workers);
        classify(all[2], digits, s, workers, s.distance(TangentSides::both), workers);
        progress.step("error " + example::percent(all[0].error.mean()) + ", " +
                      example::percent(all[1].error.mean()) + ", " + example::percent(all[2].error.mean()));
    }
    return all;
}

/// The networks, on the digits of each repeat.
example::TangentNetworks train_networks(const Settings& s) {
    example::TangentNetworks networks{s.labels, s.smoothing, s.threads};
    const Index most = *std::max_element(s.labels.begin(), s.labels.end()), validation = 1000, spare = 10;
    example::Progress progress{s.repeats};
    for (int repeat = 0; repeat < s.repeats; ++repeat) {
        const Key key = Key{s.seed}.stream("networks")[static_cast<std::uint64_t>(repeat)];
        const auto digits = example::digits(s.data, most + validation + spare, s.test_size, key);
        const auto parts = stratified(digits.train, validation, key.stream("validation"));
        networks.run(parts.train, parts.held_out, digits.test, key);
        progress.step("networks");
    }
    return networks;
}

void report(const std::vector<Outcome>& all, example::Results& results) {
    example::Table table{{"nearest neighbours", "test error", "seconds"}};
    for (const Outcome& one : all) {
        table.row({one.name, example::with_error(one.error), example::number(one.seconds.mean(), 2)});
        results.add(one.key, example::results(one.error).add("seconds", one.seconds.mean()));
    }
    table.print();
}

void report(const example::TangentNetworks& networks, example::Results& results) {
    std::vector<std::string> header{"test error"};
    for (const Index labels : networks.labels()) header.push_back(std::to_string(labels) + " labels");
    example::Table table{header};
    for (const auto& way : networks.ways()) {
        std::vector<std::string> row{way.name};
        std::vector<example::Results> errors;
        for (std::size_t n = 0; n < way.errors.size(); ++n) {
            row.push_back(example::with_error(way.errors[n]));
            errors.push_back(example::results(way.errors[n]).add("labels", networks.labels()[n]));
        }
        table.row(row);
        results.add(way.key, errors);
    }
    std::cout << '\n';
    table.print();
}

example::Plot errors(const example::TangentNetworks& networks) {
    example::Plot plot{.title = "Networks of few labelled digits",
                       .x_label = "labels",
                       .y_label = "test error (%)",
                       .log_x = true};
    for (const auto& way : networks.ways()) {
        example::Series line{.name = way.name, .colour = static_cast<int>(plot.series.size())};
        for (std::size_t n = 0; n < way.errors.size(); ++n)
            example::add_point(line, static_cast<double>(networks.labels()[n]), way.errors[n]);
        plot.series.push_back(line);
    }
    return plot;
}

/// A line for each of eight digits: the digit, smoothed, and its seven tangents, each in its own unit.
example::Images tangents(const Mnist<float>& digits, const Settings& s) {
    const ImageTangents fields{square, s.smoothing};
    Matrix<float> smooth, v, lines(square.size(), 64);
    fields.all(Matrix<float>{digits.test.inputs.leftCols(8)}, smooth, v);
    for (Index j = 0; j < 8; ++j) lines.middleCols(8 * j, 8) << smooth.col(j), v.middleCols(7 * j, 7);
    for (auto column : lines.colwise()) column /= std::max(1e-6f, column.cwiseAbs().maxCoeff());
    return {"digits and their seven tangents", lines, 28, 28};
}

/// A line for each of eight digits of which the distances see other classes, if there are as many: the digit,
/// its three nearest by the Euclidean distance, a gap, and those by tangent distance.
example::Images neighbours(const Mnist<float>& digits, const Settings& s) {
    const NeighbourSearch three{.neighbours = 3,
                                .shortlist = s.shortlist == 0 ? 0 : std::max<Index>(s.shortlist, 3)};
    Workers workers{s.threads};
    const NearestNeighbours<float> euclid{digits.train},
        tangent{digits.train, s.distance(TangentSides::both), workers};
    const auto near = euclid.find(digits.test.inputs, three, workers),
               nearer = tangent.find(digits.test.inputs, three, workers);
    Matrix<float> lines = Matrix<float>::Zero(square.size(), 64);
    const auto label = [&](Index number) { return digits.train.labels[number]; };
    for (Index j = 0, line = 0; j < digits.test.size() && line < 8; ++j) {
        if (label(near.numbers(0, j)) == label(nearer.numbers(0, j))) continue;
        lines.col(8 * line) = digits.test.inputs.col(j);
        for (Index k = 0; k < 3; ++k) {
            lines.col(8 * line + 1 + k) = digits.train.inputs.col(near.numbers(k, j));
            lines.col(8 * line + 5 + k) = digits.train.inputs.col(nearer.numbers(k, j));
        }
        ++line;
    }
    return {"digit, Euclidean, tangent", lines, 28, 28, true};
}

}  // namespace

int main(int argc, char** argv) try {
    const Settings s = parse(argc, argv);
    example::Results results;
    report(run(s), results);
    if (s.networks) {
        const auto networks = train_networks(s);
        report(networks, results);
        if (!s.plot.empty()) example::draw(example::beside(s.plot, "networks"), {errors(networks)});
    }
    results.write(s.json);
    if (s.plot.empty()) return 0;
    const auto digits = drawn(s, 0);
    example::draw(s.plot, {tangents(digits, s)}, "relative to the largest pixel");
    example::draw(example::beside(s.plot, "neighbours"), {neighbours(digits, s)});
} catch (const std::exception& error) {
    return example::failed(error);
}
