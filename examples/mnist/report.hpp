#pragma once

#include <regula/model.hpp>
#include <regula/optimize/report.hpp>

#include "mnist/settings.hpp"
#include "support/results.hpp"

#include <limits>
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

/// A way to train a network, and its networks, one a seed.
struct Contestant {
    std::string name;
    Regularization regularization = {};
    double learning_rate = std::numeric_limits<double>::quiet_NaN();  ///< that was chosen
    std::vector<Outcome> outcomes = {};
};

/// Prints the errors and losses of the contestants side by side: of several networks the means, with their
/// standard errors.
void print(const std::vector<Contestant>& contestants, const Digits& digits);

/// Writes the figures of the networks for --json, with their learning curves.
void write(const std::vector<Contestant>& contestants, const Settings& settings);

/// Draws losses and errors by epoch, of the first network of each contestant. Each has a colour; training
/// curves are dashed.
void draw_curves(const std::string& path, const std::vector<Contestant>& contestants);

/// Draws the weights of the first layer of these networks as images.
void draw_weights(const std::string& path, const std::vector<Contestant>& contestants);

}  // namespace example
