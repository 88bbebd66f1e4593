#pragma once

#include <regula/core/matrix.hpp>

#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Some variables of a quadratic model, positions i + rows * j in a matrix of variables. `adjacent` are those
/// of one column, one after the other.
struct Variables {
    std::vector<Index> at = {};
    bool adjacent = false;

    template <class = OnUse>
    Variables(std::vector<Index> positions, Index rows) : at{std::move(positions)}, adjacent{true} {
        for (std::size_t i = 1; i < at.size(); ++i)
            if (at[i] != at[0] + static_cast<Index>(i) || at[i] % rows == 0) adjacent = false;
    }
    Index size() const { return static_cast<Index>(at.size()); }
    Index operator[](Index i) const { return at[static_cast<std::size_t>(i)]; }

    /// The variables in a matrix, and their place there.
    template <class = OnUse>
    Vector<double> of(const Matrix<double>& v) const {
        Vector<double> part(size());
        for (Index i = 0; i < size(); ++i) part[i] = v.data()[(*this)[i]];
        return part;
    }
    template <class = OnUse>
    void put(const Vector<double>& part, Matrix<double>& v) const {
        for (Index i = 0; i < size(); ++i) v.data()[(*this)[i]] = part[i];
    }
};

// Two ways to keep the gradient of a quadratic over a matrix of variables V, while groups of them move. The
// second derivatives H act on each column of V. Both have
//
//     slope(which, g)    the gradient by some variables, to g
//     move(which, d)     adds d to these variables
//     block(which)       their second derivatives
//     start()                the gradient at the start V0
//     state()            a matrix that moves with V in a straight line; whoever changes both keeps them fit
//     change(d, from)    how the quadratic changes with a move d of V that began with the state `from`

/// The gradient of all variables, by the columns of H: cheap where there are more samples than variables.
template <class Hessian>
class ByHessian {
public:
    ByHessian(const Hessian& hessian, Matrix<double> gradient)
        : hessian_{hessian}, start_{gradient}, gradient_{std::move(gradient)} {}

    void slope(const Variables& which, Vector<double>& g) const { g = which.of(gradient_); }
    void move(const Variables& which, const Vector<double>& d) {
        const Index rows = gradient_.rows(), first = which[0];
        if (which.adjacent) {
            gradient_.col(first / rows).noalias() += hessian_.middleCols(first % rows, d.size()) * d;
            return;
        }
        for (Index i = 0; i < d.size(); ++i) {
            const Index k = which[i];
            if (d[i] != 0) gradient_.col(k / rows) += d[i] * hessian_.col(k % rows);
        }
    }
    Matrix<double> block(const Variables& which) const {
        const Index rows = gradient_.rows();
        Matrix<double> h = Matrix<double>::Zero(which.size(), which.size());
        for (Index i = 0; i < h.rows(); ++i)
            for (Index j = 0; j < h.rows(); ++j) {
                const Index k = which[i], l = which[j];
                if (k / rows == l / rows) h(i, j) = hessian_(k % rows, l % rows);
            }
        return h;
    }
    const Matrix<double>& start() const { return start_; }
    Matrix<double>& state() { return gradient_; }
    double change(const Matrix<double>& d, const Matrix<double>& from) const {
        return 0.5 * (from + gradient_).cwiseProduct(d).sum();
    }

private:
    const Hessian& hessian_;
    Matrix<double> start_, gradient_;
};

/// The residuals R(V - V0) for a root H = R'R, samples x variables: cheap where there are more variables than
/// samples.
class ByResidual {
public:
    ByResidual(const Matrix<double>& root, Matrix<double> gradient)
        : root_{root},
          start_{std::move(gradient)},
          residual_{Matrix<double>::Zero(root.rows(), start_.cols())} {}

    template <class = OnUse>
    void slope(const Variables& which, Vector<double>& g) const {
        const Index rows = start_.rows(), first = which[0];
        g.resize(which.size());
        if (which.adjacent) {
            g = start_.col(first / rows).segment(first % rows, g.size());
            g.noalias() += root_.middleCols(first % rows, g.size()).transpose() * residual_.col(first / rows);
            return;
        }
        for (Index i = 0; i < g.size(); ++i) {
            const Index k = which[i];
            g[i] = start_.data()[k] + root_.col(k % rows).dot(residual_.col(k / rows));
        }
    }
    template <class = OnUse>
    void move(const Variables& which, const Vector<double>& d) {
        const Index rows = start_.rows(), first = which[0];
        if (which.adjacent) {
            residual_.col(first / rows).noalias() += root_.middleCols(first % rows, d.size()) * d;
            return;
        }
        for (Index i = 0; i < d.size(); ++i) {
            const Index k = which[i];
            if (d[i] != 0) residual_.col(k / rows) += d[i] * root_.col(k % rows);
        }
    }
    template <class = OnUse>
    Matrix<double> block(const Variables& which) const {
        const Index rows = start_.rows();
        Matrix<double> h = Matrix<double>::Zero(which.size(), which.size());
        for (Index i = 0; i < h.rows(); ++i)
            for (Index j = 0; j <= i; ++j) {
                const Index k = which[i], l = which[j];
                if (k / rows == l / rows) h(i, j) = h(j, i) = root_.col(k % rows).dot(root_.col(l % rows));
            }
        return h;
    }
    const Matrix<double>& start() const { return start_; }
    Matrix<double>& state() { return residual_; }
    template <class = OnUse>
    double change(const Matrix<double>& d, const Matrix<double>& from) const {
        return start_.cwiseProduct(d).sum() + 0.5 * (from + residual_).cwiseProduct(residual_ - from).sum();
    }

private:
    const Matrix<double>& root_;  // may have more columns than there are variables
    Matrix<double> start_, residual_;
};

}  // namespace regula::inline REGULA_ABI
