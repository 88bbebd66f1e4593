#pragma once

#include <regula/model.hpp>
#include <regula/optimize/report.hpp>

#include "support/results.hpp"

#include <optional>
#include <string>
#include <vector>

namespace example {

struct Digits {
    regula::Dataset<float> train;
    std::optional<regula::Dataset<float>> validation;
    regula::Dataset<float> test;
};

/// A trained network and its training.
struct Outcome {
    std::string name;
    regula::Network<float> network;
    regula::Report report = {};
    regula::Evaluation train = {}, validation = {}, test = {};
    std::vector<double> train_errors = {};  ///< after each epoch, for the plot
    std::vector<double> test_errors = {};   ///< the same, for the curve
};

/// Prints the errors and losses of the networks side by side.
void print(const std::vector<Outcome>& outcomes, const Digits& digits);

/// The figures of a network for --json, with its learning curve.
Results results(const Outcome& out);

/// Draws losses and errors by epoch. Each network has a colour; training curves are dashed.
void draw_curves(const std::string& path, const std::vector<Outcome>& outcomes);

/// Draws the weights of the first layer as images.
void draw_weights(const std::string& path, const std::vector<Outcome>& outcomes);

}  // namespace example
