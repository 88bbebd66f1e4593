#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace example {

/// A line of a plot, or points. Series of one `colour` belong together, such as training and test error of
/// one network, or a formula and its measurement; the dashed one is the lesser of them. A series without a
/// name is not in the key. A NaN in y interrupts the line, so that a jump is a gap.
struct Series {
    std::string name;
    std::vector<double> x = {}, y = {};
    int colour = 0;
    bool dashed = false;
    bool points = false;              ///< circles
    std::vector<double> errors = {};  ///< y +- these is a shaded band; empty: none
    bool filled = false;              ///< points are discs
};

/// A vertical line through a plot, at a value of x that was chosen for example. The first is dashed, the
/// second dotted.
struct Mark {
    std::string name;
    double at = 0;
};

/// A plot, of learning curves for example. Axes begin at 0 unless a value is negative; logarithmic axes begin
/// at the data. With `equal_axes` a circle is round.
struct Plot {
    std::string title, x_label, y_label;
    std::vector<Series> series = {};
    bool log_y = false, log_x = false, equal_axes = false;
    std::vector<Mark> marks = {};
    std::string band = "standard error";  ///< the meaning of the shaded bands, for the key
    /// Lines end at these borders; all is seen without them, or if nothing is between them.
    std::optional<std::pair<double, double>> y_range = {};
};

/// Draws plots below each other with gnuplot, as SVG or PNG by the ending of the path. Of neighbours with the
/// same key the last one has it. Without gnuplot it saves the script, with the data in it, beside the path,
/// and prints a line. Throws std::invalid_argument for another ending or a plot whose axes have no labels,
/// std::runtime_error if the file cannot be written.
void draw(const std::string& path, const std::vector<Plot>& plots);

/// The gnuplot script of draw().
std::string script(const std::string& path, const std::vector<Plot>& plots);

/// Whether the path ends in .svg or .png.
bool is_picture(const std::string& path);

/// path/name.svg -> path/name-weights.svg
std::string beside(const std::string& path, const std::string& word);

}  // namespace example
