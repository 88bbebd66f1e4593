#pragma once

#include <regula/layer/dense.hpp>
#include <regula/layer/layer.hpp>
#include <regula/layer/leaky_relu.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/selu.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/standout.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/layer/variational_dropout.hpp>

// The layers in regula::compiled. Programs that use it define REGULA_COMPILED as extern; the library itself
// defines it as nothing. Header-only programs do not define it.
#ifdef REGULA_COMPILED

namespace regula::inline REGULA_ABI {

REGULA_COMPILED template struct LayerHolder<float, Dense>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<LeakyRelu>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Relu>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Selu>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Sigmoid>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Softplus>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Standout>>;
REGULA_COMPILED template struct LayerHolder<float, Elementwise<Tanh>>;
REGULA_COMPILED template struct LayerHolder<float, VariationalDropout>;

REGULA_COMPILED template struct LayerHolder<double, Dense>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<LeakyRelu>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Relu>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Selu>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Sigmoid>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Softplus>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Standout>>;
REGULA_COMPILED template struct LayerHolder<double, Elementwise<Tanh>>;
REGULA_COMPILED template struct LayerHolder<double, VariationalDropout>;

}  // namespace regula::inline REGULA_ABI

#endif
