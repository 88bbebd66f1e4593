#pragma once

#include <regula/core/matrix.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace example {

/// The regularization of a network; 0 is off.
struct Regularization {
    double dropout_input = 0, dropout_hidden = 0, max_norm = 0, l1 = 0, l2 = 0;
    double input_noise = 0, weight_noise = 0, label_smoothing = 0, mixup = 0, sam = 0, ema = 0;
    double adversarial = 0, vat = 0, tangent_prop = 0, double_backprop = 0;
    int patience = 0;
    bool augment = false;
    double augment_strength = 1;
    std::string masks = "sample";

    bool none() const {
        return dropout_input == 0 && dropout_hidden == 0 && max_norm == 0 && l1 == 0 && l2 == 0 &&
               input_noise == 0 && weight_noise == 0 && label_smoothing == 0 && mixup == 0 && sam == 0 &&
               ema == 0 && patience == 0 && !augment && adversarial == 0 && vat == 0 && tangent_prop == 0 &&
               double_backprop == 0;
    }
};

struct Settings {
    std::string data;
    regula::Index train_size = 0, validation_size = 1000;
    double wrong_labels = 0;

    std::string arch = "512,512", optimizer = "sgd", schedule = "inverse";
    double learning_rate = std::numeric_limits<double>::quiet_NaN(), momentum = 0.9;
    std::vector<double> learning_rates;
    int epochs = 30, threads = 1, seeds = 1;
    regula::Index batch = 64;
    std::uint64_t seed = 1;

    Regularization regularization;
    bool compare = false, test_curve = false, resume = false;
    std::string json, plot, save, load, checkpoint;
};

/// Reads the settings from the command line.
Settings parse(int argc, char** argv);

}  // namespace example
