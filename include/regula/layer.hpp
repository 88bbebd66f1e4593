#pragma once

/// Layers as value types, and the handle that holds any of them.

#include <regula/layer/activation.hpp>
#include <regula/layer/average_pool2d.hpp>
#include <regula/layer/batch_norm.hpp>
#include <regula/layer/check.hpp>
#include <regula/layer/compiled.hpp>
#include <regula/layer/conv2d.hpp>
#include <regula/layer/convolution.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/dense_transposed.hpp>
#include <regula/layer/flatten.hpp>
#include <regula/layer/gaussian_naive_bayes.hpp>
#include <regula/layer/global_average_pool.hpp>
#include <regula/layer/layer.hpp>
#include <regula/layer/layer_holder.hpp>
#include <regula/layer/layer_norm.hpp>
#include <regula/layer/layer_type.hpp>
#include <regula/layer/leaky_relu.hpp>
#include <regula/layer/max_pool2d.hpp>
#include <regula/layer/moments.hpp>
#include <regula/layer/product.hpp>
#include <regula/layer/relu.hpp>
#include <regula/layer/residual.hpp>
#include <regula/layer/selu.hpp>
#include <regula/layer/sigmoid.hpp>
#include <regula/layer/slice.hpp>
#include <regula/layer/softplus.hpp>
#include <regula/layer/standardization.hpp>
#include <regula/layer/standout.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/layer/unshared_convolution.hpp>
#include <regula/layer/variational_dropout.hpp>
#include <regula/layer/window.hpp>
