#pragma once

#include <regula/loss/loss.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Calls act(j, w(j) / m, y_j, t_j) for each of the m samples with w(j) > 0. y_j and t_j are matrices of one
/// column, or one label, because verbs of a loss may take nothing else. From the second call on it allocates
/// nothing.
void each_weighted_sample(const auto& y, const auto& t, const auto& w, const auto& act) {
    using T = std::remove_cvref_t<decltype(t)>;
    constexpr bool has_labels = std::same_as<T, Labels>;
    thread_local Matrix<typename std::remove_cvref_t<decltype(y)>::Scalar> one;
    thread_local std::conditional_t<has_labels, Labels, Matrix<typename T::Scalar>> its_target;
    for (Index j = 0; j < y.cols(); ++j) {
        const double share = w(j) / static_cast<double>(y.cols());
        if (share == 0) continue;
        one = y.col(j);
        if constexpr (has_labels)
            its_target = t.template segment<1>(j);
        else
            its_target = t.col(j);
        act(j, share, std::as_const(one), std::as_const(its_target));
    }
}

/// The value of a loss whose samples count by weights,     1/m sum_j w(j) loss(y_j, t_j)
double weighted_value(const auto& loss, const auto& y, const auto& t, const auto& w) {
    double sum = 0;
    each_weighted_sample(y, t, w, [&](Index, double share, const auto& y_j, const auto& t_j) {
        sum += share * static_cast<double>(loss.value(y_j, t_j));
    });
    return sum;
}

/// Fills a matrix of the shape of y with w(j) / m times the column that act(j, y_j, t_j, column) sets.
void fill_weighted(const auto& y, const auto& t, const auto& w, auto& g, const auto& act) {
    using Scalar = typename std::remove_cvref_t<decltype(g)>::Scalar;
    thread_local Matrix<Scalar> column;
    g.resize(y.rows(), y.cols());
    g.setZero();
    each_weighted_sample(y, t, w, [&](Index j, double share, const auto& y_j, const auto& t_j) {
        act(j, share, y_j, t_j, column);
        g.col(j) = static_cast<Scalar>(share) * column;
    });
}

/// The value, and its gradient.
double weighted_value_and_gradient(const auto& loss, const auto& y, const auto& t, const auto& w, auto& g) {
    double sum = 0;
    fill_weighted(y, t, w, g, [&](Index, double share, const auto& y_j, const auto& t_j, auto& column) {
        sum += share * value_and_gradient(loss, y_j, t_j, column);
    });
    return sum;
}

/// v = (d2J/dy2) u of such a loss.
void weighted_curvature(const auto& loss, const auto& y, const auto& t, const auto& w, const auto& u,
                        auto& v) {
    thread_local Matrix<typename std::remove_cvref_t<decltype(u)>::Scalar> along;
    fill_weighted(y, t, w, v, [&](Index j, double, const auto& y_j, const auto& t_j, auto& column) {
        along = u.col(j);
        loss.curvature(y_j, t_j, along, column);
    });
}

/// A loss whose samples count by weights w_j:     J = 1/m sum_j w_j loss(y_j, t_j)
///
///     SampleWeights{SquaredError{}, w}.value(y, t)
///
/// In units of their mean the weights make it a weighted mean; Batch::sample_weights are in units of the mean
/// over all data. Without weights (w empty) it is the loss itself, bit for bit. Loss and weights must outlive
/// it. Throws std::invalid_argument unless there is a weight for each sample.
template <class Loss>
class SampleWeights {
public:
    static constexpr bool takes_labels = regula::takes_labels<Loss>;

    SampleWeights(const Loss& loss, const Vector<double>& w) : loss_{&loss}, w_{&w} {}

    double value(const auto& y, const auto& t) const {
        if (none(y)) return static_cast<double>(loss_->value(y, t));
        return weighted_value(*loss_, y, t, *w_);
    }
    void gradient(const auto& y, const auto& t, auto& g) const {
        if (none(y)) return loss_->gradient(y, t, g);
        weighted_value_and_gradient(*loss_, y, t, *w_, g);
    }
    double value_and_gradient(const auto& y, const auto& t, auto& g) const {
        if (none(y)) return regula::value_and_gradient(*loss_, y, t, g);
        return weighted_value_and_gradient(*loss_, y, t, *w_, g);
    }
    void curvature(const auto& y, const auto& t, const auto& u, auto& v) const requires CurvedLoss<Loss> {
        if (none(y)) return loss_->curvature(y, t, u, v);
        weighted_curvature(*loss_, y, t, *w_, u, v);
    }

    const Loss& loss() const { return *loss_; }
    const Vector<double>& sample_weights() const { return *w_; }

private:
    bool none(const auto& y) const {
        require(w_->size() == 0 || w_->size() == y.cols(), "SampleWeights: needs a weight for each of ",
                y.cols(), " samples, got ", w_->size());
        return w_->size() == 0;
    }

    const Loss* loss_;
    const Vector<double>* w_;
};

}  // namespace regula::inline REGULA_ABI
