#pragma once

#include <regula/model/hidden_units.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace regula::inline REGULA_ABI {

/// How sparse activations are. The sparsity of n numbers is
///
///     S = (1 - (mean |h|)^2 / mean h^2) / (1 - 1 / n)
///
/// 0 if all have one magnitude, 1 if all but one are 0, up to rounding, at any scale at which squares are in
/// range. Of n zeros, or of a single number, it is NaN; so is a mean over no unit or no sample.
///
/// Treves and Rolls (1991), "What determines the capacity of autoassociative memories in the brain?"; Vinje
/// and Gallant (2000), "Sparse coding and decorrelation in primary visual cortex during natural vision";
/// Willmore and Tolhurst (2001), "Characterizing the sparseness of neural codes".
struct Sparsity {
    Vector<double> lifetime;        ///< S of each unit over the samples: whether a unit responds rarely
    Vector<double> population;      ///< S of each sample over the units: whether few units respond to it
    double mean_lifetime = 0;       ///< the mean over the units that are not 0 on all samples
    double mean_population = 0;     ///< the mean over the samples on which not all units are 0
    double zeros = 0;               ///< the fraction of activations that are not active
    double active_units = 0;        ///< the number of active units a sample, as a mean over the samples
    std::vector<Index> dead_units;  ///< the units that are active on no sample
};

/// The sums from which Sparsity follows, for activations that come in parts. An activation h is active if
/// |h| > threshold; a NaN is active, so it is not hidden.
template <class = OnUse>
class SparsitySums {
public:
    /// Throws std::invalid_argument unless threshold >= 0.
    explicit SparsitySums(double threshold = 0) : threshold_{threshold} {
        require(threshold >= 0, "sparsity: threshold must be >= 0, got ", threshold);
    }

    /// Adds samples, units x samples.
    void add(const auto& h) {
        if (samples_.empty()) units_.resize(static_cast<std::size_t>(h.rows()));
        require(h.rows() == static_cast<Index>(units_.size()), "sparsity: parts must have ", units_.size(),
                " units, got ", h.rows());
        for (Index j = 0; j < h.cols(); ++j) {
            Sums& sample = samples_.emplace_back();
            for (Index i = 0; i < h.rows(); ++i) {
                const double size = std::abs(static_cast<double>(h(i, j)));
                const bool active = !(size <= threshold_);
                sample.add(size, active);
                units_[static_cast<std::size_t>(i)].add(size, active);
            }
        }
    }

    /// Throws std::invalid_argument if there are no activations.
    Sparsity sparsity() const {
        require(!units_.empty() && !samples_.empty(),
                "sparsity: needs at least one unit and one sample, got ", units_.size(), " x ",
                samples_.size());
        Sparsity found;
        found.mean_lifetime = measure(units_, samples_.size(), found.lifetime);
        found.mean_population = measure(samples_, units_.size(), found.population);
        double active = 0;
        for (std::size_t i = 0; i < units_.size(); ++i) {
            active += static_cast<double>(units_[i].active);
            if (units_[i].active == 0) found.dead_units.push_back(static_cast<Index>(i));
        }
        found.active_units = active / static_cast<double>(samples_.size());
        found.zeros = 1 - found.active_units / static_cast<double>(units_.size());
        return found;
    }

private:
    struct Sums {
        double sizes = 0, squares = 0;
        Index active = 0;

        void add(double size, bool is_active) {
            sizes += size;
            squares += size * size;
            active += is_active ? 1 : 0;
        }
    };

    /// Fills `each` with the sparsity of each unit or sample, of n numbers, and returns the mean of those
    /// with activations.
    static double measure(const std::vector<Sums>& of, std::size_t n, Vector<double>& each) {
        const auto count = static_cast<double>(n);
        double sum = 0, with_activations = 0;
        each.resize(static_cast<Index>(of.size()));
        for (std::size_t i = 0; i < of.size(); ++i) {
            const double s = (1 - of[i].sizes * of[i].sizes / (count * of[i].squares)) / (1 - 1 / count);
            each[static_cast<Index>(i)] = s;
            if (of[i].squares != 0) sum += s, ++with_activations;
        }
        return sum / with_activations;
    }

    double threshold_;
    std::vector<Sums> units_, samples_;
};

/// The sparsity of activations h (units x samples). An activation is active if |h| > threshold; units in
/// (0, 1), such as sigmoid units, are never 0 and need a threshold. Throws std::invalid_argument without a
/// sample, and unless threshold >= 0.
///
///     sparsity(codes).active_units
template <class Scalar>
Sparsity sparsity(const Matrix<Scalar>& h, double threshold = 0) {
    SparsitySums<> sums{threshold};
    sums.add(h);
    return sums.sparsity();
}

/// The same for the units at a place of a network, for inputs (features x samples), part_size samples at a
/// time and without noise and gates, as hidden_units gives them:
///
///     sparsity(net, hidden[0], test.inputs).mean_lifetime
///
/// Throws std::invalid_argument if the place does not select one place of the network, if the inputs do not
/// fit it, and unless part_size >= 1.
template <class Scalar, class Selector>
Sparsity sparsity(const Network<Scalar>& network, const Place<Selector, Role::hidden>& place,
                  const Matrix<Scalar>& x, double threshold = 0, Index part_size = 500) {
    require(part_size >= 1, "sparsity: part_size must be >= 1, got ", part_size);
    SparsitySums<> sums{threshold};
    for (Index first = 0; first < x.cols(); first += part_size) {
        const Matrix<Scalar> part = x.middleCols(first, std::min(part_size, x.cols() - first));
        sums.add(hidden_units(network, place, part));
    }
    return sums.sparsity();
}

}  // namespace regula::inline REGULA_ABI
