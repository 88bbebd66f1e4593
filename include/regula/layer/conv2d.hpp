#pragma once

#include <regula/layer/convolution.hpp>
#include <regula/layer/dense.hpp>
#include <regula/layer/unshared_convolution.hpp>

namespace regula::inline REGULA_ABI {

/// A two-dimensional convolution of images:     each channel of the outputs is the image under one filter
///
///     Network<float> net{Shape{28, 28},
///                        {Conv2d{.channels = 32, .size = 5, .padding = 2}, Relu{}, MaxPool2d{2}, Dense{10}},
///                        Key{1}};
///
/// It is a dense layer with two constraints: units see a window of the image only, and units of one channel
/// share their weights. So it has size^2 channels weights for each input channel, whatever the image's size.
/// Outputs have (height + 2 padding - size) / stride + 1 lines, rounded down, and columns likewise. With
/// groups = the channels of the inputs it is a depthwise convolution. With shared = false each output unit
/// has a filter and a bias of its own: a locally connected layer.
///
/// Blocks: "weight" with a filter per column, size^2 inputs / groups x channels, so a policy per unit, such
/// as MaxNorm or GroupLasso, acts per filter; and, unless `bias` is false, "bias" (channels x 1), initially
/// zero. Without sharing both have as many filters and biases as there are output units. LeCun et al. (1989);
/// Goodfellow, Bengio and Courville, Deep Learning, sections 7.9, 9.1 and 9.5.
struct Conv2d {
    Index channels;     ///< of the outputs: the number of filters
    Index size = 3;     ///< height and width of a filter
    Index stride = 1;   ///< the distance of neighbouring windows
    Index padding = 0;  ///< zeros around the image; (size - 1) / 2 keeps its size if the stride is 1
    Index groups = 1;   ///< parts of the channels that do not see each other
    Initializer initializer = Initializer::he;
    bool bias = true;
    bool shared = true;  ///< the filters, by all pixels
    Shape image = {};    ///< of the inputs; a network sets it

    static void each_setting(auto& layer, auto&& act) {
        act("channels", layer.channels);
        act("size", layer.size);
        act("stride", layer.stride);
        act("padding", layer.padding);
        act("groups", layer.groups);
        act("bias", layer.bias);
        act("shared", layer.shared);
    }
    Conv2d for_inputs(Shape fan_in) const {
        Conv2d fitted = *this;
        fitted.image = fan_in;
        return fitted;
    }

    Shape outputs(Shape fan_in) const { return checked(fan_in).outputs(); }
    Relaxation relaxation() const { return Relaxation::affine; }

    std::vector<Block> blocks(Shape fan_in) const {
        std::vector<Block> all{
            {.role = Role::weight, .name = "weight", .rows = checked(fan_in).rows(), .cols = channels}};
        if (!shared) all[0].cols = outputs(fan_in).size();
        if (bias) all.push_back({.role = Role::bias, .name = "bias", .rows = all[0].cols, .cols = 1});
        return all;
    }

    void initialize(const auto& theta, Key key) const {
        auto w = theta[0];
        const Index outputs_per_group = channels / groups;
        const auto fan_in = static_cast<double>(w.rows());
        const auto fan_out = static_cast<double>(size * size * outputs_per_group);
        w.setZero();
        if (initializer != Initializer::zero)
            add_normal(key, w, std::sqrt(2 / (initializer == Initializer::he ? fan_in : fan_in + fan_out)));
        if (bias) theta[1].setZero();
    }

    void forward(const auto& theta, const auto& x, auto& y, Workers& workers) const {
        begin_outputs(theta, x, y, bias);
        add(theta[0], x, y, workers);
    }

    void backward(const auto& theta, const auto& x, const auto&, const auto& dy, auto& dx,
                  Workers& workers) const {
        dx.setZero(x.rows(), x.cols());
        add_to_images(theta[0], dy, dx, workers);
    }

    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g,
                  Workers& workers) const {
        auto w = g[0];
        w.setZero();
        add_to_filters(x, dy, w, workers);
        if (bias) sum_of_biases(dy, g[1]);
    }

    void tangent(const auto& theta, const auto& theta_dot, const auto& x, const auto&, const auto& x_dot,
                 auto& y_dot, Workers& workers) const {
        begin_outputs(theta_dot, x, y_dot, bias && !theta_dot.empty());
        add(theta[0], x_dot, y_dot, workers);
        if (!theta_dot.empty()) add(theta_dot[0], x, y_dot, workers);
    }

    void tangent_backward(const auto& theta, const auto& theta_dot, const auto& x, const auto& y,
                          const auto& x_dot, const auto& dy_dot, auto& dx_dot, auto& dx, const auto& g,
                          Workers& workers) const {
        dx_dot.setZero(x.rows(), x.cols());
        add_to_images(theta[0], dy_dot, dx_dot, workers);
        if (!theta_dot.empty()) add_to_images(theta_dot[0], dy_dot, dx, workers);
        tangent_gradient(theta, theta_dot, x, y, x_dot, dy_dot, g, workers);
    }

