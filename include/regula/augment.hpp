#pragma once

/// Augmentation: images changed at random in each step, with classes unchanged, by coordinates or by pixel
/// values; and samples mixed of two, with their targets.
///
///     fit(net, loss, train, sgd, Augment{Shape{28, 28}, Rotate{15} | Translate{2, 2} | Elastic{}});

#include <regula/augment/affine.hpp>
#include <regula/augment/apply.hpp>
#include <regula/augment/augment.hpp>
#include <regula/augment/blur.hpp>
#include <regula/augment/border.hpp>
#include <regula/augment/brightness.hpp>
#include <regula/augment/clamp.hpp>
#include <regula/augment/contrast.hpp>
#include <regula/augment/crop.hpp>
#include <regula/augment/cut_mix.hpp>
#include <regula/augment/draw.hpp>
#include <regula/augment/elastic.hpp>
#include <regula/augment/erase.hpp>
#include <regula/augment/flip_left_right.hpp>
#include <regula/augment/flip_up_down.hpp>
#include <regula/augment/flow.hpp>
#include <regula/augment/gamma.hpp>
#include <regula/augment/gaussian_kernel.hpp>
#include <regula/augment/hue.hpp>
#include <regula/augment/mixup.hpp>
#include <regula/augment/neighbours.hpp>
#include <regula/augment/perspective.hpp>
#include <regula/augment/picture.hpp>
#include <regula/augment/range.hpp>
#include <regula/augment/rectangle.hpp>
#include <regula/augment/resample.hpp>
#include <regula/augment/rotate.hpp>
#include <regula/augment/saturation.hpp>
#include <regula/augment/scale.hpp>
#include <regula/augment/shear.hpp>
#include <regula/augment/smooth.hpp>
#include <regula/augment/sometimes.hpp>
#include <regula/augment/transform.hpp>
#include <regula/augment/translate.hpp>
#include <regula/augment/workspace.hpp>
