#pragma once

#include <Eigen/Core>

#include <string>
#include <vector>

namespace example {

/// Images in a grid. Each is a column of a matrix (pixels x images), with its pixels row by row. They are
/// drawn in two colours around 0, or as grey levels from 0 (black) to 1 (white). With `rows`, the names of
/// the grid's rows from top to bottom, there are as many rows, else as many as columns.
struct Images {
    std::string title;
    Eigen::MatrixXf columns;
    int width, height;
    bool grey = false;
    std::vector<std::string> rows = {};
};

/// The weights of units as square images: the 64 longest columns of a matrix of weights (pixels x units), the
/// longest first. Throws std::invalid_argument if the number of pixels is not a square.
Images features(const std::string& title, const Eigen::MatrixXf& weights);

/// Draws grids with gnuplot, two beside each other, those with names of rows below each other. All colours
/// follow one scale, which is below them, with the label `values`. Files and errors are those of draw() for
/// plots; grids of which only some are grey throw std::invalid_argument.
void draw(const std::string& path, const std::vector<Images>& grids, const std::string& values = "weight");

/// The gnuplot script of draw().
std::string script(const std::string& path, const std::vector<Images>& grids,
                   const std::string& values = "weight");

}  // namespace example
