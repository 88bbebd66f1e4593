#pragma once

#include <regula/core/parallel/workers.hpp>
#include <regula/core/shape.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// The geometry of a two-dimensional convolution of images with square filters, in the field's sense, without
/// a flip:
///
///     y(o, i, j) = sum_{c, u, v} w(c, u, v; o) x(c, i stride + u - padding, j stride + v - padding)
///
/// Outside an image x is 0. With groups, output channel o sees the input channels of its own group only. A
/// matrix of filters has a filter per column: row (c size + u) size + v, c counted within the group.
struct Filters {
    Shape image;     ///< of the inputs
    Index channels;  ///< of the outputs, one filter each
    Index size, stride = 1, padding = 0, groups = 1;

    Index height() const { return (image.height + 2 * padding - size) / stride + 1; }
    Index width() const { return (image.width + 2 * padding - size) / stride + 1; }
    Shape outputs() const { return {height(), width(), channels}; }
    /// The numbers of one filter.
    Index rows() const { return size * size * image.channels / groups; }
};

/// A range, and a range in parts of about equal size, none larger than `most`.
struct Part {
    Index first, size;
};
struct Parts {
    Index all, most;
    Index count() const { return (all + most - 1) / most; }
    Part part(Index k) const { return {begin(k), begin(k + 1) - begin(k)}; }
    Index begin(Index k) const { return all * k / count(); }
};

/// Copies of the pixels under some rows of the filters, for some pixels of the outputs: a matrix pixels x
/// rows. A convolution of an image is the product of this matrix and the filters, tile by tile, so a tile
/// stays in the cache.
template <class Scalar>
class Patches {
public:
    /// Eigen takes up to 128 KiB from the stack for each packed operand of a product.
    static constexpr Index most_pixels = 1024 / sizeof(Scalar), most_rows = 128;
    using Tile = Eigen::Map<Matrix<Scalar>, Eigen::AlignedMax>;

    explicit Patches(const Filters& filters) : filters_{filters}, out_width_{filters.width()} {}

    Tile tile(Index pixels, Index rows) { return {storage_, pixels, rows}; }

    /// Fills a tile from one image, for the channels of a group.
    Tile gather(const Scalar* image, Part pixels, Part rows) {
        Tile to = tile(pixels.size, rows.size);
        each_run(pixels, rows, [&](Index k, Index at, Index from, Index before, Index count, Index after) {
            Scalar* out = &to(at, k);
            out = std::fill_n(out, before, Scalar{0});
            if (filters_.stride == 1)
                out = std::copy_n(image + from, count, out);
            else
                for (Index i = 0; i < count; ++i) *out++ = image[from + i * filters_.stride];
            std::fill_n(out, after, Scalar{0});
        });
        return to;
    }
    /// Adds a tile to an image, the adjoint of gather.
    void scatter(const Tile& tile, Scalar* image, Part pixels, Part rows) const {
        each_run(pixels, rows, [&](Index k, Index at, Index from, Index before, Index count, Index) {
            const Scalar* in = &tile(at, k) + before;
            for (Index i = 0; i < count; ++i) image[from + i * filters_.stride] += in[i];
        });
    }

private:
    /// Calls act(column, first pixel of the tile, from, before, count, after) for each run of pixels in one
    /// line of the outputs: `before` and `after` pixels lie outside the image, `count` begin at `from`. A run
    /// has few pixels, so there is no division for each.
    void each_run(Part pixels, Part rows, const auto& act) const {
        const Shape& image = filters_.image;
        const Index size = filters_.size, stride = filters_.stride, padding = filters_.padding;
        const auto up = [stride](Index n) { return (n + stride - 1) / stride; };
        const Index first_line = pixels.first / out_width_, first_pixel = pixels.first % out_width_;
        for (Index k = 0; k < rows.size; ++k) {
            const Index row = rows.first + k;
            const Index channel = row / (size * size), u = row / size % size, v = row % size;
            // The pixels of a line that lie in the image.
            const Index inside = std::min(up(std::max(padding - v, Index{0})), out_width_);
            const Index outside = std::clamp(up(image.width + padding - v), inside, out_width_);
            Index y = first_line * stride + u - padding, j = first_pixel;
            for (Index at = 0; at < pixels.size; y += stride, j = 0) {
                const Index next = std::min(out_width_, j + pixels.size - at);
                const bool in_image = y >= 0 && y < image.height;
                const Index begin = in_image ? std::clamp(inside, j, next) : next;
                const Index end = in_image ? std::clamp(outside, begin, next) : next;
                act(k, at, (channel * image.height + y) * image.width + begin * stride + v - padding,
                    begin - j, end - begin, next - end);
                at += next - j;
            }
        }
    }

