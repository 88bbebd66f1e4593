#include <regula/layer/check.hpp>

#include <regula/layer/dense.hpp>

#include "support/catch.hpp"

using namespace regula;

namespace tests::layer_check {

// Layers with one mistake each: the suite must name it.
struct NoTranspose : Dense {
    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g, Workers&) const {
        g[0] = -(x * dy.transpose());
        g[1].col(0) = dy.rowwise().sum();
    }
};
struct HalfBack : Dense {
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx, Workers&) const {
        dx = 0.5 * theta[0] * dy;
    }
};
struct DeafToParameters : Dense {
    void tangent(const auto& theta, const auto&, const auto&, const auto&, const auto& x_dot, auto& y_dot,
                 Workers&) const {
        y_dot = theta[0].transpose() * x_dot;
    }
};
struct NoTangentGradient : Dense {
    void tangent_gradient(const auto&, const auto&, const auto&, const auto&, const auto&, const auto&,
                          const auto&, Workers&) const {}
};

TEST_CASE("check_layer names the law that is broken") {
    const auto first = [](const Layer<double>& layer) {
        const auto broken = check_layer(layer, 4);
        REQUIRE_FALSE(broken.empty());
        return broken.front().substr(0, broken.front().find(','));
    };
    CHECK(first(NoTranspose{{3}}) == "NoTranspose: gradient is the gradient of forward at the parameters");
    CHECK(first(HalfBack{{3}}) == "HalfBack: backward is the gradient of forward at the inputs");
    CHECK(first(DeafToParameters{{3}}) ==
          "DeafToParameters: tangent is the derivative of forward in a direction");
    CHECK(first(NoTangentGradient{{3}}) ==
          "NoTangentGradient: tangent_gradient adds to g what tangent_backward adds");
}

// A verb of each of these leaves a matrix of the wrong shape, or adds to the old numbers.
enum class Verb {
    none,
    forward,
    backward,
    tangent,
    tangent_backward,
    dx,
    moments,
    variance,
    moments_backward
};
enum class Fault { transposed, empty, added };

template <Verb verb, Fault fault>
struct Faulty : Dense {
    static void spoil(Verb of, const auto& old, auto& result) {
        using M = std::remove_cvref_t<decltype(result)>;
        if (of != verb) return;
        if (fault == Fault::transposed) result = M(result.transpose());
        if (fault == Fault::empty) result.resize(0, 0);
        if (fault == Fault::added && of != Verb::dx) result += old;
    }
    void forward(const auto& theta, const auto& x, auto& y, Workers& workers) const {
        const auto old = y;
        Dense::forward(theta, x, y, workers);
        spoil(Verb::forward, old, y);
    }
    void backward(const auto& theta, const auto& x, const auto& y, const auto& dy, auto& dx,
                  Workers& workers) const {
        const auto old = dx;
        Dense::backward(theta, x, y, dy, dx, workers);
        spoil(Verb::backward, old, dx);
    }
    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto& y, const auto& x_dot,
                 auto& y_dot, Workers& workers) const {
        const auto old = y_dot;
        Dense::tangent(theta, theta_dot, x, y, x_dot, y_dot, workers);
        spoil(Verb::tangent, old, y_dot);
    }
    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto& y,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx, const auto& g,
                          Workers& workers) const {
        const auto old = dx_dot;
        Dense::tangent_backward(theta, theta_dot, x, y, x_dot, dy_dot, dx_dot, dx, g, workers);
        spoil(Verb::tangent_backward, old, dx_dot);
        spoil(Verb::dx, old, dx);
    }
    void moments(const auto& theta, const auto& x, auto& y, auto& kept, Workers& workers) const {
        const auto old = y;
        Dense::moments(theta, x, y, kept, workers);
        spoil(Verb::moments, old.mean, y.mean);
        spoil(Verb::variance, old.variance, y.variance);
    }
    void moments_backward(const auto& theta, const auto& x, const auto& kept, const auto& dy, auto& dx,
                          Workers& workers) const {
        const auto old = dx;
        Dense::moments_backward(theta, x, kept, dy, dx, workers);
        spoil(Verb::moments_backward, old.variance, dx.variance);
    }
};

template <Verb verb>
void check_assigns(const std::string& name, const std::string& size, const std::string& transposed) {
    const auto only = [](const auto& layer) {
        const auto broken = check_layer(layer, 4);
        CAPTURE(broken);
        REQUIRE(broken.size() == 1);
        return broken.front().substr(broken.front().find(": ") + 2);
    };
    CHECK(only(Faulty<verb, Fault::transposed>{{3}}) ==
          name + ", of the size " + transposed + ", expected " + size);
    CHECK(only(Faulty<verb, Fault::empty>{{3}}) == name + ", of the size 0 x 0, expected " + size);
    if (verb != Verb::dx) CHECK(only(Faulty<verb, Fault::added>{{3}}) == name + ", got NaN where NaN was");
}

