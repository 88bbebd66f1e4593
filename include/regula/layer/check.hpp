#pragma once

#include <regula/core/numeric/central_differences.hpp>
#include <regula/core/numeric/deviation.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/random/draws.hpp>
#include <regula/layer/layer.hpp>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The laws of a layer at random points, on a rectangular batch. Each function checks one verb and adds the
/// law to `broken` if the verb breaks it. `a` and `b` are gradients at the outputs and at their tangents.
template <class Real>
class LayerLaws {
public:
    LayerLaws(const Layer<Real>& layer, Shape fan_in, double tolerance, std::optional<Key> draws)
        : layer_{layer.for_inputs(fan_in)},
          tolerance_{tolerance},
          draws_{draws},
          blocks_{layer.blocks(fan_in)},
          theta_{blocks_} {
        const Index outs = layer.outputs(fan_in).size();
        x_ = drawn(1, fan_in.size(), samples), x_dot_ = drawn(2, fan_in.size(), samples);
        a_ = drawn(3, outs, samples), b_ = drawn(4, outs, samples);
        theta_.vector() = drawn(5, theta_.size(), 1);
        theta_dot_ = theta_;
        theta_dot_.vector() = drawn(6, theta_.size(), 1);
        for (const Block& block : theta_.blocks())
            if (block.role == Role::statistic) {  // such as variances
                theta_[block] = theta_[block].cwiseAbs().eval();
                theta_dot_[block].setZero();
            }
    }

    /// Asks for no verb after the one that it needs is found broken: a wrong shape would end the program.
    void ask(bool with_tangents) {
        M y;
        if (!assigns("forward", a_, {&y}, [&] { layer_.forward(slice(theta_), x_, y, workers_, draws_); }))
            return;
        const bool goes_back = ask_gradients(y);
        if (draws_ && layer_.draws()) return;
        if (layer_.has_moments() && !draws_ && ask_moments()) ask_moments_of_certain_inputs(y);
        if (with_tangents && ask_tangent(y) && goes_back) ask_tangent_backward(y);
    }

    std::vector<std::string> broken() && { return std::move(broken_); }

private:
    using M = Matrix<Real>;
    static constexpr Index samples = 7;

    static M drawn(std::uint64_t stream, Index rows, Index cols) {
        M m(rows, cols);
        fill_normal(Key{7}[stream], m);
        return m;
    }
    static Slice<const Real> slice(const Parameters<Real>& of) {
        return {std::span{of.blocks()}, of.vector().data()};
    }
    static Slice<Real> written(Parameters<Real>& of) { return {std::span{of.blocks()}, of.vector().data()}; }
    /// The parameters at other values; statistics stay, as they are none.
    Parameters<Real> with(const M& values) const {
        Parameters<Real> at = theta_;
        at.vector() = values;
        for (const Block& block : theta_.blocks())
            if (block.role == Role::statistic) at[block] = theta_[block];
        return at;
    }
    /// A gradient without the steps of statistics.
    static M of_parameters(Parameters<Real>& g) {
        for (const Block& block : g.blocks())
            if (block.role == Role::statistic) g[block].setZero();
        return g.vector();
    }
    M forward(const Parameters<Real>& at, const M& from) {
        M y;
        layer_.forward(slice(at), from, y, workers_, draws_);
        return y;
    }
    M tangent(const Parameters<Real>& at, const M& from, const M& direction) {
        M y_dot;
        layer_.tangent(slice(at), slice(theta_dot_), from, forward(at, from), direction, y_dot, workers_,
                       draws_);
        return y_dot;
    }
    Gaussian<Real> moments(const Parameters<Real>& at, const M& mean, const M& variance) {
        Gaussian<Real> found;
        M kept;
        layer_.moments(slice(at), {mean, variance}, found, kept, workers_);
        return found;
    }
    void hold(const std::string& law, const std::string& fault) {
        if (!fault.empty()) broken_.push_back(text(layer_.name(), ": ", law, fault));
    }
    void compare(const char* law, const M& got, const M& expected, double rounding = 0) {
        hold(law, deviation(got, expected, tolerance_, rounding));
    }
    /// Compares with differences of a functional whose terms sum to `size`.
    void differ(const char* law, const M& got, const M& at, double size, const auto& functional) {
        compare(law, got, central_differences(at, functional), rounding_of_differences(size, at.size()));
    }
    /// Calls a verb whose outputs hold old numbers. Returns whether it assigns them all, in the shape of
    /// `like`.
    bool assigns(const char* verb, const M& like, std::initializer_list<M*> outs, const auto& call) {
        const std::size_t before = broken_.size();
        for (M* out : outs) out->setConstant(like.rows(), like.cols(), NAN);
        call();
        for (const M* out : outs)
            if (broken_.size() == before)
                hold(text(verb, " assigns its results"), assignment_fault(*out, like.rows(), like.cols()));
        return broken_.size() == before;
    }

