#pragma once

#include <regula/linear/design.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// The features of a design as a model uses them: centred if it has an intercept, otherwise unchanged. Either
/// way a feature is its stored column plus a shift:
///
///     x_j = s_j + 1 c_j
///
/// Products take all features, or one. Their verbs are templates, so that a program compiles only the
/// products that it uses.
class Columns {
public:
    Columns(const Design& design, bool centred) : design_{&design} {
        // dense features are stored centred, sparse ones are not
        const double factor = design.is_sparse() ? (centred ? -1 : 0) : (centred ? 0 : 1);
        shift_ = factor * design.mean();
        square_ = design.variance();
        if (!centred) square_ += design.mean().cwiseAbs2();
    }

    Index samples() const { return design_->samples(); }
    Index features() const { return design_->features(); }
    bool is_sparse() const { return design_->is_sparse(); }

    /// The mean of the squares of each feature.
    const Vector<double>& mean_square() const { return square_; }

    /// X'R, features x columns of R.
    Matrix<double> transpose_times(const auto& r) const {
        Matrix<double> product;
        if (is_sparse())
            product = design_->sparse().transpose() * r;
        else
            product.noalias() = design_->dense().transpose() * r;
        product.noalias() += shift_ * r.colwise().sum();
        return product;
    }

    /// X W for weights W, features x columns.
    Matrix<double> times(const auto& w) const {
        Matrix<double> product;
        if (is_sparse())
            product = design_->sparse() * w;
        else
            product.noalias() = design_->dense() * w;
        product.rowwise() += shift_.transpose() * w;
        return product;
    }

    /// X'X if there are no more features than samples, else XX'.
    template <class Scalar = double>
    Matrix<Scalar> smaller_gram() const {
        const bool by_feature = features() <= samples();
        Matrix<Scalar> gram;
        if (is_sparse()) {
            const auto& s = design_->sparse();
            gram = by_feature ? Matrix<Scalar>{s.transpose() * s} : Matrix<Scalar>{s * s.transpose()};
        } else {
            const auto& s = design_->dense();
            gram.setZero(std::min(features(), samples()), std::min(features(), samples()));
            if (by_feature)
                gram.template selfadjointView<Eigen::Lower>().rankUpdate(s.transpose());
            else
                gram.template selfadjointView<Eigen::Lower>().rankUpdate(s);
            gram.template triangularView<Eigen::StrictlyUpper>() = gram.transpose();
        }
        if (by_feature) {
            const Vector<Scalar> half = design_->stored_sum() + static_cast<double>(samples()) / 2 * shift_;
            gram += half * shift_.transpose() + shift_ * half.transpose();
        } else {
            Vector<Scalar> half = is_sparse() ? Vector<Scalar>{design_->sparse() * shift_}
                                              : Vector<Scalar>{design_->dense() * shift_};
            half.array() += shift_.squaredNorm() / 2;
            gram.colwise() += half;
            gram.rowwise() += half.transpose();
        }
        return gram;
    }

    /// y += x_j w
    void add(Index j, double w, auto&& y) const {
        if (is_sparse()) {
            for (Entry x(design_->sparse(), j); x; ++x) y[x.index()] += x.value() * w;
        } else {
            y += design_->dense().col(j) * w;
        }
        if (shift_[j] != 0) y.array() += shift_[j] * w;
    }

    /// x_j'y, given the sum of y
    double dot(Index j, const auto& y, double sum) const {
        double product = shift_[j] * sum;
        if (is_sparse())
            for (Entry x(design_->sparse(), j); x; ++x) product += x.value() * y[x.index()];
        else
            product += design_->dense().col(j).dot(y);
        return product;
    }

private:
    using Entry = Eigen::SparseMatrix<double>::InnerIterator;

    const Design* design_;
    Vector<double> shift_, square_;
};

}  // namespace regula::inline REGULA_ABI
