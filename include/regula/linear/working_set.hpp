#pragma once

#include <regula/linear/columns.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// The features in use by a solver, and the second derivatives of the loss by their weights, with the best
/// intercept for each weight. With c_i the second derivatives of the loss of sample i by its outputs,
///
///     H = X'CX - X'C1 (1'C1)^+ 1'CX
///
/// A variable is a weight; those of a feature are adjacent: a k + c for feature a of the set and output c.
/// Features are only added, so that results for the others stay. It is a template, so that its products are
/// compiled where they are used.
template <class Scalar = double>
class WorkingSet {
public:
    WorkingSet(const Columns& columns, Index width, bool intercept)
        : columns_{&columns},
          outputs_{width},
          intercept_{intercept},
          place_(static_cast<std::size_t>(columns.features()), -1) {}

    Index size() const { return static_cast<Index>(features_.size()); }
    Index variables() const { return size() * outputs_; }
    const std::vector<Index>& features() const { return features_; }
    bool contains(Index feature) const { return place_[static_cast<std::size_t>(feature)] >= 0; }

    /// The place of a feature in the set, or -1.
    Index place(Index feature) const { return place_[static_cast<std::size_t>(feature)]; }

    bool is_sparse() const { return columns_->is_sparse(); }

    // The type is written out: to deduce it, each program would compile the products.
    Eigen::Block<const Matrix<Scalar>> hessian() {
        fill();
        return std::as_const(hessian_).topLeftCorner(variables(), variables());
    }

    /// For one output and dense features a root of the second derivatives, H = R'R: the features less their
    /// means, where there is an intercept, times the root of the second derivatives by the output. There may
    /// be columns beyond those of the features.
    const Matrix<Scalar>& root() {
        const auto curve = curvature_.col(0);
        if (panel_.cols() > root_.cols()) root_.conservativeResize(columns_->samples(), panel_.cols());
        for (; rooted_ < size(); ++rooted_) {
            auto feature = root_.col(rooted_);
            feature = panel_.col(rooted_);
            if (curve.size() == 1) {
                if (intercept_) feature.array() -= feature.mean();
                feature *= std::sqrt(curve[0]);
            } else {
                if (intercept_) feature.array() -= feature.dot(curve) * inverse_(0, 0);
                feature.array() *= curve.array().sqrt();
            }
        }
        return root_;
    }

    /// Sets other second derivatives of the loss: samples x outputs^2, or one row if all samples have the
    /// same; with an intercept also (1'C1)^+.
    void set_curvature(Matrix<Scalar> curvature, Matrix<Scalar> inverse = {}) {
        curvature_ = std::move(curvature);
        inverse_ = std::move(inverse);
        through_.resize(0, outputs_);
        filled_ = rooted_ = 0;
    }

    /// Adds features that are not in the set yet.
    void add(const std::vector<Index>& features) {
        const Index before = size();
        for (const Index j : features) {
            place_[static_cast<std::size_t>(j)] = size();
            features_.push_back(j);
        }
        if (!columns_->is_sparse()) {
            if (size() > panel_.cols())
                panel_.conservativeResize(columns_->samples(), std::max(size(), 2 * panel_.cols()));
            for (Index a = before; a < size(); ++a) {
                panel_.col(a).setZero();
                columns_->add(features_[static_cast<std::size_t>(a)], 1, panel_.col(a));
            }
        }
    }

    /// X w of the weights (size x columns).
    Matrix<Scalar> times(const Matrix<Scalar>& w) const {
        Matrix<Scalar> product = Matrix<Scalar>::Zero(columns_->samples(), w.cols());
        if (!columns_->is_sparse() && size() > 0) product.noalias() = panel_.leftCols(size()) * w;
        if (columns_->is_sparse())
            for (Index c = 0; c < w.cols(); ++c)
                for (Index a = 0; a < size(); ++a)
                    columns_->add(features_[static_cast<std::size_t>(a)], w(a, c), product.col(c));
        return product;
    }

private:
    /// C_cd of each sample times the features from `first` on.
    Matrix<Scalar> bent(Index first, Index c, Index d) const {
        const auto curve = curvature_.col(c * outputs_ + d);
        Matrix<Scalar> out(columns_->samples(), size() - first);
        if (columns_->is_sparse()) {
            out.setZero();
            for (Index a = first; a < size(); ++a)
                columns_->add(features_[static_cast<std::size_t>(a)], 1, out.col(a - first));
        } else {
            out = panel_.middleCols(first, size() - first);
        }
        if (curve.size() == 1)
            out *= curve[0];
        else
            out.array().colwise() *= curve.array();
        return out;
    }

    /// X'Y of the features of the set.
    Matrix<Scalar> across(const Matrix<Scalar>& y) const {
        Matrix<Scalar> product(size(), y.cols());
        if (columns_->is_sparse()) {
            for (Index c = 0; c < y.cols(); ++c) {
                const Scalar sum = y.col(c).sum();
                for (Index a = 0; a < size(); ++a)
                    product(a, c) = columns_->dot(features_[static_cast<std::size_t>(a)], y.col(c), sum);
            }
        } else {
            product.noalias() = panel_.leftCols(size()).transpose() * y;
        }
        return product;
    }

    /// Fills the second derivatives of the features that came later, with themselves and all before.
    void fill() {
        const Index k = outputs_, first = filled_, added = size() - first;
        if (added == 0 || curvature_.size() == 0) return;
        filled_ = size();
        if (variables() > hessian_.rows()) {
            const Index room = std::max(variables(), 2 * hessian_.rows());
            hessian_.conservativeResize(room, room);
        }
        if (through_.rows() < variables()) through_.conservativeResize(variables(), k);
        for (Index c = 0; c < k; ++c)
            for (Index d = 0; d < k; ++d) {
                const Matrix<Scalar> y = bent(first, c, d), products = across(y);
                const Vector<Scalar> sums = y.colwise().sum();
                for (Index b = 0; b < added; ++b) {
                    const Index column = (first + b) * k + d;
                    for (Index a = 0; a < size(); ++a) hessian_(a * k + c, column) = products(a, b);
                    through_(column, c) = sums[b];
                }
            }
        const Index from = first * k, count = added * k;
        if (intercept_)
            hessian_.block(0, from, variables(), count).noalias() -=
                through_.topRows(variables()) * (inverse_ * through_.middleRows(from, count).transpose());
        hessian_.block(from, 0, count, from) = hessian_.block(0, from, from, count).transpose();
    }

    const Columns* columns_;
    Index outputs_;
    bool intercept_;
    Index filled_ = 0, rooted_ = 0;  // features whose second derivatives, or root, are computed
    std::vector<Index> features_, place_;
    Matrix<Scalar> panel_, curvature_, hessian_, root_;
    Matrix<Scalar> through_, inverse_;  // X'C1 and (1'C1)^+
};

}  // namespace regula::inline REGULA_ABI
