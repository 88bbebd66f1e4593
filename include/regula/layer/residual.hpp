#pragma once

#include <regula/layer/layer.hpp>

#include <tuple>

namespace regula::inline REGULA_ABI {

/// A residual block of a network:     y = x + f(x),     f the given layers in a row, its branch.
///
///     Network<float> net{64, {Dense{32}, Residual{Dense{32}, Relu{}, Dense{32}}, Relu{}, Dense{10}}, Key{1}};
///
/// The branch must have as many outputs as inputs. Its layers become layers of the network: weights[k] and
/// hidden[k] count them as if they stood in the row. Policies on the hidden units that enter a branch act on
/// what the branch sees; x reaches the sum untouched. branches[k] is what the k-th branch adds, where branches
/// are numbered by their ends. Residuals may be nested; Residual{a_residual} alone is a copy of it.
///
/// With He's initial weights each block doubles the variance of its units; a branch whose last layer begins
/// with zeros, Dense{32, Initial::zero}, begins as the identity.
///
/// This layer marks the block: a network makes a sequence of the branch and adds x to its outputs. Its own
/// verbs are those of the identity, and no network asks them. He, Zhang, Ren and Sun (2016), "Deep residual
/// learning for image recognition".
template <class... Ls>
struct Residual {
    std::tuple<Ls...> layers;

    explicit Residual(Ls... in_a_row) : layers{std::move(in_a_row)...} {
        static_assert(sizeof...(Ls) > 0, "regula: a Residual needs at least one layer in its branch");
    }

    /// The layers of its branch.
    template <class Scalar>
    std::vector<Layer<Scalar>> branch() const {
        return std::apply([](const auto&... layer) { return std::vector<Layer<Scalar>>{layer...}; }, layers);
    }

    Shape outputs(Shape fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const { y = x; }
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = dy; }
    void tangent(const auto&, const auto&, const auto&, const auto&, const auto& x_dot, auto& y_dot) const {
        y_dot = x_dot;
    }
    void tangent_backward(const auto&, const auto&, const auto&, const auto&, const auto&, const auto& dy_dot,
                          auto& dx_dot, auto&, const auto&) const {
        dx_dot = dy_dot;
    }
};

}  // namespace regula::inline REGULA_ABI
