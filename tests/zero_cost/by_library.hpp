#pragma once

#include "problem.hpp"

inline Network<float> by_library(const Dataset<float>& data, int epochs) {
    auto net = mlp<float>({features, units, digits}, Key{2});
    fit(net, SoftmaxCrossEntropy{}, data,
        Sgd{.learning_rate = learning_rate,
            .momentum = momentum,
            .epochs = epochs,
            .batch_size = batch_size});
    return net;
}
