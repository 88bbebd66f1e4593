#pragma once

#include <regula/layer/layer.hpp>

#include <tuple>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The verbs of a residual block: those of the identity. No network calls them.
struct IdentityVerbs {
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

/// A residual block of a network:     y = x + f(x),     where the branch f is the given layers in a row.
///
///     Network<float> net{
///         64, {Dense{32}, Residual{Dense{32}, Relu{}, Dense{32}}, Relu{}, Dense{10}}, Key{1}};
///
/// The branch must have outputs of the shape of its inputs. Its layers become layers of the network:
/// weights[k] and hidden[k] count them as if they stood in the row. Policies on the hidden units that enter a
/// branch act on the input of the branch only; the sum uses x itself. branches[k] is the output of the k-th
/// branch, where branches are numbered by their ends. Residuals may be nested; Residual{a_residual} alone is
/// a copy of it.
///
/// With He initialization each block doubles the variance of its units. If the last layer of a branch starts
/// at zero, Dense{32, Initializer::zero}, the block starts as the identity.
///
/// This layer only marks the block: a network makes a sequence of the branch and adds x to its outputs. He,
/// Zhang, Ren and Sun (2016), "Deep residual learning for image recognition".
template <class... Ls>
struct Residual : IdentityVerbs {
    std::tuple<Ls...> layers;

    explicit Residual(Ls... in_a_row) : layers{std::move(in_a_row)...} {
        static_assert(sizeof...(Ls) > 0, "regula: a Residual needs at least one layer in its branch");
    }

    /// The layers of its branch.
    template <class Scalar>
    std::vector<Layer<Scalar>> branch() const {
        return std::apply([](const auto&... layer) { return std::vector<Layer<Scalar>>{layer...}; }, layers);
    }
};

/// The same with a branch that is known at run time, for architectures from a file or a command line.
template <class Scalar>
struct ResidualOf : IdentityVerbs {
    using Inner = Residual<>;

    std::vector<Layer<Scalar>> layers;

    explicit ResidualOf(std::vector<Layer<Scalar>> in_a_row) : layers(std::move(in_a_row)) {
        require(!layers.empty(), "Residual: needs at least one layer in its branch");
    }

    template <std::same_as<Scalar>>
    std::vector<Layer<Scalar>> branch() const {
        return layers;
    }
};

}  // namespace regula::inline REGULA_ABI
