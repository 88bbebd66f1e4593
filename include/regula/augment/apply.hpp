#pragma once

#include <regula/augment/augment.hpp>

namespace regula::inline REGULA_ABI {

/// The transformed images for a key, for inspection:     apply(augment, train.inputs, Key{1})
template <class Scalar, class... Ts>
Matrix<Scalar> apply(const Augment<Ts...>& augment, Matrix<Scalar> images, Key key) {
    augment.check();
    augment.perturb(images, key);
    return images;
}

}  // namespace regula::inline REGULA_ABI
