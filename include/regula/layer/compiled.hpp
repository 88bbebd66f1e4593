#pragma once

// The layers in regula::compiled. Programs that use it define REGULA_COMPILED as extern; the library itself
// defines it as nothing. Header-only programs do not define it.
#ifdef REGULA_COMPILED

#include <regula/layer/average_pool2d.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/flatten.hpp>
#include <regula/layer/global_average_pool.hpp>
#include <regula/layer/layer.hpp>
#include <regula/layer/layer_norm.hpp>
#include <regula/layer/leaky_relu.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/selu.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/standout.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/layer/variational_dropout.hpp>

namespace regula::inline REGULA_ABI {

REGULA_COMPILED template struct LayerHolder<float, AveragePool2d>;
REGULA_COMPILED template struct LayerHolder<float, BatchNorm>;
REGULA_COMPILED template struct LayerHolder<float, Conv2d>;
REGULA_COMPILED template struct LayerHolder<float, Dense>;
REGULA_COMPILED template struct LayerHolder<float, DenseTransposed>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<LeakyRelu>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Relu>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Selu>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Sigmoid>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Softplus>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Standout>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Tanh>>;
REGULA_COMPILED template struct LayerHolder<float, Flatten>;
REGULA_COMPILED template struct LayerHolder<float, GlobalAveragePool>;
REGULA_COMPILED template struct LayerHolder<float, LayerNorm>;
REGULA_COMPILED template struct LayerHolder<float, MaxPool2d>;
REGULA_COMPILED template struct LayerHolder<float, VariationalDropout>;

REGULA_COMPILED template struct LayerHolder<double, AveragePool2d>;
REGULA_COMPILED template struct LayerHolder<double, BatchNorm>;
REGULA_COMPILED template struct LayerHolder<double, Conv2d>;
REGULA_COMPILED template struct LayerHolder<double, Dense>;
REGULA_COMPILED template struct LayerHolder<double, DenseTransposed>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<LeakyRelu>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Relu>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Selu>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Sigmoid>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Softplus>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Standout>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Tanh>>;
REGULA_COMPILED template struct LayerHolder<double, Flatten>;
REGULA_COMPILED template struct LayerHolder<double, GlobalAveragePool>;
REGULA_COMPILED template struct LayerHolder<double, LayerNorm>;
REGULA_COMPILED template struct LayerHolder<double, MaxPool2d>;
REGULA_COMPILED template struct LayerHolder<double, VariationalDropout>;

}  // namespace regula::inline REGULA_ABI

#endif
