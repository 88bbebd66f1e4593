#pragma once

#include <regula/core/random.hpp>
#include <regula/data/dataset.hpp>

#include "support/mean.hpp"

#include <string>
#include <vector>

namespace example {

/// Three ways to train a network on few labelled digits: as they are, with digits that move in each step
/// (augmentation), and with tangent propagation along the same moves. Each tries the same number of settings,
/// and validation digits choose.
class TangentNetworks {
public:
    struct Way {
        std::string name, key;
        std::vector<regula::theory::Mean> errors = {};  ///< on test digits, one a number of labels
    };

    TangentNetworks(const std::vector<regula::Index>& labels, double smoothing, int threads);

    /// Trains all of them on digits of a repeat. `data` has at least as many as the largest number of labels.
    void run(const regula::Dataset<float>& data, const regula::Dataset<float>& validation,
             const regula::Dataset<float>& test, regula::Key key);

    const std::vector<regula::Index>& labels() const { return labels_; }
    const std::vector<Way>& ways() const { return ways_; }

private:
    std::vector<regula::Index> labels_;
    double smoothing_;
    int threads_;
    std::vector<Way> ways_;
};

}  // namespace example
