#pragma once

#include <regula/tangent/euclidean_neighbours.hpp>
#include <regula/tangent/low_frequencies.hpp>
#include <regula/tangent/tangent_pairs.hpp>

#include <numeric>

namespace regula::inline REGULA_ABI {

/// The nearest of some images by tangent distance, up to its rounding.
///
/// It judges the Euclidean nearest of the smoothed images, a shortlist, or all. Tangent distances in the
/// lowest frequencies of the images and of their tangents (LowFrequencies) are lower bounds of it. Images are
/// judged in the order of these bounds, until the nearest so far are nearer than all bounds that are left. It
/// keeps 8 numbers a pixel for each image, and more: 1.9 GB for 60,000 images of 28 x 28 in float.
template <class Scalar>
class TangentNeighbours {
public:
    /// Throws std::invalid_argument without images, for images of another shape, a NaN or infinity, and
    /// settings out of range.
    TangentNeighbours(const Matrix<Scalar>& images, const TangentDistance& distance, Workers& workers)
        : euclid_{smoothed(images, distance)}, planes_{images, distance, workers} {}

    const Matrix<Scalar>& points() const { return euclid_.points(); }

    /// The `count` nearest images of each column of x, nearest first, of the `shortlist` Euclidean nearest,
    /// or of all if it is 0. Throws std::invalid_argument unless 1 <= count <= images, and for an x that does
    /// not fit the images.
    std::vector<std::vector<Neighbour>> nearest(const Matrix<Scalar>& x, Index count, Index shortlist) const {
        const Index all = points().cols();
        require(count >= 1 && count <= all, "TangentNeighbours: there are ", all, " images, got a count of ",
                count);
        require(shortlist == 0 || shortlist >= count,
                "TangentNeighbours: shortlist must be 0, all, or at least the count, got ", shortlist,
                " for ", count);
        Workers alone;
        const Planes own{x, planes_.distance, alone};
        Search search{own, planes_};
        const bool listed = shortlist > 0 && shortlist < all;
        std::vector<std::vector<Neighbour>> candidates, found;
        if (listed) candidates = euclid_.nearest(planes_.distance.tangents.smoothed(x), shortlist);
        std::vector<Index> numbers(static_cast<std::size_t>(listed ? shortlist : all));
        std::iota(numbers.begin(), numbers.end(), Index{0});
        for (Index i = 0; i < x.cols(); ++i) {
            if (listed)
                std::transform(candidates[static_cast<std::size_t>(i)].begin(),
                               candidates[static_cast<std::size_t>(i)].end(), numbers.begin(),
                               [](const Neighbour& near) { return near.number; });
            found.push_back(search.nearest(i, numbers, static_cast<std::size_t>(count)));
        }
        return found;
    }

private:
    using Pairs = TangentPairs<Scalar>;

    /// The planes of images, and those of their lowest frequencies.
    struct Planes {
        Planes(const Matrix<Scalar>& images, const TangentDistance& of, Workers& workers)
            : distance{of},
              low{of.tangents.image, 10},
              fine{images.rows(), images.cols()},
              coarse{low.size(), images.cols()} {
            with_tangents(images, of, workers, [&](Index j, const auto& x, const auto& t, const auto& norms) {
                fine.set(j, x, t, norms, of.ridge);
                coarse.set(j, low.of(x).col(0), low.of(t), norms, of.ridge);
            });
        }

        TangentDistance distance;
        LowFrequencies low;
        TangentPlanes<Scalar> fine, coarse;
    };

    /// The memory of a thread.
    class Search {
    public:
        Search(const Planes& x, const Planes& y)
            : x_{x},
              y_{y},
              fine_{x.fine.pixels(), x.distance.tangents.count()},
              coarse_{x.coarse.pixels(), x.distance.tangents.count()} {}

        /// The nearest of the images y of some numbers to the image i of x.
        std::vector<Neighbour> nearest(Index i, std::span<const Index> numbers, std::size_t count) {
            constexpr auto together = static_cast<std::size_t>(Pairs::together);
            const auto later = std::greater<Neighbour>{};
            bounds_.clear();
            for (; !numbers.empty(); numbers = numbers.subspan(std::min(together, numbers.size())))
                judge(coarse_, x_.coarse, i, y_.coarse, numbers.first(std::min(together, numbers.size())),
                      [&](const Neighbour& y) {
                          bounds_.push_back({y.squared - rounding(i, y.number), y.number});
                      });
            std::make_heap(bounds_.begin(), bounds_.end(), later);
            std::vector<Neighbour> best;
            std::vector<Index> next;
            const auto may_be_near = [&] {
                return !bounds_.empty() &&
                       (best.size() < count || bounds_.front().squared <= best.back().squared);
            };
            while (may_be_near()) {
                for (next.clear(); next.size() < together && may_be_near(); bounds_.pop_back()) {
                    next.push_back(bounds_.front().number);
                    std::pop_heap(bounds_.begin(), bounds_.end(), later);
                }
                judge(fine_, x_.fine, i, y_.fine, next, [&](const Neighbour& y) {
                    best.insert(std::upper_bound(best.begin(), best.end(), y), y);
                    if (best.size() > count) best.pop_back();
                });
            }
            return best;
        }

    private:
        void judge(Pairs& pairs, const TangentPlanes<Scalar>& x, Index i, const TangentPlanes<Scalar>& y,
                   std::span<const Index> numbers, auto&& use) {
            pairs.load(y, numbers);
            const auto& squared = pairs.squared_distances(x, i, x_.distance.sides);
            for (std::size_t j = 0; j < numbers.size(); ++j)
                use(Neighbour{static_cast<double>(squared[static_cast<Index>(j)]), numbers[j]});
        }
        /// More than rounding changes a squared distance.
        double rounding(Index i, Index number) const {
            return 1000 * static_cast<double>(std::numeric_limits<Scalar>::epsilon()) *
                   static_cast<double>(x_.fine.products(i)[0] + y_.fine.products(number)[0]);
        }

        const Planes &x_, &y_;
        Pairs fine_, coarse_;
        std::vector<Neighbour> bounds_;  // a heap, the least first
    };

    static Matrix<Scalar> smoothed(const Matrix<Scalar>& images, const TangentDistance& distance) {
        distance.check(images);
        return distance.tangents.smoothed(images);
    }

    EuclideanNeighbours<Scalar> euclid_;
    Planes planes_;
};

}  // namespace regula::inline REGULA_ABI
