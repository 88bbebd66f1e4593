#pragma once

#include <regula/layer/keep_largest.hpp>
#include <regula/layer/layer.hpp>

namespace regula::inline REGULA_ABI {

/// Keeps the k largest units of each sample and sets the others to 0, in training and in prediction.
///
///     y_i = x_i if x_i is among the k largest of its sample, else 0
///
/// Largest by value, not by magnitude: after a Relu fewer than k units may be positive. Of equal units the
/// first count. A NaN counts as the largest, so it is not hidden. Gradients and tangents go through the kept
/// units alone. All units of an image are one sample, so k counts over its channels and pixels. With k equal
/// to the number of units this layer is the identity. 1 <= k <= units, checked when a network is made.
///
///     Network<float> net{784, {Dense{256}, KSparse{20}, Dense{784}}, Key{1}};      // sparse autoencoder
///
/// Makhzani and Frey (2013), "k-sparse autoencoders".
struct KSparse {
    Index k;

    static void each_setting(auto& layer, auto&& act) { act("k", layer.k); }
    Shape outputs(Shape fan_in) const {
        require(k >= 1 && k <= fan_in.size(), "KSparse: k must be >= 1 and at most the number of units, ",
                fan_in.size(), ", got ", k);
        return fan_in;
    }

    void forward(const auto&, const auto& x, auto& y, Workers& workers) const { keep(x, x, y, workers); }
    void backward(const auto&, const auto& x, const auto&, const auto& dy, auto& dx, Workers& workers) const {
        keep(x, dy, dx, workers);
    }
    void tangent(const auto&, const auto&, const auto& x, const auto&, const auto& x_dot, auto& y_dot,
                 Workers& workers) const {
        keep(x, x_dot, y_dot, workers);
    }
    void tangent_backward(const auto&, const auto&, const auto& x, const auto&, const auto&,
                          const auto& dy_dot, auto& dx_dot, auto&, const auto&, Workers& workers) const {
        keep(x, dy_dot, dx_dot, workers);
    }

private:
    /// `to` = the entries of `from` at the k largest units of each sample of x, else 0.
    void keep(const auto& x, const auto& from, auto& to, Workers& workers) const {
        outputs(x.rows());
        to.resize(x.rows(), x.cols());
        workers.each(x.cols(), [&](Index j) { keep_largest(k, x.col(j), from.col(j), to.col(j)); });
    }
};

static_assert(LayerType<KSparse>);

}  // namespace regula::inline REGULA_ABI