    /// Returns whether backward gives a gradient, right or wrong.
    bool ask_gradients(const M& y) {
        const double size = y.norm() * a_.norm();
        M dx;
        const bool goes_back = assigns(
            "backward", x_, {&dx}, [&] { layer_.backward(slice(theta_), x_, y, a_, dx, workers_, draws_); });
        if (goes_back)
            differ("backward is the gradient of forward at the inputs", dx, x_, size,
                   [&](const M& z) { return forward(theta_, z).cwiseProduct(a_).sum(); });
        if (theta_.size() == 0) return goes_back;
        Parameters<Real> g = theta_;
        layer_.gradient(slice(theta_), x_, y, a_, written(g), workers_, draws_);
        differ("gradient is the gradient of forward at the parameters", of_parameters(g), theta_.vector(),
               size, [&](const M& z) { return forward(with(z), x_).cwiseProduct(a_).sum(); });
        return goes_back;
    }

    /// Returns whether there are moments, with right gradients or wrong ones.
    bool ask_moments() {
        const Gaussian<Real> from{x_, x_dot_.cwiseAbs2()}, d{a_, b_};
        const auto weighed = [&](const Gaussian<Real>& of) {
            return of.mean.cwiseProduct(a_).sum() + of.variance.cwiseProduct(b_).sum();
        };
        Gaussian<Real> found, back;
        M kept;
        if (!assigns("moments", a_, {&found.mean, &found.variance},
                     [&] { layer_.moments(slice(theta_), from, found, kept, workers_); }))
            return false;
        const double size = found.mean.norm() * a_.norm() + found.variance.norm() * b_.norm();
        if (assigns("moments_backward", x_, {&back.mean, &back.variance},
                    [&] { layer_.moments_backward(slice(theta_), from, kept, d, back, workers_); })) {
            differ("moments_backward gives the gradient at the means", back.mean, x_, size,
                   [&](const M& z) { return weighed(moments(theta_, z, from.variance)); });
            differ("moments_backward gives the gradient at the variances", back.variance, from.variance, size,
                   [&](const M& z) { return weighed(moments(theta_, x_, z)); });
        }
        if (theta_.size() == 0) return true;
        Parameters<Real> slope = theta_;
        layer_.moments_gradient(slice(theta_), from, kept, d, written(slope), workers_);
        differ("moments_gradient is the gradient at the parameters", of_parameters(slope), theta_.vector(),
               size, [&](const M& z) { return weighed(moments(with(z), x_, from.variance)); });
        return true;
    }

    /// For small variances v of the inputs, the variances of the outputs are (df/dx)^2 v.
    void ask_moments_of_certain_inputs(const M& y) {
        const double small = 1e-8, h = 1e-5;
        const M variance = x_dot_.cwiseAbs2();
        const Gaussian<Real> sure = moments(theta_, x_, small * variance);
        M expected = M::Zero(y.rows(), samples);
        for (Index i = 0; i < x_.rows(); ++i) {
            M above = x_, below = x_;
            above.row(i).array() += h;
            below.row(i).array() -= h;
            expected += ((forward(theta_, above) - forward(theta_, below)) / (2 * h))
                            .cwiseAbs2()
                            .cwiseProduct(variance.row(i).replicate(y.rows(), 1));
        }
        compare("moments of certain inputs have the mean of forward", sure.mean, y);
        compare("moments of certain inputs have the variance that slopes give", sure.variance / small,
                expected);
    }

