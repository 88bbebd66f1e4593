#include "uncertainty/regression.hpp"

#include <regula/gate/dropout.hpp>
#include <regula/inference/monte_carlo.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>
#include <regula/penalty/l2.hpp>

#include <cmath>
#include <iostream>

#include "support/plot.hpp"
#include "support/table.hpp"

using namespace regula;

namespace example {

namespace {

/// Where there are points: on both sides of the gap.
struct Stretch {
    std::string name;
    double from, to;
};
const Stretch left{"left of the gap", -2, -1}, gap{"in the gap", -0.7, 0.5},
    right{"right of the gap", 0.8, 1.7};

double curve(double x) { return std::sin(2 * x) + 0.4 * x; }

Dataset<double> draw_points(Index count, Key key) {
    Dataset<double> data{.inputs = Matrix<double>(1, count), .targets = Matrix<double>(1, count)};
    for (Index i = 0; i < count; ++i) {
        const auto n = static_cast<std::uint64_t>(i);
        const Stretch& side = i % 2 == 0 ? right : left;
        const double x = side.from + (side.to - side.from) * key.stream("inputs").uniform(n);
        data.inputs(0, i) = x;
        data.targets(0, i) = curve(x) + 0.05 * key.stream("noise").normal(n);
    }
    return data;
}

/// Draws the curve, the points, and the mean with a band of two standard deviations.
void draw_gap(const std::string& path, const Dataset<double>& data, const Matrix<double>& x,
              const Matrix<double>& mean, const Matrix<double>& spread) {
    const auto line = [&](const std::string& name, int colour, bool dashed, const auto& value_at) {
        Series series{name, {}, {}, colour, dashed};
        for (Index j = 0; j < x.cols(); ++j) series.x.push_back(x(0, j)), series.y.push_back(value_at(j));
        return series;
    };
    Series points{"points", {}, {}, 3, false, true};
    for (Index j = 0; j < data.size(); ++j)
        points.x.push_back(data.inputs(0, j)), points.y.push_back(data.targets(0, j));
    Series found = line("mean", 0, false, [&](Index j) { return mean(0, j); });
    for (Index j = 0; j < x.cols(); ++j) found.errors.push_back(2 * spread(0, j));
    draw(path,
         std::vector{Plot{
             .title = "A gap in the data",
             .x_label = "x",
             .y_label = "y",
             .series = {line("the curve", 2, true, [&](Index j) { return curve(x(0, j)); }), found, points},
             .band = "2 standard deviations"}});
}

}  // namespace

Results regress_with_gap(const Uncertainty& s, const std::string& plot) {
    require(s.samples >= 3, "--samples must be >= 3, got ", s.samples);
    const Key key = Key{s.seed}.stream("regression");
    const auto data = draw_points(s.samples, key);
    auto net = mlp<double>({1, 64, 64, 64, 1}, key.stream("network"));
    // Rectifiers bend at -bias / weight: with the biases at zero all would bend in the same place.
    auto bends = net.parameters()["0.bias"];
    fill_normal(key.stream("bends"), bends);

    const Dropout dropout{0.1};
    const double strength = 1e-6;
    std::cerr << "curve:\n";
    fit(net, SquaredError{}, data,
        Adam{.learning_rate = 0.003,
             .schedule = CosineDecay{static_cast<double>(s.steps)},
             .epochs = s.steps,
             .batch_size = s.samples,
             .seed = s.seed},
        dropout, L2{strength});

    const Matrix<double> x = Vector<double>::LinSpaced(121, -3, 3).transpose();
    const auto found = monte_carlo(Threads{s.threads}, net, x, 4 * s.passes, key.stream("passes"), dropout);
    const Matrix<double> spread = found.variance().cwiseSqrt(), scaled = net.predict(x);

    Results results;
    Table table{{"", "standard deviation", "error of the mean", "error of one pass without masks"}};
    for (const Stretch& part : {left, gap, right, Stretch{"beyond the data", 2.2, 3}}) {
        double deviation = 0, error = 0, single = 0, count = 0;
        for (Index j = 0; j < x.cols(); ++j) {
            if (x(0, j) < part.from || x(0, j) > part.to) continue;
            ++count;
            deviation += spread(0, j);
            error += std::abs(found.mean()(0, j) - curve(x(0, j)));
            single += std::abs(scaled(0, j) - curve(x(0, j)));
        }
        table.row(
            {part.name, number(deviation / count, 3), number(error / count, 3), number(single / count, 3)});
        Results row;
        row.add("deviation", deviation / count)
            .add("error", error / count)
            .add("error_without_masks", single / count);
        std::string name = part.name;
        for (char& letter : name)
            if (letter == ' ') letter = '_';
        results.add(name, row);
    }
    std::cout << s.samples << " points of a curve, " << 4 * s.passes << " random passes\n\n" << std::flush;
    table.print();

    if (!plot.empty()) draw_gap(plot, data, x, found.mean(), spread);
    return results;
}

}  // namespace example
