#pragma once

#include <regula/layer/convolution.hpp>

namespace regula::inline REGULA_ABI {

/// A convolution with a filter of its own at each pixel of the outputs, which the book calls unshared, as a
/// bilinear map of filters w and images x, and its two adjoints. A matrix of filters has a filter per output
/// unit: column (o height + i) width + j. Nothing is allocated, and the bits do not depend on the number of
/// threads. Goodfellow, Bengio and Courville, Deep Learning, section 9.5.
template <class Scalar>
class UnsharedConvolution {
public:
    using M = Matrix<Scalar>;

    explicit UnsharedConvolution(const Filters& filters) : f_{filters} {}

    /// y += the images x under the filters w.
    void add(const auto& w, const M& x, M& y, Workers& workers) const {
        workers.each(x.cols(), [&](Index sample) {
            each_run([&](Index unit, Index k, Index at, Index count) {
                y(unit, sample) += w.col(unit).segment(k, count).dot(x.col(sample).segment(at, count));
            });
        });
    }

    /// dx += the adjoint in x, applied to dy.
    void add_to_images(const auto& w, const M& dy, M& dx, Workers& workers) const {
        workers.each(dy.cols(), [&](Index sample) {
            each_run([&](Index unit, Index k, Index at, Index count) {
                dx.col(sample).segment(at, count) += dy(unit, sample) * w.col(unit).segment(k, count);
            });
        });
    }

    /// dw += the adjoint in w, applied to dy.
    void add_to_filters(const M& x, const M& dy, auto& dw, Workers& workers) const {
        workers.each(f_.outputs().size(), [&](Index unit) {
            each_run_of(unit, [&](Index, Index k, Index at, Index count) {
                for (Index sample = 0; sample < x.cols(); ++sample)
                    dw.col(unit).segment(k, count) += dy(unit, sample) * x.col(sample).segment(at, count);
            });
        });
    }

private:
    void each_run(const auto& act) const {
        for (Index unit = 0; unit < f_.outputs().size(); ++unit) each_run_of(unit, act);
    }

    /// Calls act(unit, row, at, count) for the lines of a unit's window: `count` rows of its filter, from
    /// `row` on, lie on the pixels from `at` on.
    void each_run_of(Index unit, const auto& act) const {
        const Shape& image = f_.image;
        const Index width = f_.width(), pixels = f_.height() * width, inside = image.channels / f_.groups;
        const Index group = unit / pixels / (f_.channels / f_.groups);
        const Index i = unit % pixels / width * f_.stride - f_.padding;
        const Index j = unit % width * f_.stride - f_.padding;
        const Index first = std::max(Index{0}, -j), last = std::min(f_.size, image.width - j);
        for (Index c = 0; c < inside && first < last; ++c)
            for (Index u = std::max(Index{0}, -i); u < std::min(f_.size, image.height - i); ++u)
                act(unit, (c * f_.size + u) * f_.size + first,
                    ((group * inside + c) * image.height + i + u) * image.width + j + first, last - first);
    }

    Filters f_;
};

}  // namespace regula::inline REGULA_ABI