    /// Returns whether there is a tangent, right or wrong.
    bool ask_tangent(const M& y) {
        const double h = 1e-5;
        M y_dot;
        if (!assigns("tangent", a_, {&y_dot}, [&] {
                layer_.tangent(slice(theta_), slice(theta_dot_), x_, y, x_dot_, y_dot, workers_, draws_);
            }))
            return false;
        const M above = forward(with(theta_.vector() + h * theta_dot_.vector()), x_ + h * x_dot_);
        const M below = forward(with(theta_.vector() - h * theta_dot_.vector()), x_ - h * x_dot_);
        compare("tangent is the derivative of forward in a direction", y_dot, (above - below) / (2 * h),
                rounding_of_differences(y.norm(), 1, h));
        return true;
    }

    /// The adjoint of the tangent: the gradient of F = sum a y + sum b y_dot, a function of x, x_dot and
    /// theta.
    void ask_tangent_backward(const M& y) {
        const auto functional = [&](const Parameters<Real>& at, const M& from, const M& direction) {
            return forward(at, from).cwiseProduct(a_).sum() +
                   tangent(at, from, direction).cwiseProduct(b_).sum();
        };
        const double size = y.norm() * a_.norm() + tangent(theta_, x_, x_dot_).norm() * b_.norm();
        M dx, dx_dot;
        Parameters<Real> g = theta_;
        layer_.backward(slice(theta_), x_, y, a_, dx, workers_, draws_);
        layer_.gradient(slice(theta_), x_, y, a_, written(g), workers_, draws_);
        if (assigns("tangent_backward", x_, {&dx_dot}, [&] {
                layer_.tangent_backward(slice(theta_), slice(theta_dot_), x_, y, x_dot_, b_, dx_dot, dx,
                                        written(g), workers_, draws_);
            }))
            differ("tangent_backward gives the gradient at x_dot", dx_dot, x_dot_, size,
                   [&](const M& z) { return functional(theta_, x_, z); });
        differ("tangent_backward adds to dx what reaches x through y_dot", dx, x_, size,
               [&](const M& z) { return functional(theta_, z, x_dot_); });
        if (theta_.size() > 0)
            differ("tangent_backward adds to g what reaches theta through y_dot", of_parameters(g),
                   theta_.vector(), size, [&](const M& z) { return functional(with(z), x_, x_dot_); });
        if (!layer_.has_tangent_gradient()) return;
        Parameters<Real> alone = theta_;
        layer_.gradient(slice(theta_), x_, y, a_, written(alone), workers_, draws_);
        layer_.tangent_gradient(slice(theta_), slice(theta_dot_), x_, y, x_dot_, b_, written(alone),
                                workers_);
        compare("tangent_gradient adds to g what tangent_backward adds", of_parameters(alone),
                of_parameters(g));
    }

    Layer<Real> layer_;
    double tolerance_;
    std::optional<Key> draws_;
    std::vector<Block> blocks_;
    Parameters<Real> theta_, theta_dot_;
    M x_, x_dot_, a_, b_;
    Workers workers_;
    std::vector<std::string> broken_;
};

/// Returns the laws that a layer breaks, one sentence each; none for a correct layer. The laws compare
/// backward, gradient, tangent and its adjoint with central differences of forward. If the layer has moments,
/// the laws also compare their gradients with differences of the moments, and the moments of almost certain
/// inputs with forward. Errors are relative to the sizes of what is compared, whatever they are. A verb finds
/// old numbers in the matrix that it must assign, in the right shape. Tangents are left out if
/// `with_tangents` is false. A random layer is checked with its draws of the key `draws`, without tangents
/// and moments; a layer that depends on the minibatch is checked as in training if there is a key.
///
///     CHECK(check_layer(Dense{3}, 5).empty());
template <class L, class Real = double>
std::vector<std::string> check_layer(const L& kind, Shape fan_in, bool with_tangents = true,
                                     double tolerance = 1e-6, std::optional<Key> draws = {}) {
    const Layer<Real> layer{kind};
    LayerLaws<Real> laws{layer, fan_in, tolerance, draws};
    laws.ask(with_tangents);
    return std::move(laws).broken();
}

}  // namespace regula::inline REGULA_ABI