    void tangent_gradient(const auto&, const auto&, const auto&, const auto&, const auto& x_dot,
                          const auto& dy_dot, const auto& g, Workers& workers) const {
        auto w = g[0];
        add_to_filters(x_dot, dy_dot, w, workers);
    }

    /// Means under the filters, variances under the squared filters: exact for independent inputs.
    void moments(const auto& theta, const auto& x, auto& y, auto& kept, Workers& workers) const {
        forward(theta, x.mean, y.mean, workers);
        kept = theta[0].cwiseAbs2();
        y.variance.setZero(y.mean.rows(), y.mean.cols());
        add(kept, x.variance, y.variance, workers);
    }

    void moments_gradient(const auto& theta, const auto& x, const auto&, const auto& dy, const auto& g,
                          Workers& workers) const {
        auto w = g[0];
        w.setZero();
        add_to_filters(x.variance, dy.variance, w, workers);
        w.array() *= 2 * theta[0].array();
        add_to_filters(x.mean, dy.mean, w, workers);
        if (bias) sum_of_biases(dy.mean, g[1]);
    }

    void moments_backward(const auto& theta, const auto& x, const auto& kept, const auto& dy, auto& dx,
                          Workers& workers) const {
        backward(theta, x.mean, dy.mean, dy.mean, dx.mean, workers);
        dx.variance.setZero(x.mean.rows(), x.mean.cols());
        add_to_images(kept, dy.variance, dx.variance, workers);
    }

private:
    Filters filters() const { return {image, channels, size, stride, padding, groups}; }
    template <class Scalar>
    void add(const auto& w, const Matrix<Scalar>& x, Matrix<Scalar>& y, Workers& workers) const {
        shared ? Convolution<Scalar>{filters()}.add(w, x, y, workers)
               : UnsharedConvolution<Scalar>{filters()}.add(w, x, y, workers);
    }
    template <class Scalar>
    void add_to_images(const auto& w, const Matrix<Scalar>& dy, Matrix<Scalar>& dx, Workers& workers) const {
        shared ? Convolution<Scalar>{filters()}.add_to_images(w, dy, dx, workers)
               : UnsharedConvolution<Scalar>{filters()}.add_to_images(w, dy, dx, workers);
    }
    template <class Scalar>
    void add_to_filters(const Matrix<Scalar>& x, const Matrix<Scalar>& dy, auto& dw, Workers& workers) const {
        shared ? Convolution<Scalar>{filters()}.add_to_filters(x, dy, dw, workers)
               : UnsharedConvolution<Scalar>{filters()}.add_to_filters(x, dy, dw, workers);
    }

    Filters checked(Shape fan_in) const {
        require(channels >= 1 && size >= 1 && stride >= 1 && groups >= 1,
                "Conv2d: channels, size, stride and groups must be >= 1, got ", channels, ", ", size, ", ",
                stride, ", ", groups);
        require(padding >= 0 && padding < size, "Conv2d: padding must be in [0, size), got ", padding,
                " of size ", size);
        require(fan_in.channels % groups == 0 && channels % groups == 0,
                "Conv2d: groups must divide the channels, got ", groups, " groups of ", fan_in.channels,
                " input and ", channels, " output channels");
        require(static_cast<double>(size) * static_cast<double>(size) * static_cast<double>(fan_in.channels) *
                        static_cast<double>(channels) <=
                    1e15,
                "Conv2d: has too many weights, ", channels, " filters of ", size, " x ", size, " x ",
                fan_in.channels);
        require(
            size <= fan_in.height + 2 * padding && size <= fan_in.width + 2 * padding, "Conv2d: filters of ",
            size, " x ", size, " are larger than images of ", fan_in.height, " x ", fan_in.width,
            " with padding ", padding,
            fan_in.pixels() > 1 ? "" : "; a network of images begins with Shape{height, width, channels}");
        return for_inputs(fan_in).filters();
    }

    /// Sets the outputs to the biases, or to zero.
    void begin_outputs(const auto& theta, const auto& x, auto& y, bool with_bias) const {
        const Index pixels = pixels_per_bias();
        y.resize(filters().outputs().size(), x.cols());
        if (!with_bias)
            y.setZero();
        else
            for (Index o = 0; o < theta[1].rows(); ++o)
                y.middleRows(o * pixels, pixels).setConstant(theta[1](o, 0));
    }

    void sum_of_biases(const auto& dy, auto&& sums) const {
        const Index pixels = pixels_per_bias();
        for (Index o = 0; o < sums.rows(); ++o) sums(o, 0) = dy.middleRows(o * pixels, pixels).sum();
    }

    Index pixels_per_bias() const { return shared ? filters().outputs().pixels() : 1; }
};

}  // namespace regula::inline REGULA_ABI
