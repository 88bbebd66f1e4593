#pragma once

// What is trained by the library and by hand.
#include <regula/layer.hpp>
#include <regula/loss.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

#include <cstdio>
#include <cstdlib>

using namespace regula;

constexpr Index features = 64, units = 64, digits = 10, samples = 320, batch_size = 32;
constexpr double learning_rate = 0.05, momentum = 0.9;

Dataset<float> drawn() {
    Dataset<float> data{.inputs = Matrix<float>(features, samples), .labels = Labels(samples)};
    fill_normal(Key{1}, data.inputs);
    for (Index i = 0; i < samples; ++i) data.labels[i] = static_cast<int>(i % digits);
    return data;
}

/// The program of one of them: trains for the number of epochs that is its argument.
int main_of(int argc, char** argv, auto&& train) {
    const auto net = train(drawn(), argc > 1 ? std::atoi(argv[1]) : 1);
    std::printf("%g\n", static_cast<double>(net.parameters().vector().norm()));
    return 0;
}
