#pragma once

#include <regula/layer/layer.hpp>
#include <regula/layer/window.hpp>

namespace regula::inline REGULA_ABI {

/// The greatest value in each window of each channel of an image; of equal ones the first counts. A NaN
/// counts as the greatest, so it is not hidden.
///
/// Pixels beyond the last whole window are left out. Goodfellow, Bengio and Courville, Deep Learning,
/// section 9.3.
struct MaxPool2d {
    Index size = 2;
    Index stride = size;
    Shape image = {};  ///< of the inputs; a network sets it

    static void each_setting(auto& layer, auto&& act) {
        act("size", layer.size);
        act("stride", layer.stride);
    }
    MaxPool2d for_inputs(Shape fan_in) const { return {size, stride, fan_in}; }
    Shape outputs(Shape fan_in) const { return Windows{fan_in, size, stride}.checked("MaxPool2d").outputs(); }
    Relaxation relaxation() const { return Relaxation::monotone; }

    void forward(const auto&, const auto& x, auto& y, Workers& workers) const { pick(x, x, y, workers); }
    void backward(const auto&, const auto& x, const auto&, const auto& dy, auto& dx, Workers& workers) const {
        dx.setZero(x.rows(), x.cols());
        each_greatest(x, workers,
                      [&](Index sample, Index out, Index at) { dx(at, sample) += dy(out, sample); });
    }
    void tangent(const auto&, const auto&, const auto& x, const auto&, const auto& x_dot, auto& y_dot,
                 Workers& workers) const {
        pick(x, x_dot, y_dot, workers);
    }
    void tangent_backward(const auto& theta, const auto&, const auto& x, const auto& y, const auto&,
                          const auto& dy_dot, auto& dx_dot, auto&, const auto&, Workers& workers) const {
        backward(theta, x, y, dy_dot, dx_dot, workers);
    }

private:
    /// Fills y with the entries of `from` at the greatest entries of x.
    void pick(const auto& x, const auto& from, auto& y, Workers& workers) const {
        y.resize(outputs(image).size(), x.cols());
        each_greatest(x, workers,
                      [&](Index sample, Index out, Index at) { y(out, sample) = from(at, sample); });
    }
    void each_greatest(const auto& x, Workers& workers, const auto& act) const {
        const Windows windows{image, size, stride};
        windows.each(x.cols(), workers, [&](Index sample, Index out, Index first) {
            Index best = first;
            windows.each_pixel(first, [&](Index at) {
                best = x(at, sample) > x(best, sample) || std::isnan(x(at, sample)) ? at : best;
            });
            act(sample, out, best);
        });
    }
};

}  // namespace regula::inline REGULA_ABI
