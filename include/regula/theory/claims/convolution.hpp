#pragma once

#include <regula/layer/conv2d.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model/network.hpp>
#include <regula/theory/claims/experiment.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

namespace experiments {

/// Calls act(pixel, output, k, o) wherever entry k of filter o connects an input pixel to an output of a
/// convolution with stride 1.
void each_connection(const Filters& f, const auto& act) {
    for (Index o = 0; o < f.channels; ++o)
        for (Index k = 0; k < f.rows(); ++k) {
            const Index c = k / (f.size * f.size), u = k / f.size % f.size, v = k % f.size;
            for (Index i = 0; i < f.height(); ++i)
                for (Index j = 0; j < f.width(); ++j) {
                    const Index y = i + u - f.padding, x = j + v - f.padding;
                    if (y < 0 || x < 0 || y >= f.image.height || x >= f.image.width) continue;
                    act((c * f.image.height + y) * f.image.width + x, (o * f.height() + i) * f.width() + j, k,
                        o);
                }
        }
}

/// The gradient of the squared error of a network by its weights.
template <class = OnUse>
Matrix<double> gradient_of_weights(const Network<double>& net, const Matrix<double>& x,
                                   const Matrix<double>& t) {
    Parameters<double> g = net.parameters();
    Pass<double> pass;
    pass.begin(net.parameters(), &g);
    pass.add_loss("loss", SquaredError{}, net(pass, pass.input(x)), t);
    pass.backward();
    return g["0.weight"];
}

template <class = OnUse>
Finding convolution_is_tied_dense(double wrong) {
    const Filters f{.image = {5, 4, 2}, .channels = 3, .size = 3, .padding = 1};
    const Network<double> convolution{f.image, {Conv2d{.channels = 3, .padding = 1, .bias = false}}, Key{81}};
    Network<double> dense{f.image, {Dense{.units = f.outputs().size(), .bias = false}}, Key{82}};
    const auto filters = convolution.parameters()["0.weight"];
    auto w = dense.parameters()["0.weight"];
    w.setZero();
    each_connection(f, [&](Index pixel, Index output, Index k, Index o) {
        w(pixel, output) = (k == 4 ? 1 + wrong : 1) * filters(k, o);
    });
    const Matrix<double> x = drawn(83, f.image.size(), 6), t = drawn(84, w.cols(), 6);
    const Matrix<double> y = convolution.predict(x), expected = dense.predict(x);

    const Matrix<double> of_entries = gradient_of_weights(dense, x, t);
    Matrix<double> summed = Matrix<double>::Zero(f.rows(), f.channels);
    each_connection(
        f, [&](Index pixel, Index output, Index k, Index o) { summed(k, o) += of_entries(pixel, output); });
    const Matrix<double> g = gradient_of_weights(convolution, x, t);
    return worse(Finding{expected.norm(), y.norm(), relative(y, expected)},
                 Finding{summed.norm(), g.norm(), relative(g, summed)});
}

template <class = OnUse>
Finding convolution_is_equivariant(double wrong) {
    const Shape image{8, 7, 2};
    const Network<double> net{image, {Conv2d{.channels = 3, .padding = 2}}, Key{85}};
    const Shape out = net.output_shape();
    const Matrix<double> patch = drawn(86, 2 * 5 * 4, 1);
    const auto shifted = [&](Index down, Index right) {
        Matrix<double> x = Matrix<double>::Zero(image.size(), 1);
        for (Index k = 0; k < patch.size(); ++k) {
            const Index c = k / 20, y = k / 4 % 5 + down, at = k % 4 + right;
            x((c * image.height + y) * image.width + at, 0) = patch(k, 0);
        }
        return net.predict(x);
    };
    const Matrix<double> still = shifted(0, 0);
    double worst = 0, length = 0;
    for (Index down = 0; down < 4; ++down)
        for (Index right = 0; right < 4; ++right) {
            const Matrix<double> moved = shifted(down, right);
            for (Index o = 0; o < out.channels; ++o)
                for (Index i = 0; i + down < out.height; ++i)
                    for (Index j = 0; j + right < out.width; ++j) {
                        const double before = still((o * out.height + i) * out.width + j, 0),
                                     after = moved((o * out.height + i + down) * out.width + j + right, 0);
                        worst = worse(std::abs((1 + wrong) * before - after), worst);
                    }
            length = moved.norm();
        }
    return {(1 + wrong) * still.norm(), length, worst};
}

}  // namespace experiments

/// Convolution as sharing over positions.
template <class = OnUse>
std::vector<Claim> convolution_claims() {
    const char* const book = "Goodfellow, Bengio and Courville, Deep Learning, sections 7.9.1 and 9.2";
    return {
        {.id = "convolution-is-a-tied-dense-layer",
         .statement = "A convolution is a dense layer with zeros and shared weights: its matrix is doubly "
                      "block Toeplitz, and the gradient of a filter entry is the sum over its places in the "
                      "matrix.",
         .formula = R"(W_{\text{pixel}, \text{output}} = w_{\text{pixel} - \text{output}} \\ \frac{d J}{d )"
                    R"(w_k} = \sum \frac{\partial J}{\partial W} \text{ over the places of } w_k)",
         .source = book,
         .experiment =
             "Conv2d and Dense with this matrix act on 6 images of 5 x 4 pixels in 2 channels, with "
             "3 filters of 3 x 3. Outputs and gradients are compared.",
         .tolerance = 1e-13,
         .find = experiments::convolution_is_tied_dense<>},
        {.id = "convolution-commutes-with-translation",
         .statement = "The convolution of a shifted image is the shifted convolution, to the last bit.",
         .formula = R"(f(\text{shift}\, x) = \text{shift}\, f(x))",
         .source = book,
         .experiment =
             "An image of 5 x 4 pixels in 2 channels takes all 16 shifts inside a border of zeros, "
             "under 3 filters of 3 x 3 with biases. The largest difference of an output is measured.",
         .tolerance = 0,
         .find = experiments::convolution_is_equivariant<>,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
