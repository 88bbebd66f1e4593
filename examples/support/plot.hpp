#pragma once

#include <Eigen/Core>

#include <string>
#include <vector>

namespace example {

/// A line of a plot, or points. Series of one `colour` belong together, as training and test error of one
/// network, or a formula and what was measured; what is dashed is the lesser of them. Without a name it is
/// not in the key.
struct Series {
    std::string name;
    std::vector<double> x = {}, y = {};
    int colour = 0;
    bool dashed = false;
    bool points = false;
};

/// Learning curves and the like. With `equal_axes` a circle is round.
struct Plot {
    std::string title, x_label, y_label;
    std::vector<Series> series = {};
    bool log_y = false, log_x = false, equal_axes = false;
};

/// Images in a grid, each a column of a matrix (pixels x images) whose pixels come row by row.
struct Images {
    std::string title;
    Eigen::MatrixXf columns;
    int width, height;
};

/// What units look at, square images: the columns of a matrix of weights (pixels x units), the 64 longest
/// first. Throws std::invalid_argument if there are no squares of so many pixels.
Images features(const std::string& title, const Eigen::MatrixXf& weights);

/// Draws pictures side by side with gnuplot, as SVG or PNG, whichever the path ends in. Without gnuplot the
/// script, with the data in it, is left beside the path, and a line says so. Throws std::invalid_argument for
/// another ending, std::runtime_error if the file cannot be written.
void draw(const std::string& path, const std::vector<Plot>& plots);
void draw(const std::string& path, const std::vector<Images>& grids);

/// Whether the path ends in .svg or .png.
bool is_picture(const std::string& path);

/// path/name.svg -> path/name-weights.svg
std::string beside(const std::string& path, const std::string& word);

}  // namespace example
