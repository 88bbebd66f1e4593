#pragma once

#include <regula/data/dataset.hpp>
#include <regula/tangent/tangent_neighbours.hpp>

#include <variant>

namespace regula::inline REGULA_ABI {

/// Settings of a search for neighbours.
struct NeighbourSearch {
    Index neighbours = 1;   ///< k
    Index shortlist = 150;  ///< tangent distance judges as many of the Euclidean nearest; 0: all

    void check(Index samples) const {
        require(neighbours >= 1 && neighbours <= samples,
                "NeighbourSearch: neighbours must be from 1 to the ", samples, " samples, got ", neighbours);
        require(shortlist == 0 || shortlist >= neighbours,
                "NeighbourSearch: shortlist must be 0, all, or at least the neighbours, got ", shortlist,
                " for ", neighbours);
    }
};

/// The neighbours of samples, neighbours x samples, the nearest first.
struct Neighbours {
    Matrix<Index> numbers;
    Matrix<double> distances;
};

/// Classifies samples by the votes of their k nearest neighbours among labelled ones, by the Euclidean or by
/// the tangent distance (EuclideanNeighbours, TangentNeighbours).
///
///     const NearestNeighbours<float> euclid{train};
///     const NearestNeighbours<float> tangent{train, {.tangents = {Shape{28, 28}}}, workers};
///     const Labels classes = tangent.classify(test.inputs, {.neighbours = 3}, workers);
///
/// In a tie of votes, the class of the nearest neighbour among them wins; of neighbours as near, the first of
/// the data is nearer. The bits are the same for any number of threads, and the neighbours of a sample do not
/// depend on the others. Throws std::invalid_argument for data without labels, other shapes, a NaN or
/// infinity, and settings out of range. Cover and Hart (1967), "Nearest neighbor pattern classification".
template <class Scalar>
class NearestNeighbours {
public:
    explicit NearestNeighbours(const Dataset<Scalar>& data)
        : labels_{checked(data).labels},
          classes_{data.classes()},
          points_{EuclideanNeighbours<Scalar>{data.inputs}} {}

    NearestNeighbours(const Dataset<Scalar>& data, const TangentDistance& distance, Workers& workers)
        : labels_{checked(data).labels},
          classes_{data.classes()},
          points_{TangentNeighbours<Scalar>{data.inputs, distance, workers}} {}
    NearestNeighbours(const Dataset<Scalar>& data, const TangentDistance& distance)
        : NearestNeighbours{data, distance, Workers{}} {}

    /// The neighbours of each column of x.
    Neighbours find(const Matrix<Scalar>& x, const NeighbourSearch& search, Workers& workers) const {
        search.check(labels_.size());
        require(x.rows() == features(), "NearestNeighbours: samples have ", features(), " features, got ",
                x.rows());
        require(x.allFinite(), "NearestNeighbours: every number must be finite");
        Neighbours all{Matrix<Index>(search.neighbours, x.cols()),
                       Matrix<double>(search.neighbours, x.cols())};
        constexpr Index together = 16;
        workers.each((x.cols() + together - 1) / together, [&](Index tile) {
            const Index first = tile * together, count = std::min(together, x.cols() - first);
            const auto found = nearest(x.middleCols(first, count), search);
            for (Index j = 0; j < count; ++j)
                for (Index k = 0; k < search.neighbours; ++k) {
                    const Neighbour& near = found[static_cast<std::size_t>(j)][static_cast<std::size_t>(k)];
                    all.numbers(k, first + j) = near.number;
                    all.distances(k, first + j) = std::sqrt(near.squared);
                }
        });
        return all;
    }

    /// The class that most of the neighbours of each sample have.
    Labels vote(const Neighbours& found) const {
        Labels classes(found.numbers.cols());
        std::vector<Index> votes(static_cast<std::size_t>(classes_));
        for (Index j = 0; j < classes.size(); ++j) {
            std::fill(votes.begin(), votes.end(), Index{0});
            const auto count = [&](Index number) -> Index& {
                return votes[static_cast<std::size_t>(labels_[number])];
            };
            for (const Index number : found.numbers.col(j)) ++count(number);
            Index best = found.numbers(0, j);
            for (const Index number : found.numbers.col(j))
                if (count(number) > count(best)) best = number;
            classes[j] = labels_[best];
        }
        return classes;
    }

    /// The class of each column of x.
    Labels classify(const Matrix<Scalar>& x, const NeighbourSearch& search, Workers& workers) const {
        return vote(find(x, search, workers));
    }
    Labels classify(const Matrix<Scalar>& x, const NeighbourSearch& search = {}) const {
        Workers alone;
        return classify(x, search, alone);
    }

private:
    NearestNeighbours(const Dataset<Scalar>& data, const TangentDistance& distance, Workers&& alone)
        : NearestNeighbours{data, distance, alone} {}

    static const Dataset<Scalar>& checked(const Dataset<Scalar>& data) {
        data.check("NearestNeighbours");
        require_unweighted(data, "NearestNeighbours");
        require(data.has_labels(), "NearestNeighbours: the data must have labels, got targets");
        return data;
    }
    Index features() const {
        return std::visit([](const auto& points) { return points.points().rows(); }, points_);
    }
    std::vector<std::vector<Neighbour>> nearest(const Matrix<Scalar>& x,
                                                const NeighbourSearch& search) const {
        if (const auto* euclid = std::get_if<EuclideanNeighbours<Scalar>>(&points_))
            return euclid->nearest(x, search.neighbours);
        return std::get<TangentNeighbours<Scalar>>(points_).nearest(x, search.neighbours, search.shortlist);
    }

    Labels labels_;
    Index classes_;
    std::variant<EuclideanNeighbours<Scalar>, TangentNeighbours<Scalar>> points_;
};

}  // namespace regula::inline REGULA_ABI
