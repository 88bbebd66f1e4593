#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/sample_weights.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Samples in columns, with targets (outputs x samples) or class labels, one or the other.
///
///     Dataset<double> regression{.inputs = x, .targets = y};
///     Dataset<float> digits{.inputs = images, .labels = labels, .class_names = {"0", "1"}};
template <class Scalar>
struct Dataset {
    Matrix<Scalar> inputs;                      ///< features x samples
    Matrix<Scalar> targets = {};                ///< outputs x samples; empty where there are labels
    Labels labels = {};                         ///< 0 ... classes - 1; empty where there are targets
    std::vector<std::string> class_names = {};  ///< one a class; gives the number of classes
    bool missing_targets = false;               ///< whether a target may be NaN: a missing one (task_data)
    /// Of each sample, >= 0; empty where all count alike. A loss is sum_j w_j loss_j / sum_j w_j, so weights
    /// are relative: twice as large ones are the same, and a weight of 2 is a sample that stands there twice.
    Vector<double> sample_weights = {};
    std::vector<std::string> feature_names = {};  ///< one a feature, or none

    Index size() const { return inputs.cols(); }
    Index features() const { return inputs.rows(); }
    bool has_labels() const { return labels.size() > 0; }
    bool has_weights() const { return sample_weights.size() > 0; }

    /// The number of classes: of the names if there are any, else one more than the largest label.
    Index classes() const {
        if (!class_names.empty()) return static_cast<Index>(class_names.size());
        return has_labels() ? Index{labels.maxCoeff()} + 1 : 0;
    }

    /// The number of outputs that a model of this data has.
    Index outputs() const { return has_labels() ? classes() : targets.rows(); }

    /// Throws std::invalid_argument, naming the data as `what`, unless it is a non-empty set of finite
    /// samples with as many targets, or labels of known classes. Targets may be NaN if `missing_targets`;
    /// then there are no sample weights.
    void check(const std::string& what = "Dataset") const {
        check_inputs(what);
        require(has_labels() != (targets.size() > 0), what, ": must have either targets or labels, got ",
                has_labels() ? "both" : "neither");
        check_sizes(what);
        if (has_labels()) {
            require(labels.minCoeff() >= 0 && labels.maxCoeff() < classes(), what,
                    ": labels must lie in 0 ... ", classes() - 1, ", got ",
                    labels.minCoeff() < 0 ? labels.minCoeff() : labels.maxCoeff(),
                    labels.minCoeff() < 0 ? "; samples without labels are the second set of a Together" : "");
        } else {
            require_finite(targets, what, "target", missing_targets);
        }
    }
    /// The same for unlabelled samples; the targets are not checked.
    void check_inputs(const std::string& what = "Dataset") const {
        require(size() > 0 && features() > 0, what, ": must hold at least one sample, got ", features(),
                " x ", size());
        require(feature_names.empty() || static_cast<Index>(feature_names.size()) == features(), what,
                ": needs one name a feature, got ", feature_names.size(), " names for ", features(),
                " features");
        require_finite(inputs, what, "input");
        require_sample_weights(sample_weights, inputs.cols(), what);
        require(!has_weights() || !missing_targets, what,
                ": data with missing targets take no sample weights, got ", sample_weights.size());
    }
    /// The same unless labels, targets and sample weights are as many as the samples, each where there are
    /// any. The values are not checked.
    void check_sizes(const std::string& what = "Dataset") const {
        require(!has_labels() || labels.size() == size(), what, ": needs one label a sample, got ",
                labels.size(), " labels for ", size(), " samples");
        require(targets.size() == 0 || targets.cols() == size(), what,
                ": needs one column of targets a sample, got ", targets.cols(), " columns for ", size(),
                " samples");
        require_weight_count(sample_weights, size(), what);
    }

private:
    static void require_finite(const Matrix<Scalar>& values, const std::string& what, const char* kind,
                               bool or_nan = false) {
        if (values.allFinite()) return;
        for (Index j = 0; j < values.cols(); ++j)
            for (Index i = 0; i < values.rows(); ++i)
                require((values(i, j) - values(i, j)) == Scalar{0} || (or_nan && std::isnan(values(i, j))),
                        what, ": every ", kind, " must be finite", or_nan ? " or NaN, a missing one" : "",
                        ", got ", values(i, j), " at row ", i, " of sample ", j);
    }
};

}  // namespace regula::inline REGULA_ABI
