#pragma once

#include <regula/adversarial/margin.hpp>
#include <regula/core/numeric/binomial.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/noise/gaussian_noise.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// Randomized smoothing: a classifier that takes the most likely class of a network under noise,
///
///     g(x) = argmax_k P(f(x + e) = k),   e ~ N(0, stddev^2)
///     g(x + r) = g(x) for all |r| < radius,   radius = stddev Phi^-1(p)
///
/// if P(f(x + e) = g(x)) >= p > 1/2, for any network f. `selection_draws` choose the class. Its votes in
/// `draws` others give p, a lower confidence bound (clopper_pearson_lower): the radius of a sample is wrong
/// with probability `alpha` at most. With p <= 1/2 the classifier abstains. Train the network with
/// GaussianNoise{stddev} on the inputs. The largest radius is stddev Phi^-1(alpha^(1/draws)).
///
/// Cohen, Rosenfeld and Kolter (2019), "Certified adversarial robustness via randomized smoothing".
struct RandomizedSmoothing {
    double stddev;
    Index draws = 1000;
    Index selection_draws = 100;
    double alpha = 1e-3;

    void check() const {
        require(stddev > 0 && stddev < HUGE_VAL, "RandomizedSmoothing: stddev must be > 0 and finite, got ",
                stddev);
        require(draws >= 1 && selection_draws >= 1,
                "RandomizedSmoothing: draws and selection_draws must be >= 1, got ", draws, " and ",
                selection_draws);
        require(alpha > 0 && alpha < 1, "RandomizedSmoothing: alpha must be in (0, 1), got ", alpha);
    }
};

/// What smoothing finds for a sample.
struct SmoothedClass {
    int label = -1;      ///< the class; -1: the classifier abstains
    double radius = 0;   ///< no perturbation of a smaller L2 norm changes the class
    int candidate = -1;  ///< the class of the first draws
    Index votes = 0;     ///< of the candidate, of `draws`
};

/// The votes of a network for each class at a sample under noise. Draw i is column i of the key's stream.
template <class Scalar, class Sample>
std::vector<Index> noisy_votes(const Network<Scalar>& net, const Sample& x, double stddev, Index draws,
                               Key key, Workers& workers, Index part_size = 500) {
    std::vector<Index> votes(static_cast<std::size_t>(std::max<Index>(net.outputs(), 2)), 0);
    Matrix<Scalar> seen;
    Pass<Scalar> pass;
    Hooks<Scalar> none;
    for (Index first = 0; first < draws; first += part_size) {
        seen = x.replicate(1, std::min(part_size, draws - first));
        GaussianNoise{stddev}.perturb(seen, key.from(static_cast<std::uint64_t>(first)));
        pass.begin(net.parameters(), nullptr, none, workers);
        const Matrix<Scalar>& y = pass.value(net(pass, pass.input(seen)));
        for (Index j = 0; j < y.cols(); ++j) {
            require(!y.col(j).hasNaN(), "smoothed_classes: an output of the network is NaN");
            ++votes[static_cast<std::size_t>(class_of(y.col(j)))];
        }
    }
    return votes;
}

/// The class of each sample, a column of x, by randomized smoothing, with its certified L2 radius. The votes
/// are a function of the key and the number of the sample: the same bits for any number of threads. Throws
/// std::invalid_argument for bad settings and inputs that do not fit.
template <class Scalar>
std::vector<SmoothedClass> smoothed_classes(const Network<Scalar>& net, const Matrix<Scalar>& x,
                                            const RandomizedSmoothing& smoothing, Key key, Workers& workers) {
    smoothing.check();
    require(x.allFinite(), "smoothed_classes: the samples must be finite");
    std::vector<SmoothedClass> all(static_cast<std::size_t>(x.cols()));
    for (std::size_t j = 0; j < all.size(); ++j) {
        SmoothedClass& found = all[j];
        const auto votes = [&](const char* stream, Index draws) {
            return noisy_votes(net, x.col(static_cast<Index>(j)), smoothing.stddev, draws,
                               key.stream(stream)[j], workers);
        };
        const auto first = votes("selection", smoothing.selection_draws);
        const auto candidate = std::max_element(first.begin(), first.end()) - first.begin();
        found.candidate = static_cast<int>(candidate);
        found.votes = votes("votes", smoothing.draws)[static_cast<std::size_t>(candidate)];
        const double p = clopper_pearson_lower(found.votes, smoothing.draws, smoothing.alpha);
        if (p <= 0.5) continue;
        found.label = found.candidate;
        found.radius = smoothing.stddev * normal_quantile(p);
    }
    return all;
}
template <class Scalar>
std::vector<SmoothedClass> smoothed_classes(const Network<Scalar>& net, const Matrix<Scalar>& x,
                                            const RandomizedSmoothing& smoothing, Key key = Key{1}) {
    Workers alone;
    return smoothed_classes(net, x, smoothing, key, alone);
}

/// The certified error of smoothed classes at an L2 radius: the fraction of samples without the right class
/// at that radius. Each radius may be wrong with probability alpha.
inline double certified_error(const std::vector<SmoothedClass>& found, const Labels& labels, double radius) {
    require(labels.size() == static_cast<Index>(found.size()) && !found.empty(),
            "certified_error: needs a label for each of ", found.size(), " samples, got ", labels.size());
    require(radius >= 0, "certified_error: radius must be >= 0, got ", radius);
    require(labels.minCoeff() >= 0, "certified_error: labels must be >= 0, got ", labels.minCoeff());
    Index wrong = 0;
    for (std::size_t j = 0; j < found.size(); ++j)
        wrong += found[j].label != labels[static_cast<Index>(j)] || found[j].radius < radius ? 1 : 0;
    return static_cast<double>(wrong) / static_cast<double>(found.size());
}

}  // namespace regula::inline REGULA_ABI
