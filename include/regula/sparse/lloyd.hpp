#pragma once

#include <regula/core/numeric/norm.hpp>
#include <regula/core/parallel/workers.hpp>
#include <regula/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Samples in clusters: the result of `cluster`.
template <class Scalar>
struct Clustering {
    Matrix<Scalar> centres = {};         ///< features x clusters; unit vectors for SphericalKMeans
    Labels labels = {};                  ///< the cluster of each sample
    std::vector<double> objective = {};  ///< of the seeds and after each iteration, a mean over samples
    bool converged = false;              ///< whether another iteration would change nothing
};

/// The settings that KMeans and SphericalKMeans share.
struct LloydSettings {
    const char* name;
    Index clusters;
    int iterations;
    double tolerance;  ///< with `gains`, the relative fall of the objective at which it has converged
    bool gains;        ///< whether a sample is a gain times its centre, which is a unit vector

    void check(const auto& samples) const {
        require(samples.size() > 0, name, ": needs at least one sample and one feature, got ", samples.rows(),
                " x ", samples.cols());
        require(samples.allFinite(), name, ": every number of the samples must be finite");
        require(clusters >= 1 && clusters <= samples.cols(), name, ": clusters must be from 1 to the ",
                samples.cols(), " samples, got ", clusters);
        require(iterations >= 0, name, ": iterations must be >= 0, got ", iterations);
        require(tolerance >= 0, name, ": tolerance must be >= 0, got ", tolerance);
    }
};

/// Lloyd's algorithm. It alternates between the best cluster s of each sample and the best centre of each
/// cluster, so the objective never rises:
///
///     J = mean of |x - g c_s|^2 / 2,     g = 1, or g = c_s'x with `gains`
///
/// A sample keeps its cluster in a tie. It works on samples in units of their largest entry (and, without
/// gains, on deviations from their mean), so data of any finite size are clustered. Lloyd (1982).
template <class Scalar>
class Lloyd {
public:
    Lloyd(const Matrix<Scalar>& samples, const LloydSettings& settings, Workers& workers)
        : settings_{settings},
          workers_{workers},
          shift_{Vector<Scalar>::Zero(samples.rows())},
          costs_(samples.cols()),
          gains_{Vector<Scalar>::Ones(samples.cols())},
          labels_{Labels::Constant(samples.cols(), -1)} {
        int exponent = 0;  // a power of two, so the unit does not change bits
        std::frexp(samples.cwiseAbs().maxCoeff(), &exponent);
        exponent_ = std::max(exponent, std::numeric_limits<Scalar>::min_exponent + 1);
        x_ = samples.unaryExpr([this](Scalar value) { return std::ldexp(value, -exponent_); });
        if (settings.gains) return;
        Vector<double> sum = Vector<double>::Zero(x_.rows());
        for (const auto sample : x_.colwise()) sum += sample.template cast<double>();
        shift_ = (sum / static_cast<double>(x_.cols())).template cast<Scalar>();
        x_.colwise() -= shift_;
    }

    /// From samples drawn far from each other: k-means++.
    Clustering<Scalar> run(Key key) {
        seed(key);
        return iterate();
    }
    /// From given centres, not zero with `gains`.
    Clustering<Scalar> run(const Matrix<Scalar>& begin) {
        centres_.resize(begin.rows(), begin.cols());
        for (Index k = 0; k < begin.cols(); ++k)
            if (settings_.gains)
                set_unit(centres_.col(k), begin.col(k));
            else
                centres_.col(k) = begin.col(k) * std::ldexp(Scalar{1}, -exponent_) - shift_;
        return iterate();
    }

private:
    Clustering<Scalar> iterate() {
        Clustering<Scalar> found;
        for (int i = 0;; ++i) {
            const bool stayed = assign();
            const double before = i == 0 ? 0 : found.objective.back();
            found.objective.push_back(costs_.mean() / 2);
            found.converged =
                stayed && (!settings_.gains || found.objective.back() >= (1 - settings_.tolerance) * before);
            if (found.converged || i == settings_.iterations) break;
            fill_empty();
            update();
        }
        if (!settings_.gains)
            centres_ = (centres_.colwise() + shift_).unaryExpr([this](Scalar c) {
                return std::ldexp(c, exponent_);
            });
        for (double& value : found.objective) value = std::ldexp(value, 2 * exponent_);
        found.centres = std::move(centres_);
        found.labels = std::move(labels_);
        return found;
    }

