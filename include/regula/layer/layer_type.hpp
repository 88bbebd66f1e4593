#pragma once

#include <regula/core/parallel/workers.hpp>
#include <regula/core/shape.hpp>
#include <regula/layer/slice.hpp>

#include <concepts>

namespace regula::inline REGULA_ABI {

/// The last argument of verbs in training, for layers that take statistics of the minibatch.
struct InTraining {};

/// A map from x (inputs x samples) to y (outputs x samples), sample by sample. A layer is a value type. Its
/// verbs are const templates over the scalar and write their results to the arguments:
///
///     outputs(inputs)                     the Shape, or the number, of outputs; throws
///                                         std::invalid_argument if none fits
///     forward(theta, x, y)                y = f(x)
///     backward(theta, x, y, dy, dx)       dx = (df/dx)' dy
///
/// A layer with parameters also has
///
///     blocks(inputs)                      the shapes of its parameters, a std::vector<Block>; numbers that
///                                         are kept but not trained have Role::statistic
///     initialize(theta, key)              their initial values
///     gradient(theta, x, y, dy, g)        g = (df/dtheta)' dy
///
/// A layer that propagates directions (tangent propagation, Jacobian- and Hessian-vector products) also has
///
///     tangent(theta, theta_dot, x, y, x_dot, y_dot)      y_dot = df/dx x_dot + df/dtheta theta_dot
///     tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g)
///                                                        its adjoint: for the gradient dy_dot at y_dot,
///                                                        dx_dot = the gradient at x_dot, and dx += and g +=
///                                                        the gradients at x and theta through y_dot
///     tangent_gradient(theta, theta_dot, x, y, x_dot, dy_dot, g)     optional: g += that at theta alone, for
///                                                        a first layer, whose inputs need no gradient
///
/// A layer that can leave out units declares how, so that dropped units need not be computed:
///
///     static constexpr bool acts_on_each_unit = true    y_i depends on x_i alone; there are no parameters
///     static constexpr bool connects_units = true       its blocks are a matrix inputs x outputs and perhaps
///                                                       a column of outputs; forward, backward and gradient
///                                                       take their sizes from the blocks
///
/// A layer that allows bounds on its outputs declares its relaxation (layer/relaxation.hpp); an activation
/// declares the same:
///
///     Relaxation relaxation() const
///
/// A layer that is random in training also has some of its verbs with a key:
///
///     forward(theta, x, y, key),   backward(theta, x, y, dy, dx, key),   gradient(theta, x, y, dy, g, key)
///
/// Its draws are a function of the key, so the backward pass repeats them. Without a key it computes its
/// mean, for prediction and for tangents.
///
/// A layer that takes statistics of the minibatch in training, such as BatchNorm, also has its verbs with
/// InTraining as last argument, those of tangents included. Its gradient at a block of Role::statistic is the
/// step that the statistic takes.
///
/// A layer that a file of a model can hold names its settings, each_setting(layer, act) (layer/settings.hpp).
///
/// A layer of images also has
///
///     for_inputs(shape)                   the layer for inputs of a Shape; a network uses this one
///
/// A layer that propagates uncertainty (fast dropout) takes a Gaussian x of independent normal inputs. It
/// gives the mean and the variance of each output, as if the outputs were independent, too:
///
///     moments(theta, x, y, kept)                     y = the moments of f(z), z ~ N(x.mean, x.variance)
///     moments_backward(theta, x, kept, dy, dx)       dx = the gradient at x, means and variances
///     moments_gradient(theta, x, kept, dy, g)        g = the gradient at theta, of a layer with parameters
///
/// `kept` is a matrix in which moments may store values for the other two. With moments alone a network
/// predicts; training refuses it.
///
/// theta, theta_dot and g are Slices; theta_dot is empty if the parameters have no direction. A verb with
/// large products may take Workers as its last argument.
template <class L>
concept LayerType = requires(const L& layer, const Matrix<double>& in, Matrix<double>& out,
                             Slice<const double> theta) {
    { layer.outputs(Index{1}) } -> std::convertible_to<Shape>;
    layer.forward(theta, in, out);
    layer.backward(theta, in, in, in, out);
}
|| requires(const L& layer, const Matrix<double>& in, Matrix<double>& out, Slice<const double> theta,
            Workers& workers) {
    { layer.outputs(Index{1}) } -> std::convertible_to<Shape>;
    layer.forward(theta, in, out, workers);
    layer.backward(theta, in, in, in, out, workers);
};

}  // namespace regula::inline REGULA_ABI
