#pragma once

#include <regula/layer/layer.hpp>

#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The laws of a layer: backward, gradient, tangent and the tangent's adjoint against central differences of
/// forward, at random points, on a rectangular batch; and where it has moments, their gradients against
/// differences of them, and what they are of inputs that are almost certain. Returns the laws that are
/// broken, in sentences: none for a good layer. Tangents are asked only `with_tangents`. Of a random layer
/// `draws` asks for what it draws with a key, which has neither tangents nor moments.
///
///     CHECK(check_layer(Dense{3}, 5).empty());
template <class L, class Real = double>
std::vector<std::string> check_layer(const L& kind, Index fan_in, bool with_tangents = true,
                                     double tolerance = 1e-6, std::optional<Key> draws = {}) {
    const Layer<Real> layer{kind};
    std::vector<std::string> broken;
    Workers workers;
    const Index samples = 7;
    const std::vector<Block> blocks = layer.blocks(fan_in);
    Parameters<Real> theta{blocks};
    const auto slice = [&](const Parameters<Real>& of) {
        return Slice<const Real>{std::span{of.blocks()}, of.vector().data()};
    };
    const auto draw = [key = Key{7}](std::uint64_t stream, Index rows, Index cols) {
        Matrix<Real> m(rows, cols);
        fill_normal(key[stream], m);
        return m;
    };
    const Index outs = layer.outputs(fan_in).size();
    const Matrix<Real> x = draw(1, fan_in, samples), x_dot = draw(2, fan_in, samples);
    const Matrix<Real> a = draw(3, outs, samples), b = draw(4, outs, samples);
    theta.vector() = draw(5, theta.size(), 1);
    Parameters<Real> theta_dot = theta;
    theta_dot.vector() = draw(6, theta.size(), 1);

    const auto forward = [&](const Parameters<Real>& at, const Matrix<Real>& from) {
        Matrix<Real> y;
        layer.forward(slice(at), from, y, workers, draws);
        return y;
    };
    const auto compare = [&](const char* law, const Matrix<Real>& got, const Matrix<Real>& expected) {
        const double error = (got - expected).norm() / std::max(1.0, expected.norm());
        if (!(error <= tolerance))
            broken.push_back(text(layer.name(), ": ", law, ", relative error ", error));
    };
    // d/dz of a function of a matrix z, entry by entry.
    const auto differences = [](Matrix<Real> z, const auto& f) {
        const double h = 1e-5;
        Matrix<Real> slope(z.rows(), z.cols());
        for (Index i = 0; i < z.size(); ++i) {
            const double at = z(i);
            z(i) = at + h;
            const double above = f(z);
            z(i) = at - h;
            slope(i) = (above - f(z)) / (2 * h);
            z(i) = at;
        }
        return slope;
    };
    const auto with = [&](const Matrix<Real>& values) {
        Parameters<Real> at = theta;
        at.vector() = values;
        return at;
    };

    const Matrix<Real> y = forward(theta, x);
    if (y.rows() != outs || y.cols() != samples)
        return {text(layer.name(), ": forward gives outputs(inputs) x samples")};

    Matrix<Real> dx;
    layer.backward(slice(theta), x, y, a, dx, workers, draws);
    compare("backward is the gradient of forward at the inputs", dx,
            differences(x, [&](const auto& z) { return forward(theta, z).cwiseProduct(a).sum(); }));
    Parameters<Real> g = theta;
    layer.gradient(slice(theta), x, y, a, Slice<Real>{std::span{g.blocks()}, g.vector().data()}, workers,
                   draws);
    if (theta.size() > 0)
        compare("gradient is the gradient of forward at the parameters", g.vector(),
                differences(theta.vector(),
                            [&](const auto& z) { return forward(with(z), x).cwiseProduct(a).sum(); }));
    if (draws) return broken;
    if (layer.has_moments()) {
        const auto moments = [&](const Parameters<Real>& at, const Matrix<Real>& mean,
                                 const Matrix<Real>& variance) {
            Gaussian<Real> found;
            Matrix<Real> kept;
            layer.moments(slice(at), {mean, variance}, found, kept, workers);
            return found;
        };
        const Gaussian<Real> from{x, x_dot.cwiseAbs2()}, d{a, b};
        const auto weighed = [&](const Gaussian<Real>& of) {
            return of.mean.cwiseProduct(a).sum() + of.variance.cwiseProduct(b).sum();
        };
        Gaussian<Real> found, back;
        Matrix<Real> kept;
        layer.moments(slice(theta), from, found, kept, workers);
        layer.moments_backward(slice(theta), from, kept, d, back, workers);
        compare("moments_backward gives the gradient at the means", back.mean,
                differences(x, [&](const auto& z) { return weighed(moments(theta, z, from.variance)); }));
        compare("moments_backward gives the gradient at the variances", back.variance,
                differences(from.variance, [&](const auto& z) { return weighed(moments(theta, x, z)); }));
        Parameters<Real> slope = theta;
        layer.moments_gradient(slice(theta), from, kept, d,
                               Slice<Real>{std::span{slope.blocks()}, slope.vector().data()}, workers);
        if (theta.size() > 0)
            compare("moments_gradient is the gradient at the parameters", slope.vector(),
                    differences(theta.vector(),
                                [&](const auto& z) { return weighed(moments(with(z), x, from.variance)); }));
        // With small variances v of the inputs those of the outputs are (df/dx)^2 v.
        const double small = 1e-8;
        const Gaussian<Real> sure = moments(theta, x, small * from.variance);
        Matrix<Real> spread = Matrix<Real>::Zero(outs, samples);
        for (Index i = 0; i < fan_in; ++i) {
            Matrix<Real> above = x, below = x;
            above.row(i).array() += 1e-5;
            below.row(i).array() -= 1e-5;
            spread += ((forward(theta, above) - forward(theta, below)) / 2e-5)
                          .cwiseAbs2()
                          .cwiseProduct(from.variance.row(i).replicate(outs, 1));
        }
        compare("moments of certain inputs have the mean of forward", sure.mean, y);
        compare("moments of certain inputs have the variance that slopes give", sure.variance / small,
                spread);
    }
    if (!with_tangents) return broken;

    const auto tangent = [&](const Parameters<Real>& at, const Matrix<Real>& from,
                             const Matrix<Real>& direction) {
        Matrix<Real> y_dot;
        layer.tangent(slice(at), slice(theta_dot), from, forward(at, from), direction, y_dot, workers);
        return y_dot;
    };
    const double h = 1e-5;
    const Matrix<Real> above = forward(with(theta.vector() + h * theta_dot.vector()), x + h * x_dot);
    const Matrix<Real> below = forward(with(theta.vector() - h * theta_dot.vector()), x - h * x_dot);
    compare("tangent is the derivative of forward in a direction", tangent(theta, x, x_dot),
            (above - below) / (2 * h));

    // The adjoint: of F = sum a y + sum b y_dot, a function of x, x_dot and theta.
    const auto functional = [&](const Parameters<Real>& at, const Matrix<Real>& from,
                                const Matrix<Real>& direction) {
        return forward(at, from).cwiseProduct(a).sum() + tangent(at, from, direction).cwiseProduct(b).sum();
    };
    Matrix<Real> dx_dot;
    layer.tangent_backward(slice(theta), slice(theta_dot), x, y, x_dot, b, dx_dot, dx,
                           Slice<Real>{std::span{g.blocks()}, g.vector().data()}, workers);
    compare("tangent_backward gives the gradient at x_dot", dx_dot,
            differences(x_dot, [&](const auto& z) { return functional(theta, x, z); }));
    compare("tangent_backward adds to dx what reaches x through y_dot", dx,
            differences(x, [&](const auto& z) { return functional(theta, z, x_dot); }));
    if (theta.size() > 0)
        compare("tangent_backward adds to g what reaches theta through y_dot", g.vector(),
                differences(theta.vector(), [&](const auto& z) { return functional(with(z), x, x_dot); }));
    return broken;
}

}  // namespace regula::inline REGULA_ABI