TEST_CASE("a verb that gives a matrix of another shape, or adds to the old numbers, is named") {
    CHECK(check_layer(Faulty<Verb::none, Fault::empty>{{3}}, 4).empty());
    check_assigns<Verb::forward>("forward assigns its results", "3 x 7", "7 x 3");
    check_assigns<Verb::backward>("backward assigns its results", "4 x 7", "7 x 4");
    check_assigns<Verb::tangent>("tangent assigns its results", "3 x 7", "7 x 3");
    check_assigns<Verb::tangent_backward>("tangent_backward assigns its results", "4 x 7", "7 x 4");
    check_assigns<Verb::dx>("tangent_backward adds to dx what reaches x through y_dot", "4 x 7", "7 x 4");
    check_assigns<Verb::moments>("moments assigns its results", "3 x 7", "7 x 3");
    check_assigns<Verb::variance>("moments assigns its results", "3 x 7", "7 x 3");
    check_assigns<Verb::moments_backward>("moments_backward assigns its results", "4 x 7", "7 x 4");
}

/// y = size tanh(w'x). Its gradients are multiplied by the numbers named sign.
struct Sized {
    double size = 1, sign = 1, sign_of_gradient = 1, sign_of_tangent = 1;

    Index outputs(Index) const { return 3; }
    std::vector<Block> blocks(Index fan_in) const {
        return {{.role = Role::weight, .name = "w", .rows = fan_in, .cols = 3}};
    }
    void initialize(const auto& theta, Key) const { theta[0].setOnes(); }
    void forward(const auto& theta, const auto& x, auto& y) const {
        y = size * (theta[0].transpose() * x).array().tanh().matrix();
    }
    void backward(const auto& theta, const auto&, const auto& y, const auto& dy, auto& dx) const {
        dx = sign * theta[0] * slope(y).cwiseProduct(dy);
    }
    void gradient(const auto&, const auto& x, const auto& y, const auto& dy, const auto& g) const {
        g[0] = sign_of_gradient * x * slope(y).cwiseProduct(dy).transpose();
    }
    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto& y, const auto& x_dot,
                 auto& y_dot) const {
        y_dot = theta[0].transpose() * x_dot;
        if (!theta_dot.empty()) y_dot += theta_dot[0].transpose() * x;
        y_dot = (sign_of_tangent * slope(y).cwiseProduct(y_dot)).eval();
    }
    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto& y,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx,
                          const auto& g) const {
        using M = Matrix<double>;
        const M s = slope(y), back = s.cwiseProduct(dy_dot);
        M z_dot = theta[0].transpose() * x_dot;
        if (!theta_dot.empty()) z_dot += theta_dot[0].transpose() * x;
        const M bent = (-2 / size * y.array() * s.array() * z_dot.array() * dy_dot.array()).matrix();
        dx_dot = theta[0] * back;
        dx += theta[0] * bent;
        if (!theta_dot.empty()) dx += theta_dot[0] * back;
        g[0] += x_dot * back.transpose() + x * bent.transpose();
    }

private:
    /// size (1 - tanh^2)
    Matrix<double> slope(const auto& y) const { return (size - y.array().square() / size).matrix(); }
};

TEST_CASE("wrong gradients are found and right ones pass, whatever the size of the outputs") {
    for (const double size : {1e-100, 1e-8, 1e-3, 1.0, 1e6, 1e20}) {
        const auto broken = check_layer(Sized{size}, 4);
        CAPTURE(size, broken);
        CHECK(broken.empty());
        const auto first = [](const Sized& layer) {
            const auto found = check_layer(layer, 4);
            return found.empty() ? "" : found.front().substr(7, found.front().find(", relative error") - 7);
        };
        CHECK(first({.size = size, .sign = -1}) == "backward is the gradient of forward at the inputs");
        CHECK(first({.size = size, .sign = 1 + 1e-5}) == "backward is the gradient of forward at the inputs");
        CHECK(first({.size = size, .sign_of_gradient = -1}) ==
              "gradient is the gradient of forward at the parameters");
        CHECK(first({.size = size, .sign_of_tangent = -1}) ==
              "tangent is the derivative of forward in a direction");
    }
}

/// y = 0, which has the gradient zero.
struct Silent {
    Index outputs(Index fan_in) const { return fan_in; }
    void forward(const auto&, const auto& x, auto& y) const { y.setZero(x.rows(), x.cols()); }
    void backward(const auto&, const auto& x, const auto&, const auto&, auto& dx) const {
        dx.setZero(x.rows(), x.cols());
    }
};
/// y = 1 + x - x, whose differences are rounding errors.
struct Constant : Silent {
    void forward(const auto&, const auto& x, auto& y) const { y = ((x.array() + 1) - x.array()).matrix(); }
};

TEST_CASE("a gradient of zero is right for outputs that do not change") {
    for (const auto& broken : {check_layer(Silent{}, 5, false), check_layer(Constant{}, 5, false)}) {
        CAPTURE(broken);
        CHECK(broken.empty());
    }
}

}  // namespace tests::layer_check