    /// Gives each sample its best cluster. Returns whether all had it before.
    bool assign() {
        const Vector<Scalar> halves = centres_.colwise().squaredNorm() / 2;
        std::vector<char> moved(static_cast<std::size_t>(tiles()), 0);
        workers_.each(tiles(), [&](Index tile) {
            const Index first = tile * together, count = std::min(together, x_.cols() - first);
            Matrix<Scalar> scores = centres_.transpose() * x_.middleCols(first, count);
            if (settings_.gains)
                scores = scores.cwiseAbs();
            else
                scores.colwise() -= halves;  // (|x|^2 - |x - c|^2) / 2
            for (Index j = 0; j < count; ++j) {
                int& label = labels_[first + j];
                Index best = 0;
                const Scalar largest = scores.col(j).maxCoeff(&best);
                if (label < 0 || scores(label, j) < largest) {
                    label = static_cast<int>(best);
                    moved[static_cast<std::size_t>(tile)] = 1;
                }
                const auto centre = centres_.col(label);
                if (settings_.gains) gains_[first + j] = centre.dot(x_.col(first + j));
                costs_[first + j] = cost(first + j, centre, gains_[first + j]);
            }
        });
        return std::find(moved.begin(), moved.end(), 1) == moved.end();
    }

    /// Each cluster without samples takes the one that is farthest from its centre, unless all costs are 0. A
    /// sample without gain does not count, since it says nothing about its centre.
    void fill_empty() {
        std::vector<Index> sizes(static_cast<std::size_t>(centres_.cols()), 0);
        const auto size = [&](int label) -> Index& { return sizes[static_cast<std::size_t>(label)]; };
        for (Index i = 0; i < labels_.size(); ++i) size(labels_[i]) += gains_[i] != 0 ? 1 : 0;
        for (int k = 0; k < static_cast<int>(sizes.size()); ++k) {
            if (size(k) > 0) continue;
            Index farthest = -1;
            double most = 0;
            for (Index i = 0; i < labels_.size(); ++i)
                if (costs_[i] > most && (gains_[i] == 0 || size(labels_[i]) > 1))
                    most = costs_[i], farthest = i;
            if (farthest < 0) return;
            if (gains_[farthest] != 0) --size(labels_[farthest]);
            size(k) = 1;
            labels_[farthest] = k;
            gains_[farthest] = settings_.gains ? x_.col(farthest).norm() : Scalar{1};
            costs_[farthest] = 0;
        }
    }

    /// The best centre of each cluster: the mean of its samples, or the direction of the sum of g x. One
    /// thread adds up a cluster, in the order of the samples.
    void update() {
        std::vector<std::vector<Index>> members(static_cast<std::size_t>(centres_.cols()));
        for (Index i = 0; i < labels_.size(); ++i) members[static_cast<std::size_t>(labels_[i])].push_back(i);
        workers_.each(centres_.cols(), [&](Index k) {
            const auto& samples = members[static_cast<std::size_t>(k)];
            if (samples.empty()) return;
            Vector<double> sum = Vector<double>::Zero(x_.rows());
            for (const Index i : samples)
                sum += static_cast<double>(gains_[i]) * x_.col(i).template cast<double>();
            if (settings_.gains)
                set_unit(centres_.col(k), sum);
            else
                centres_.col(k) = (sum / static_cast<double>(samples.size())).template cast<Scalar>();
        });
    }

