#include "support/plot.hpp"

#include "support/axis.hpp"
#include "support/gnuplot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace example {

namespace {

// Colours that colour-blind people can distinguish too (Okabe and Ito 2008).
constexpr const char* colours[] = {"0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9"};

std::string colour_of(int number, const char* opacity = "") {
    return std::string{" lc rgb '#"} + opacity +
           colours[static_cast<std::size_t>(number) % std::size(colours)] + "'";
}

constexpr const char* dashes = " dt (8,6)";

std::string style_of(const Series& series) {
    return (series.points
                ? std::string{series.filled ? " with points pt 7 ps 0.8" : " with points pt 6 ps 0.9"}
            : series.x.size() < 2 ? std::string{" with points pt 7"}
                                  : std::string{" with lines"} + (series.dashed ? dashes : " dt 1")) +
           " lw 2" + colour_of(series.colour);
}

/// Of different greys: gnuplot 5.4 goes on with the dashes of the line before if nothing else changes.
std::string style_of_mark(std::size_t number) {
    return std::string{" lw 2"} +
           (number % 2 == 0 ? " dt (8,6) lc rgb '#222222'" : " dt (2,3) lc rgb '#666666'");
}

// --- The key ---

/// The lines of a plot's key: how each is drawn, and its name.
std::vector<std::string> key_of(const Plot& plot) {
    std::vector<std::string> key;
    const auto add = [&](const std::string& style, const std::string& name) {
        if (!name.empty()) key.push_back("NaN" + style + " title " + quoted(name));
    };
    for (const Series& series : plot.series) add(style_of(series), series.name);
    if (std::ranges::any_of(plot.series, [](const Series& series) { return !series.errors.empty(); }))
        add(" with filledcurves lc rgb '#c0555555'", "shaded: " + plot.band);
    for (std::size_t i = 0; i < plot.marks.size(); ++i)
        add(" with lines" + style_of_mark(i), plot.marks[i].name);
    return key;
}

/// Of neighbours with the same key only the last one shows it.
std::vector<std::string> shown_key(const std::vector<Plot>& plots, std::size_t i) {
    std::vector<std::string> key = key_of(plots[i]);
    return i + 1 < plots.size() && key == key_of(plots[i + 1]) ? std::vector<std::string>{} : key;
}

/// As many columns as the longest name leaves room for.
int rows_of(const std::vector<std::string>& key) {
    std::size_t longest = 1;
    for (const std::string& one : key) longest = std::max(longest, one.size() - one.find(" title ") - 9);
    const int count = static_cast<int>(key.size()), columns = longest > 23 ? 1 : longest > 13 ? 2 : 3;
    return (count + columns - 1) / columns;
}

// --- Axes ---

struct Range {
    double low = std::numeric_limits<double>::infinity(), high = -low;

