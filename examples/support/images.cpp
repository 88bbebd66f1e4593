#include "support/images.hpp"

#include "support/axis.hpp"
#include "support/gnuplot.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace example {

namespace {

/// The images of a grid, each pixel repeated: viewers blur an enlarged picture by one of its own pixels.
struct Mosaic {
    int columns, rows, repeat, gap, width, height;

    explicit Mosaic(const Images& grid) {
        const int count = static_cast<int>(grid.columns.cols());
        rows = static_cast<int>(grid.rows.size());
        columns = rows > 0 ? (count + rows - 1) / rows : static_cast<int>(std::ceil(std::sqrt(count)));
        rows = (count + columns - 1) / columns;
        repeat = std::max(1, 480 / (columns * grid.width));
        gap = std::max(4, repeat);
        width = columns * (repeat * grid.width + gap) - gap;
        height = rows * (repeat * grid.height + gap) - gap;
    }
};

void write_data(std::ostream& script, const Images& grid, std::size_t number) {
    const Mosaic mosaic{grid};
    const int across = mosaic.repeat * grid.width, down = mosaic.repeat * grid.height;
    const float white = grid.grey ? 1 : 0;
    script.precision(4);
    script << "$g" << number << " << EOD\n";
    for (int y = 0; y < mosaic.height; ++y) {
        for (int x = 0; x < mosaic.width; ++x) {
            const int image = y / (down + mosaic.gap) * mosaic.columns + x / (across + mosaic.gap),
                      row = y % (down + mosaic.gap), column = x % (across + mosaic.gap);
            const bool inside = image < grid.columns.cols() && row < down && column < across;
            script << (inside ? grid.columns(row / mosaic.repeat * grid.width + column / mosaic.repeat, image)
                              : white)
                   << ' ';
        }
        script << '\n';
    }
    script << "EOD\n";
    script.precision(6);
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

// --- The sheet, in pixels ---

constexpr double border = 10, heading = 38, names = 236, scale = 70;

/// Grids beside each other, all as high as the highest.
struct Sheet {
    int columns, rows;
    double left = border, across, down = 0;
    Canvas canvas = {};

    explicit Sheet(const std::vector<Images>& grids) {
        const bool named = std::ranges::any_of(grids, [](const Images& grid) { return !grid.rows.empty(); });
        const int count = static_cast<int>(grids.size());
        columns = named || count == 1 ? 1 : 2;
        rows = (count + columns - 1) / columns;
        if (named) left = names;
        across = canvas.width / columns - left - border;
        for (const Images& grid : grids) down = std::max(down, height_of(grid));
        canvas.height = static_cast<int>(rows * (heading + down + border) + (grids.front().grey ? 0 : scale));
    }

    double height_of(const Images& grid) const {
        const Mosaic mosaic{grid};
        return across * mosaic.height / mosaic.width;
    }
};

/// Grey levels, or two colours around a white 0 with their scale below all grids.
std::string colours_of(const std::vector<Images>& grids, const Sheet& sheet, const std::string& values) {
    if (grids.front().grey) return "set palette gray\nset cbrange [0:1]\nunset colorbox\n";
    float top = 1e-6f;
    for (const Images& grid : grids) top = std::max(top, size_below(grid.columns, 0.998));
    const Canvas& canvas = sheet.canvas;
    const double y = canvas.height - scale + 20;
    std::ostringstream words;
    words << "set palette defined (-1 '#2166ac', -0.5 '#92c5de', 0 '#ffffff', 0.5 '#f4a582', 1 '#b2182b')\n"
          << "set cbrange [" << -top << ':' << top << "]\nset colorbox horizontal user origin "
          << canvas.at(canvas.width / 2.0, y) << " size screen " << 0.45 << ", screen "
          << 14.0 / canvas.height << "\nset cbtics " << step_for(2 * top) << " offset 0, 0.3\n";
    return words.str() + canvas.text(values, canvas.width / 2.0 - 14, y - 7, "right");
}

void write_grid(std::ostream& script, const Sheet& sheet, const Images& grid, std::size_t number) {
    const int i = static_cast<int>(number);
    const double x = i % sheet.columns * sheet.canvas.width / sheet.columns + sheet.left,
                 y = i / sheet.columns * (heading + sheet.down + border) + heading,
                 down = sheet.height_of(grid);
    write_data(script, grid, number);
    script << sheet.canvas.area(x, y, sheet.across, down)
           << sheet.canvas.text(grid.title,
                                grid.rows.empty() ? x + sheet.across / 2 : sheet.canvas.width / 2.0,
                                y - heading / 2);
    const auto rows = static_cast<double>(grid.rows.size());
    for (std::size_t row = 0; row < grid.rows.size(); ++row)
        script << sheet.canvas.text(grid.rows[row], x - border,
                                    y + down * (static_cast<double>(row) + 0.5) / rows, "right font ',13'");
    script << "plot $g" << number << " matrix with image notitle\nunset label\nunset colorbox\n";
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

std::string script(const std::string& path, const std::vector<Images>& grids, const std::string& values) {
    if (std::ranges::any_of(grids, [&](const Images& grid) { return grid.grey != grids.front().grey; }))
        throw std::invalid_argument("of the grids of a picture all or none must be grey, got some");
    const Sheet sheet{grids};
    std::ostringstream script;
    script << terminal(path, sheet.canvas) << "set multiplot\nunset tics\nunset border\nunset key\n"
           << "set autoscale fix\nset yrange [*:*] reverse\n"
           << colours_of(grids, sheet, values);
    for (std::size_t i = 0; i < grids.size(); ++i) write_grid(script, sheet, grids[i], i);
    script << "unset multiplot\nset output\n";
    return script.str();
}

void draw(const std::string& path, const std::vector<Images>& grids, const std::string& values) {
    run_gnuplot(path, script(path, grids, values));
}

}  // namespace example