    /// Draws centres among the samples, with probabilities in proportion to their costs, so most are far from
    /// those drawn before. Arthur and Vassilvitskii (2007), "k-means++: the advantages of careful seeding".
    void seed(Key key) {
        centres_.setZero(x_.rows(), settings_.clusters);
        costs_.setOnes();
        if (settings_.gains) costs_ = x_.template cast<double>().colwise().squaredNorm();
        for (Index k = 0; k < centres_.cols(); ++k) {
            const auto sample = x_.col(draw(key, k));
            auto centre = centres_.col(k);
            if (!settings_.gains) {
                centre = sample;
            } else if (!set_unit(centre, sample)) {  // fewer directions than atoms
                fill_normal(key.stream("direction")[static_cast<std::uint64_t>(k)], centre);
                set_unit(centre, centre.eval());
            }
            workers_.each(tiles(), [&](Index tile) {
                const Index end = std::min((tile + 1) * together, x_.cols());
                for (Index i = tile * together; i < end; ++i) {
                    const Scalar gain = settings_.gains ? centre.dot(x_.col(i)) : Scalar{1};
                    const double now = cost(i, centre, gain);
                    costs_[i] = k == 0 ? now : std::min(costs_[i], now);
                }
            });
        }
    }

    /// A sample by the n-th draw, with a probability in proportion to its cost; any if all costs are 0.
    Index draw(Key key, Index n) const {
        const auto number = static_cast<std::uint64_t>(n);
        const double total = costs_.sum();
        if (!(total > 0))
            return static_cast<Index>(key.below(static_cast<std::uint64_t>(costs_.size()), number));
        double left = key.uniform(number) * total;
        Index last = 0;  // with a cost: rounding may leave a rest after all samples
        for (Index i = 0; i < costs_.size(); ++i) {
            if (costs_[i] > 0) last = i;
            left -= costs_[i];
            if (left < 0) break;
        }
        return last;
    }

    double cost(Index i, const auto& centre, Scalar gain) const {
        return static_cast<double>((x_.col(i) - gain * centre).squaredNorm());
    }
    /// Sets a centre to the direction of a vector. Returns false, and leaves it, if the vector is zero.
    static bool set_unit(auto&& centre, const auto& vector) {
        const auto norm = safe_norm(vector);
        if (!(norm > 0)) return false;
        with_length(vector, norm, decltype(norm){1},
                    [&](const auto& unit) { centre = unit.template cast<Scalar>(); });
        return true;
    }
    Index tiles() const { return (x_.cols() + together - 1) / together; }

    static constexpr Index together = 128;  // samples of a tile: enough for a product of matrices
    LloydSettings settings_;
    Workers& workers_;
    int exponent_ = 0;
    Vector<Scalar> shift_;
    Matrix<Scalar> x_, centres_;
    Vector<double> costs_;  // |x - g c|^2 of each sample
    Vector<Scalar> gains_;
    Labels labels_;
};

/// Puts samples, the columns of a matrix, into clusters by KMeans or SphericalKMeans.
///
///     const Clustering<double> found = cluster(samples, KMeans{.clusters = 8}, Key{1}, workers);
///
/// The result has the same bits for any number of threads. Throws std::invalid_argument without samples or
/// features, for a NaN or infinity, unless 1 <= clusters <= samples, and for settings out of range.
template <class Scalar, class Method>
Clustering<Scalar> cluster(const Matrix<Scalar>& samples, const Method& method, Key key, Workers& workers) {
    const LloydSettings settings = method.settings();
    settings.check(samples);
    return Lloyd<Scalar>{samples, settings, workers}.run(key);
}
/// The same in this thread.
template <class Scalar, class Method>
Clustering<Scalar> cluster(const Matrix<Scalar>& samples, const Method& method, Key key) {
    Workers alone;
    return cluster(samples, method, key, alone);
}
/// The same from given centres (features x clusters). Throws std::invalid_argument, too, unless they are
/// finite and have this shape, and, for SphericalKMeans, for a centre that is zero.
template <class Scalar, class Method>
Clustering<Scalar> cluster(const Matrix<Scalar>& samples, const Method& method, const Matrix<Scalar>& begin,
                           Workers& workers) {
    const LloydSettings settings = method.settings();
    settings.check(samples);
    require(begin.rows() == samples.rows() && begin.cols() == settings.clusters, settings.name,
            ": begins with centres of ", samples.rows(), " x ", settings.clusters, " numbers, got ",
            begin.rows(), " x ", begin.cols());
    require(begin.allFinite(), settings.name, ": every number of the first centres must be finite");
    require(!settings.gains || (begin.array() != 0).colwise().any().all(), settings.name,
            ": the first centres must not be zero");
    return Lloyd<Scalar>{samples, settings, workers}.run(begin);
}

}  // namespace regula::inline REGULA_ABI