    void add(double value, bool log) {
        if (!std::isfinite(value) || (log && value <= 0)) return;
        low = std::min(low, value), high = std::max(high, value);
    }
    /// Whether there are numbers between its ends.
    bool wide() const { return high - low > 1e-6 * std::max(std::abs(low), std::abs(high)); }
    /// From 0 on if it has no negative value; wide.
    Range used(bool log) const {
        if (low > high) return {1, 2};
        if (!log && low >= 0) return {0, high > 0 ? high : 1};
        if (wide()) return *this;
        return log ? Range{low / 2, 2 * high} : Range{2 * low, low / 2};
    }
};

Range range_of_x(const Plot& plot) {
    Range range;
    for (const Series& series : plot.series)
        for (const double x : series.x) range.add(x, plot.log_x);
    return range.used(plot.log_x);
}

Range range_of_y(const Plot& plot) {
    Range range;
    for (const Series& series : plot.series)
        for (std::size_t i = 0; i < series.y.size(); ++i)
            for (const double sign : {-1, 1})
                range.add(series.y[i] + (series.errors.empty() ? 0 : sign * series.errors[i]), plot.log_y);
    return range.used(plot.log_y);
}

/// The multiples of half a step around a range.
Range around(const Range& range, double step) {
    const double half = step / 2;
    return {half * std::floor(range.low / half + 1e-9), half * std::ceil(range.high / half - 1e-9)};
}

struct Axes {
    Axis x, y;
};

Axes axes_of(const Plot& plot) {
    const Range x = range_of_x(plot), y = range_of_y(plot);
    if (plot.equal_axes) {
        const double step = step_for(std::max(x.high - x.low, y.high - y.low));
        const Range wide = around(x, step), tall = around(y, step);
        return {linear_axis(wide.low, wide.high, step), linear_axis(tall.low, tall.high, step)};
    }
    const auto vertical = [&] {
        if (plot.y_range && Range{plot.y_range->first, plot.y_range->second}.wide()) {
            const auto [low, high] = *plot.y_range;
            return plot.log_y ? log_axis(low, high) : linear_axis(low, high, step_for(high - low));
        }
        if (plot.log_y) return log_axis(y.low / 1.1, 1.1 * y.high);
        const double step = step_for(y.high - y.low);
        const Range all = around(y, step);
        return linear_axis(all.low, all.high, step);
    };
    return {plot.log_x ? log_axis(x.low, x.high) : linear_axis(x.low, x.high, step_for(x.high - x.low)),
            vertical()};
}

// --- A panel: a plot with its labels and its key, in pixels ---

constexpr double left = 88, across = 440, title = 38, down = 250, below = 60, line = 23, rest = 16;

double height_of(const std::vector<std::string>& key) {
    return title + down + below + line * rows_of(key) + rest;
}

struct Rectangle {
    double x, y, across, down;
};

/// Where the curves are: of equal axes as wide and high as their ranges.
Rectangle area_of(const Plot& plot, const Axes& axes, double top) {
    const double shape = (axes.x.high - axes.x.low) / (axes.y.high - axes.y.low);
    if (!plot.equal_axes) return {left, top + title, across, down};
    const double wide = std::min(across, down * shape);
    return {left + (across - wide) / 2, top + title + (down - wide / shape) / 2, wide, wide / shape};
}

void write_data(std::ostream& script, const Series& series, std::size_t number) {
    script << "$s" << number << " << EOD\n";
    for (std::size_t i = 0; i < series.y.size(); ++i) {
        if (!std::isfinite(series.y[i])) {
            script << '\n';
            continue;
        }
        script << series.x[i] << ' ' << series.y[i];
        if (!series.errors.empty()) script << ' ' << series.errors[i];
        script << '\n';
    }
    script << "EOD\n";
}

void write_curves(std::ostream& script, const Plot& plot, const std::vector<std::string>& key,
                  std::size_t first) {
    const char* separator = "plot ";
    const auto add = [&](const std::string& curve) {
        script << std::exchange(separator, ", \\\n    ") << curve;
    };
    const auto data = [&](std::size_t i) { return "$s" + std::to_string(first + i); };
    for (std::size_t i = 0; i < plot.series.size(); ++i)
        if (const Series& series = plot.series[i]; !series.errors.empty())
            add(data(i) +
                (series.x.size() > 1
                     ? " using 1:($2-$3):($2+$3) with filledcurves" + colour_of(series.colour, "c0")
                     : " with yerrorbars lw 2" + colour_of(series.colour)) +
                " notitle");
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        if (plot.series[i].points && !plot.series[i].filled)
            add(data(i) + " using 1:2 with points pt 7 ps 0.9 lc rgb 'white' notitle");
        add(data(i) + " using 1:2" + style_of(plot.series[i]) + " notitle");
    }
    for (const std::string& one : key) add(one);
    script << '\n';
}

void write_panel(std::ostream& script, const Canvas& canvas, const Plot& plot,
                 const std::vector<std::string>& key, double top, std::size_t& number) {
    if (plot.x_label.empty() || plot.y_label.empty())
        throw std::invalid_argument("the plot '" + plot.title + "' needs labels of both axes, got x '" +
                                    plot.x_label + "' and y '" + plot.y_label + "'");
    const Axes axes = axes_of(plot);
    const Rectangle area = area_of(plot, axes, top);
    const double bottom = top + title + down, middle = area.x + area.across / 2;
    // a long title does not end beyond the border
    const double over =
        std::min(left + across / 2, canvas.width - 4.5 * static_cast<double>(plot.title.size()));
    const std::size_t first = number;
    for (const Series& series : plot.series) write_data(script, series, number++);
    script << "unset label\nunset arrow\n"
           << canvas.area(area.x, area.y, area.across, area.down)
           << canvas.text(plot.title, over, top + title / 2)
           << canvas.text(plot.x_label, middle, area.y + area.down + 46)
           << canvas.text(plot.y_label, area.x - left + 18, area.y + area.down / 2, "center rotate")
           << axes.x.commands("x") << axes.y.commands("y");
    for (std::size_t i = 0; i < plot.marks.size(); ++i)
        script << "set arrow from " << plot.marks[i].at << ", graph 0 to " << plot.marks[i].at
               << ", graph 1 nohead back" << style_of_mark(i) << '\n';
    if (!key.empty())
        script << "set key at " << canvas.at(24, bottom + below) << " left top vertical maxrows "
               << rows_of(key) << " reverse Left samplen 2\n";
    write_curves(script, plot, key, first);
}

}  // namespace

std::string script(const std::string& path, const std::vector<Plot>& plots) {
    double height = 0;
    for (std::size_t i = 0; i < plots.size(); ++i) height += height_of(shown_key(plots, i));
    const Canvas canvas{.height = static_cast<int>(height)};
    std::ostringstream script;
    script << terminal(path, canvas) << "set multiplot\nset border 3 lc rgb '#555555'\nset tics nomirror\n"
           << "set format '%g'\nset grid lc rgb '#dddddd'\nset style fill noborder\n";
    double top = 0;
    std::size_t number = 0;
    for (std::size_t i = 0; i < plots.size(); ++i) {
        const std::vector<std::string> key = shown_key(plots, i);
        write_panel(script, canvas, plots[i], key, top, number);
        top += height_of(key);
    }
    script << "unset multiplot\nset output\n";
    return script.str();
}

void draw(const std::string& path, const std::vector<Plot>& plots) { run_gnuplot(path, script(path, plots)); }

}  // namespace example
