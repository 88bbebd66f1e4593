#pragma once

#include <Eigen/Core>

#include <string>
#include <vector>

namespace example {

/// A line of a plot, or points. Series of one `colour` belong together, such as training and test error of
/// one network, or a formula and its measurement; the dashed one is the lesser of them. A series without a
/// name is not in the key.
struct Series {
    std::string name;
    std::vector<double> x = {}, y = {};
    int colour = 0;
    bool dashed = false;
    bool points = false;
    std::vector<double> errors = {};  ///< standard errors of y, drawn as bars; empty: none
};

/// A plot, of learning curves for example. With `equal_axes` a circle is round.
struct Plot {
    std::string title, x_label, y_label;
    std::vector<Series> series = {};
    bool log_y = false, log_x = false, equal_axes = false;
};

/// Images in a grid. Each is a column of a matrix (pixels x images), with its pixels row by row. They are
/// drawn in two colours around 0, or as grey levels from 0 (black) to 1 (white).
struct Images {
    std::string title;
    Eigen::MatrixXf columns;
    int width, height;
    bool grey = false;
};

/// The weights of units as square images: the 64 longest columns of a matrix of weights (pixels x units), the
/// longest first. Throws std::invalid_argument if the number of pixels is not a square.
Images features(const std::string& title, const Eigen::MatrixXf& weights);

/// Draws pictures side by side with gnuplot, more than three grids of images in two rows, as SVG or PNG by
/// the ending of the path. Without gnuplot it saves the script, with the data in it, beside the path, and
/// prints a line. Throws std::invalid_argument for another ending, std::runtime_error if the file cannot be
/// written.
void draw(const std::string& path, const std::vector<Plot>& plots);
void draw(const std::string& path, const std::vector<Images>& grids);

/// Whether the path ends in .svg or .png.
bool is_picture(const std::string& path);

/// path/name.svg -> path/name-weights.svg
std::string beside(const std::string& path, const std::string& word);

}  // namespace example
