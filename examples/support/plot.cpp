#include "support/plot.hpp"

#include "support/gnuplot.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace example {

namespace {

// Colours that colour-blind people can distinguish too (Okabe and Ito 2008).
constexpr const char* colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};

void write_series(std::ostream& script, const Series& series, std::size_t number) {
    script << "$s" << number << " << EOD\n";
    for (std::size_t i = 0; i < series.y.size(); ++i) {
        script << series.x[i] << ' ' << series.y[i];
        if (!series.errors.empty()) script << ' ' << series.errors[i];
        script << '\n';
    }
    script << "EOD\n";
}

bool has_negative(const Plot& plot, std::vector<double> Series::*values) {
    for (const Series& series : plot.series)
        for (const double value : series.*values)
            if (value < 0) return true;
    return false;
}

/// Axes begin at 0 unless a value is negative; logarithmic axes begin at the data.
std::string range(char axis, const Plot& plot, std::vector<double> Series::*values, bool log) {
    const std::string name{axis};
    return (log ? "set logscale " : "unset logscale ") + name + "\nset " + name + "range [" +
           (log || has_negative(plot, values) ? "*" : "0") + ":*]\n";
}

void write_plot(std::ostream& script, const Plot& plot, std::size_t& number) {
    script << "set title " << quoted(plot.title) << "\nset xlabel " << quoted(plot.x_label)
           << " offset 0,0.4\nset ylabel " << quoted(plot.y_label) << '\n'
           << range('x', plot, &Series::x, plot.log_x) << range('y', plot, &Series::y, plot.log_y)
           << (plot.log_x ? "set autoscale xfix\n" : "")
           << (plot.equal_axes ? "set size ratio -1\n" : "set size noratio\n");
    const std::size_t first = number;
    for (const Series& series : plot.series) write_series(script, series, number++);
    script << "plot ";
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        const Series& series = plot.series[i];
        script << (i > 0 ? ", " : "") << "$s" << first + i
               << (!series.errors.empty() ? " with yerrorlines dt 1 pt 7 ps 0.4"
                   : series.points        ? " with points pt 6 ps 0.9"
                   : series.x.size() == 1 ? " with points pt 7"
                   : series.dashed        ? " with lines dt (8,6)"
                                          : " with lines dt 1")
               << " lw 2 lc rgb '" << colours[static_cast<std::size_t>(series.colour) % std::size(colours)]
               << '\'' << (series.name.empty() ? " notitle" : " title " + quoted(series.name));
    }
    script << '\n';
}

/// The quantile of the absolute values for a share.
float size_below(const Eigen::MatrixXf& values, double share) {
    std::vector<float> sizes(values.data(), values.data() + values.size());
    for (float& size : sizes) size = std::abs(size);
    const auto at =
        sizes.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(sizes.size() - 1));
    std::nth_element(sizes.begin(), at, sizes.end());
    return *at;
}

/// Writes all images as one, with gaps of two zero pixels.
void write_grid(std::ostream& script, const Images& grid, std::size_t number) {
    const int gap = 2, count = static_cast<int>(grid.columns.cols());
    const int columns = static_cast<int>(std::ceil(std::sqrt(count)));
    const int rows = (count + columns - 1) / columns;
    script << "$g" << number << " << EOD\n" << std::setprecision(4);
    for (int y = 0; y < rows * (grid.height + gap) - gap; ++y) {
        for (int x = 0; x < columns * (grid.width + gap) - gap; ++x) {
            const int image = y / (grid.height + gap) * columns + x / (grid.width + gap);
            const int row = y % (grid.height + gap), column = x % (grid.width + gap);
            const bool inside = image < count && row < grid.height && column < grid.width;
            script << (inside ? grid.columns(row * grid.width + column, image) : 0) << ' ';
        }
        script << '\n';
    }
    script << "EOD\n";
}

/// Grey levels, or two colours around a white 0 with a scale beside them.
std::string colours_of(const Images& grid) {
    if (grid.grey) return "set palette gray\nset cbrange [0:1]\nunset colorbox\nset rmargin 1\n";
    std::ostringstream words;
    const float top = std::max(1e-6f, size_below(grid.columns, 0.998));
    words << "set palette defined (-1 '#2166ac', -0.5 '#92c5de', 0 '#ffffff', 0.5 '#f4a582', 1 '#b2182b')\n"
          << "set cbrange [" << -top << ':' << top << "]\nset colorbox\nset rmargin 9\n";
    return words.str();
}

}  // namespace

Images features(const std::string& title, const Eigen::MatrixXf& weights) {
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(weights.rows()))));
    if (side * side != weights.rows())
        throw std::invalid_argument("--plot draws weights of square images, these have " +
                                    std::to_string(weights.rows()) + " pixels");
    std::vector<Eigen::Index> units(static_cast<std::size_t>(weights.cols()));
    std::iota(units.begin(), units.end(), Eigen::Index{0});
    std::stable_sort(units.begin(), units.end(),
                     [lengths = weights.colwise().norm().eval()](Eigen::Index a, Eigen::Index b) {
                         return lengths[a] > lengths[b];
                     });
    units.resize(std::min<std::size_t>(64, units.size()));
    return {title, weights(Eigen::indexing::all, units), side, side};
}

void draw(const std::string& path, const std::vector<Plot>& plots) {
    std::ostringstream script;
    script
        << terminal(path, 620 * static_cast<int>(plots.size()), 440) << "set multiplot layout 1,"
        << plots.size() << "\nset key below horizontal reverse Left samplen 3 maxcols 2\n"
        << "set border 3 lc rgb '#555555'\nset tics nomirror\nset format '%g'\nset grid lc rgb '#dddddd'\n";
    std::size_t number = 0;
    for (const Plot& plot : plots) write_plot(script, plot, number);
    script << "unset multiplot\nset output\n";
    run_gnuplot(path, script.str());
}

void draw(const std::string& path, const std::vector<Images>& grids) {
    std::ostringstream script;
    const int count = static_cast<int>(grids.size()), rows = count > 3 ? 2 : 1,
              columns = (count + rows - 1) / rows;
    const bool grey = grids.front().grey;
    script << terminal(path, (grey ? 300 : 560) * columns, (grey ? 310 : 530) * rows)
           << "set multiplot layout " << rows << ',' << columns
           << "\nunset tics\nunset border\nunset key\nset yrange [*:*] reverse\n"
           << "set size ratio -1\nset cbtics\nset lmargin 1\nset bmargin 1\nset tmargin 3\n";
    std::size_t number = 0;
    for (const Images& grid : grids) {
        write_grid(script, grid, number);
        script << "set title " << quoted(grid.title) << '\n'
               << colours_of(grid) << "plot $g" << number << " matrix with image\n";
        ++number;
    }
    script << "unset multiplot\nset output\n";
    run_gnuplot(path, script.str());
}

}  // namespace example
