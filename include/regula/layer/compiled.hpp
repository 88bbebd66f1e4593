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

// The layers in regula::compiled. Its users define REGULA_COMPILED as extern, the library itself defines it as nothing;
// in a program that uses headers alone it is not defined.
#ifdef REGULA_COMPILED

namespace regula::inline REGULA_ABI {

REGULA_COMPILED template struct Layer<float>::Holder<Dense>;
REGULA_COMPILED template struct Layer<float>::Holder<Elementwise<LeakyRelu>>;
REGULA_COMPILED template struct Layer<float>::Holder<Elementwise<Relu>>;
REGULA_COMPILED template struct Layer<float>::Holder<Elementwise<Selu>>;
REGULA_COMPILED template struct Layer<float>::Holder<Elementwise<Sigmoid>>;
REGULA_COMPILED template struct Layer<float>::Holder<Elementwise<Softplus>>;
REGULA_COMPILED template struct Layer<float>::Holder<Elementwise<Standout>>;
REGULA_COMPILED template struct Layer<float>::Holder<Elementwise<Tanh>>;
REGULA_COMPILED template struct Layer<float>::Holder<VariationalDropout>;

REGULA_COMPILED template struct Layer<double>::Holder<Dense>;
REGULA_COMPILED template struct Layer<double>::Holder<Elementwise<LeakyRelu>>;
REGULA_COMPILED template struct Layer<double>::Holder<Elementwise<Relu>>;
REGULA_COMPILED template struct Layer<double>::Holder<Elementwise<Selu>>;
REGULA_COMPILED template struct Layer<double>::Holder<Elementwise<Sigmoid>>;
REGULA_COMPILED template struct Layer<double>::Holder<Elementwise<Softplus>>;
REGULA_COMPILED template struct Layer<double>::Holder<Elementwise<Standout>>;
REGULA_COMPILED template struct Layer<double>::Holder<Elementwise<Tanh>>;
REGULA_COMPILED template struct Layer<double>::Holder<VariationalDropout>;

}  // namespace regula::inline REGULA_ABI

#endif