    const Filters& filters_;
    Index out_width_;
    alignas(64) Scalar storage_[static_cast<std::size_t>(most_pixels * most_rows)];
};

/// A view of a part of a matrix, rows x cols, that begins at `data`.
template <class Scalar>
auto matrix_at(Scalar* data, Index rows, Index cols, Index stride) {
    using Plain = std::conditional_t<std::is_const_v<Scalar>, const Matrix<std::remove_const_t<Scalar>>,
                                     Matrix<Scalar>>;
    return Eigen::Map<Plain, 0, Eigen::OuterStride<>>(data, rows, cols, Eigen::OuterStride<>(stride));
}

/// A convolution as a bilinear map of filters w and images x (a column each), and its two adjoints. The tiles
/// depend on shapes only, so the bits do not depend on the number of threads, and nothing is allocated.
template <class Scalar>
class Convolution {
public:
    using M = Matrix<Scalar>;

    explicit Convolution(const Filters& filters)
        : f_{filters},
          pixels_{filters.height() * filters.width(), Patches<Scalar>::most_pixels},
          rows_{filters.rows(), Patches<Scalar>::most_rows},
          outs_{filters.channels / filters.groups, Patches<Scalar>::most_rows} {}

    /// y += the images x under the filters w.
    void add(const auto& w, const M& x, M& y, Workers& workers) const {
        workers.each(x.cols() * pixels_.count(), [&](Index tile) {
            Patches<Scalar> patches{f_};
            const Index sample = tile / pixels_.count(), p = tile % pixels_.count();
            each_piece([&](Index g, Index k) {
                const auto seen = patches.gather(image(x, g, sample), pixels_.part(p), rows_.part(k));
                each_outs([&](Part outs) {
                    outputs(y, g, sample, pixels_.part(p), outs).noalias() +=
                        seen * filters(w, g, rows_.part(k), outs);
                });
            });
        });
    }

    /// dx += the adjoint in x, applied to dy.
    void add_to_images(const auto& w, const M& dy, M& dx, Workers& workers) const {
        workers.each(dy.cols(), [&](Index sample) {
            Patches<Scalar> patches{f_};
            for (Index p = 0; p < pixels_.count(); ++p)
                each_piece([&](Index g, Index k) {
                    auto tile = patches.tile(pixels_.part(p).size, rows_.part(k).size);
                    tile.setZero();
                    each_outs([&](Part outs) {
                        tile.noalias() += outputs(dy, g, sample, pixels_.part(p), outs) *
                                          filters(w, g, rows_.part(k), outs).transpose();
                    });
                    patches.scatter(tile, image(dx, g, sample), pixels_.part(p), rows_.part(k));
                });
        });
    }

    /// dw += the adjoint in w, applied to dy. A tile holds some rows of the filters, for all samples.
    void add_to_filters(const M& x, const M& dy, auto& dw, Workers& workers) const {
        workers.each(f_.groups * rows_.count(), [&](Index tile) {
            Patches<Scalar> patches{f_};
            const Index g = tile / rows_.count();
            const Part rows = rows_.part(tile % rows_.count());
            for (Index sample = 0; sample < x.cols(); ++sample)
                for (Index p = 0; p < pixels_.count(); ++p) {
                    const auto seen = patches.gather(image(x, g, sample), pixels_.part(p), rows);
                    each_outs([&](Part outs) {
                        filters(dw, g, rows, outs).noalias() +=
                            seen.transpose() * outputs(dy, g, sample, pixels_.part(p), outs);
                    });
                }
        });
    }

private:
    void each_outs(const auto& act) const {
        for (Index o = 0; o < outs_.count(); ++o) act(outs_.part(o));
    }
    void each_piece(const auto& act) const {
        for (Index g = 0; g < f_.groups; ++g)
            for (Index k = 0; k < rows_.count(); ++k) act(g, k);
    }
    /// The channels of a group in one image.
    auto* image(auto& x, Index group, Index sample) const {
        return x.data() + sample * x.rows() + group * (f_.image.size() / f_.groups);
    }
    /// Pixels x channels of one image of the outputs.
    auto outputs(auto& y, Index group, Index sample, Part pixels, Part outs) const {
        const Index channel = group * outs_.all + outs.first;
        return matrix_at(y.data() + sample * y.rows() + channel * pixels_.all + pixels.first, pixels.size,
                         outs.size, pixels_.all);
    }
    auto filters(auto& w, Index group, Part rows, Part outs) const {
        return matrix_at(w.data() + (group * outs_.all + outs.first) * rows_.all + rows.first, rows.size,
                         outs.size, rows_.all);
    }

    Filters f_;
    Parts pixels_, rows_, outs_;
};

}  // namespace regula::inline REGULA_ABI
