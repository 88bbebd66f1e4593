#pragma once

#include <regula/sparse/dictionary.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// The atoms that a pursuit has selected, as an orthonormal basis q_1, q_2, ... of their span. It works on
/// the Gram matrix alone: of each q it keeps the products with all atoms, U'q.
///
///     U_I = Q R,    R_ik = q_i'u_k,    so R is the Cholesky factor of the Gram matrix of the selection
///
/// A column of the Cholesky factor is a row of the products, so to add an atom takes atoms x selected
/// multiplications. Rubinstein, Zibulevsky and Elad (2008), "Efficient implementation of the K-SVD algorithm
/// using batch orthogonal matching pursuit".
template <class Scalar>
class SelectedAtoms {
public:
    SelectedAtoms(const Dictionary<Scalar>& dictionary, Index most)
        : dictionary_{&dictionary}, along_(dictionary.size(), most), row_(most) {
        atoms_.reserve(static_cast<std::size_t>(most));
        lengths_.reserve(static_cast<std::size_t>(most));
    }

    void clear() { atoms_.clear(), lengths_.clear(); }
    Index size() const { return static_cast<Index>(atoms_.size()); }
    const std::vector<Index>& atoms() const { return atoms_; }

    /// Adds an atom. Returns false, and adds none, if there are `most` already, or if it lies in the span of
    /// the selected ones up to rounding.
    bool add(Index atom) {
        const Index k = size();
        if (k == along_.cols()) return false;
        auto along = along_.col(k);
        along = dictionary_->gram().col(atom);
        row_.head(k) = along_.row(atom).head(k);
        along.noalias() -= along_.leftCols(k) * row_.head(k);
        if (!(along[atom] > 64 * std::numeric_limits<Scalar>::epsilon())) return false;
        lengths_.push_back(std::sqrt(along[atom]));
        along /= lengths_.back();
        for (const Index before : atoms_) along[before] = 0;
        atoms_.push_back(atom);
        return true;
    }
    /// U'q of the last direction q, and the length of the last atom along it.
    auto last() const { return along_.col(size() - 1); }
    Scalar last_length() const { return lengths_.back(); }

    /// The products of an atom with the q.
    void products(Index atom, auto&& z) const {
        for (Index k = 0; k < size(); ++k) z[k] = along_(atom, k);
    }
    /// Takes coefficients of the q to those of the atoms, in place: R g = z.
    void solve(auto&& z) const {
        for (Index k = size() - 1; k >= 0; --k) {
            for (Index l = k + 1; l < size(); ++l) z[k] -= along_(atom(l), k) * z[l];
            z[k] /= length(k);
        }
    }
    /// Takes products with the atoms to those with the q, in place: R'z = U_I'r.
    void solve_transposed(auto&& products) const {
        for (Index k = 0; k < size(); ++k) {
            for (Index l = 0; l < k; ++l) products[k] -= along_(atom(k), l) * products[l];
            products[k] /= length(k);
        }
    }

private:
    Index atom(Index k) const { return atoms_[static_cast<std::size_t>(k)]; }
    Scalar length(Index k) const { return lengths_[static_cast<std::size_t>(k)]; }

    const Dictionary<Scalar>* dictionary_;
    Matrix<Scalar> along_;  // U'q, a column for each q
    Vector<Scalar> row_;
    std::vector<Index> atoms_;
    std::vector<Scalar> lengths_;
};

}  // namespace regula::inline REGULA_ABI
