#pragma once

#include <regula/adversarial/interval_pass.hpp>
#include <regula/model/evaluate.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// A method that bounds the margins of a network in a threat model, an aggregate with fields `threat` and
/// `range`:
///
///     check()
///     margins(net, x, labels, workers)    upper bounds of y_k - y_label, as IntervalPass::margins has them
template <class B>
concept MarginBounds = requires(const B& bounds, const Network<double>& net, const Matrix<double>& x,
                                const Labels& labels, Workers& workers) {
    bounds.check();
    { bounds.threat } -> std::convertible_to<Threat>;
    { bounds.range } -> std::convertible_to<Box>;
    { bounds.margins(net, x, labels, workers) } -> std::convertible_to<Matrix<double>>;
};

/// Calls act(bounds, labels, first) with the margins of each part of the data, `part_size` samples at a time.
/// Throws std::invalid_argument for data without labels, with sample weights, or that do not fit.
template <class Scalar>
void margins_in_parts(const Network<Scalar>& net, const Dataset<Scalar>& data, const auto& margins,
                      Index part_size, const auto& act) {
    require_fits(net, data, "certificate");
    require_unweighted(data, "certificate");
    require(data.has_labels(), "certificate: needs labels");
    require(part_size >= 1, "certificate: part_size must be >= 1, got ", part_size);
    for (Index first = 0; first < data.size(); first += part_size) {
        const Index count = std::min(part_size, data.size() - first);
        const Matrix<Scalar> x = data.inputs.middleCols(first, count);
        const Labels labels = data.labels.segment(first, count);
        act(margins(x, labels), labels, first);
    }
}

/// The samples whose class may change: those with a margin that is not < 0.
template <class Scalar>
Index count_unproven(const Matrix<Scalar>& margins, const Labels& labels) {
    Index unproven = 0;
    for (Index j = 0; j < margins.cols(); ++j) {
        bool proven = true;
        for (Index k = 0; k < margins.rows(); ++k)
            proven = proven && ((margins.rows() > 1 && k == labels[j]) || margins(k, j) < Scalar{0});
        unproven += proven ? 0 : 1;
    }
    return unproven;
}

/// The certified error: the fraction of samples of which bounds do not prove that no perturbation in the
/// threat model changes their right class. It is an upper bound of the error under any attack:
///
///     robust_error  <=  the error under the worst attack  <=  certified_error
///
///     certified_error(net, test, IntervalBounds{.threat = LInfinityBall{0.1}, .range = {0, 1}})
///
/// Samples with a wrong class count as unproven. The same bits for any number of threads. Throws
/// std::invalid_argument for data without labels, that do not fit, or outside the range.
template <class Scalar, class Bounds>
double certified_error(const Network<Scalar>& net, const Dataset<Scalar>& data, const Bounds& bounds,
                       Workers& workers, Index part_size = 100) {
    constexpr bool known = MarginBounds<Bounds>;
    static_assert(known,
                  "regula: certified_error needs bounds of margins, such as IntervalBounds{.threat = "
                  "LInfinityBall{0.1}} or LinearBounds{...}");
    if constexpr (known) bounds.check();
    Index unproven = 0;
    if constexpr (known)
        margins_in_parts(
            net, data,
            [&](const auto& x, const Labels& labels) { return bounds.margins(net, x, labels, workers); },
            part_size,
            [&](const auto& found, const Labels& labels, Index) {
                unproven += count_unproven(found, labels);
            });
    return static_cast<double>(unproven) / static_cast<double>(data.size());
}
template <class Scalar, class Bounds>
double certified_error(const Network<Scalar>& net, const Dataset<Scalar>& data, const Bounds& bounds) {
    Workers alone;
    return certified_error(net, data, bounds, alone);
}

/// The certified errors with other radii.
template <class Scalar, class Bounds>
std::vector<double> certified_errors(const Network<Scalar>& net, const Dataset<Scalar>& data, Bounds bounds,
                                     const std::vector<double>& radii, Workers& workers) {
    std::vector<double> errors;
    for (const double radius : radii) {
        bounds.threat = bounds.threat.with_radius(radius);
        errors.push_back(certified_error(net, data, bounds, workers));
    }
    return errors;
}
template <class Scalar, class Bounds>
std::vector<double> certified_errors(const Network<Scalar>& net, const Dataset<Scalar>& data,
                                     const Bounds& bounds, const std::vector<double>& radii) {
    Workers alone;
    return certified_errors(net, data, bounds, radii, alone);
}

}  // namespace regula::inline REGULA_ABI
