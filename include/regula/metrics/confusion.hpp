#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <algorithm>
#include <limits>

namespace regula::inline REGULA_ABI {

/// How often samples of each class were taken for each class, and the figures that follow from these counts.
///
///     const Confusion found{test.labels, classes(net.predict(test.inputs)), 10};
///     found.counts()(3, 5);       // samples of class 3 that were taken for class 5
///     found.recall(3);            // the share of class 3 that was found
///
/// With tp samples of class c taken for c, fp others taken for c, and fn of c taken for others:
///
///     precision  tp / (tp + fp)     recall  tp / (tp + fn)     f1  2 tp / (2 tp + fp + fn)
///
/// A figure whose denominator is 0 is NaN, and means over classes leave it out. Throws std::invalid_argument
/// for no samples, for labels of different numbers, and for labels outside 0 ... classes - 1.
///
/// Sokolova and Lapalme (2009), "A systematic analysis of performance measures for classification tasks".
class Confusion {
public:
    using Counts = Eigen::Matrix<Index, Eigen::Dynamic, Eigen::Dynamic>;

    Confusion(const Labels& actual, const Labels& predicted, Index classes)
        : counts_{Counts::Zero(std::max<Index>(classes, 0), std::max<Index>(classes, 0))} {
        require(classes >= 1, "Confusion: classes must be >= 1, got ", classes);
        require(actual.size() > 0 && actual.size() == predicted.size(),
                "Confusion: needs a prediction for each sample, got ", predicted.size(), " for ",
                actual.size());
        for (Index j = 0; j < actual.size(); ++j) {
            for (const int label : {actual[j], predicted[j]})
                require(label >= 0 && label < classes, "Confusion: labels must be from 0 to ", classes - 1,
                        ", got ", label, " at sample ", j);
            ++counts_(actual[j], predicted[j]);
        }
    }

    /// The number of samples by class (rows) and by the class that they were taken for (columns).
    const Counts& counts() const { return counts_; }
    Index classes() const { return counts_.rows(); }
    Index samples() const { return counts_.sum(); }

    double accuracy() const { return share(counts_.trace(), samples()); }
    double precision(Index c) const { return share(hits(c), predicted(c)); }
    double recall(Index c) const { return share(hits(c), actual(c)); }
    double f1(Index c) const { return share(2 * hits(c), predicted(c) + actual(c)); }

    /// Means over the classes, each with the same weight.
    double mean_precision() const {
        return mean([&](Index c) { return precision(c); });
    }
    double mean_recall() const {
        return mean([&](Index c) { return recall(c); });
    }
    double mean_f1() const {
        return mean([&](Index c) { return f1(c); });
    }

private:
    Index hits(Index c) const { return counts_(checked(c), c); }
    Index predicted(Index c) const { return counts_.col(checked(c)).sum(); }
    Index actual(Index c) const { return counts_.row(checked(c)).sum(); }
    Index checked(Index c) const {
        require(c >= 0 && c < classes(), "Confusion: the class must be from 0 to ", classes() - 1, ", got ",
                c);
        return c;
    }
    static double share(Index part, Index whole) {
        return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                         : std::numeric_limits<double>::quiet_NaN();
    }
    double mean(const auto& figure) const {
        double sum = 0;
        int number = 0;
        for (Index c = 0; c < classes(); ++c)
            if (const double value = figure(c); value == value) sum += value, ++number;
        return number > 0 ? sum / number : std::numeric_limits<double>::quiet_NaN();
    }

    Counts counts_;
};

}  // namespace regula::inline REGULA_ABI
