#pragma once

#include <regula/data/tasks.hpp>
#include <regula/loss/loss.hpp>

namespace regula::inline REGULA_ABI {

/// The number of samples that have a target: all but the columns of NaN.
Index count_observed(const auto& t) {
    Index count = 0;
    for (Index j = 0; j < t.cols(); ++j) count += !is_missing(t.col(j));
    return count;
}

/// A loss of the targets that are there. With O the samples whose target is not a column of NaN
///
///     J = 1/|O| sum_(j in O) loss(y_j, t_j),     dJ/dy_j = 0 for the others;     J = 0 if O is empty
///
///     fit(net, Observed{SquaredError{}}, task_data(inputs, {targets}), Sgd{});
///
/// A missing target adds nothing, and the loss of a minibatch is a mean over the targets that it has. The
/// loss sees blocks of consecutive samples, so its verbs must be templates over the matrix. It allocates
/// nothing. Throws std::invalid_argument as the loss does, and for a target that is missing in part.
template <LossType Loss>
struct Observed {
    Loss loss;

    double value(const auto& y, const auto& t) const {
        require_targets(y, t, "Observed");
        double sum = 0;
        each_run(t, [&](Index first, Index count, double share) {
            sum += share *
                   static_cast<double>(loss.value(y.middleCols(first, count), t.middleCols(first, count)));
        });
        return sum;
    }
    Index count(const auto& t) const { return count_observed(t); }
    void gradient(const auto& y, const auto& t, auto& g) const { value_and_gradient(y, t, g); }
    double value_and_gradient(const auto& y, const auto& t, auto& g) const {
        double sum = 0;
        fill(y, t, g, [&](Index first, Index count, double share, auto& part) {
            sum += share * regula::value_and_gradient(loss, y.middleCols(first, count),
                                                      t.middleCols(first, count), part);
        });
        return sum;
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const requires CurvedLoss<Loss> {
        fill(y, t, v, [&](Index first, Index count, double, auto& part) {
            loss.curvature(y.middleCols(first, count), t.middleCols(first, count), u.middleCols(first, count),
                           part);
        });
    }
    void log_probabilities(const auto& y, auto& l) const requires ClassLoss<Loss> {
        loss.log_probabilities(y, l);
    }

private:
    /// Calls act(first, count, count / |O|) for the samples with targets, in consecutive runs.
    static void each_run(const auto& t, const auto& act) {
        const auto all = static_cast<double>(count_observed(t));
        for (Index first = 0, end = 0; first < t.cols(); first = end + 1) {
            for (end = first; end < t.cols() && !is_missing(t.col(end));) ++end;
            if (end > first) act(first, end - first, static_cast<double>(end - first) / all);
        }
    }
    /// The same with the part of a matrix of the shape of y, which is multiplied by the share afterwards.
    static void fill(const auto& y, const auto& t, auto& g, const auto& act) {
        require_targets(y, t, "Observed");
        using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
        g.setZero(y.rows(), y.cols());
        each_run(t, [&](Index first, Index count, double share) {
            auto part = g.middleCols(first, count);
            act(first, count, share, part);
            part *= static_cast<Scalar>(share);
        });
    }
};

template <class Loss>
Observed(Loss) -> Observed<Loss>;

}  // namespace regula::inline REGULA_ABI
