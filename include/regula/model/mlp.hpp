#pragma once

#include <regula/layer/dense.hpp>
#include <regula/layer/relu.hpp>
#include <regula/model/network.hpp>

namespace regula::inline REGULA_ABI {

/// A multilayer perceptron: dense layers of the given widths, inputs first, with an activation between them.
///
///     auto net = mlp<float>({784, 1024, 1024, 10}, Key{1});
///     auto bent = mlp<double>({20, 50, 1}, Key{1}, Tanh{}, Initializer::glorot);
template <class Scalar, class Activation = Relu>
Network<Scalar> mlp(const std::vector<Index>& widths, Key key, Activation activation = {},
                    Initializer initializer = Initializer::he) {
    require(widths.size() >= 2, "mlp: needs the numbers of inputs and outputs at least, got ", widths.size(),
            " widths");
    std::vector<Layer<Scalar>> layers;
    for (std::size_t l = 1; l < widths.size(); ++l) {
        if (l > 1) layers.push_back(activation);
        layers.push_back(Dense{.units = widths[l], .initializer = initializer});
    }
    return {widths.front(), std::move(layers), key};
}

/// A linear model, one dense layer with zeros at the start: with SquaredError linear regression, with L2{}
/// ridge regression, with SoftmaxCrossEntropy softmax regression, with Logistic and one output logistic
/// regression.
template <class Scalar>
Network<Scalar> linear_model(Index features, Index width) {
    return {features, {Dense{.units = width, .initializer = Initializer::zero}}};
}

}  // namespace regula::inline REGULA_ABI
