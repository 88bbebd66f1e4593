#pragma once

#include <regula/data/permutation.hpp>
#include <regula/sparse/dictionary.hpp>

#include <vector>

namespace regula::test {

/// The identity beside the Hadamard matrix of n = 2^k, divided by sqrt(n): 2 n unit atoms of coherence
/// 1 / sqrt(n).
template <class Scalar>
Matrix<Scalar> identity_and_hadamard(Index n) {
    Matrix<Scalar> atoms = Matrix<Scalar>::Zero(n, 2 * n);
    for (Index i = 0; i < n; ++i) {
        atoms(i, i) = 1;
        for (Index j = 0; j < n; ++j) {
            const bool odd = __builtin_parityll(static_cast<unsigned long long>(i & j)) != 0;
            atoms(i, n + j) = (odd ? Scalar{-1} : Scalar{1}) / std::sqrt(static_cast<Scalar>(n));
        }
    }
    return atoms;
}

/// k distinct numbers below n.
inline std::vector<Index> drawn_set(Key key, Index n, Index k) {
    std::vector<Index> order(static_cast<std::size_t>(n));
    fill_permutation(key, order);
    order.resize(static_cast<std::size_t>(k));
    return order;
}

/// Codes with k normal coefficients a signal, at random atoms.
template <class Scalar>
Matrix<Scalar> drawn_codes(Key key, Index atoms, Index signals, Index k) {
    Matrix<Scalar> values(k, signals), codes = Matrix<Scalar>::Zero(atoms, signals);
    fill_normal(key.stream("values"), values);
    for (Index j = 0; j < signals; ++j) {
        const auto set = drawn_set(key.stream("atoms").from(static_cast<std::uint64_t>(j)), atoms, k);
        for (Index i = 0; i < k; ++i) codes(set[static_cast<std::size_t>(i)], j) = values(i, j);
    }
    return codes;
}

/// An orthonormal matrix: the Householder reflections of random vectors, one after another.
template <class Scalar>
Matrix<Scalar> drawn_orthonormal(Key key, Index n) {
    Matrix<Scalar> q = Matrix<Scalar>::Identity(n, n), v(n, n);
    fill_normal(key, v);
    for (Index j = 0; j < n; ++j) {
        const Vector<Scalar> u = v.col(j).normalized();
        q -= 2 * u * (u.transpose() * q).eval();
    }
    return q;
}

/// A dictionary of n unit atoms of m features, and signals of k atoms with noise `db` decibels below them:
/// the experiment of Aharon, Elad and Bruckstein (2006).
struct PlantedDictionary {
    Matrix<double> atoms, signals;

    PlantedDictionary(Key key, Index m, Index n, Index k, Index count, double db) : atoms(m, n) {
        fill_normal(key.stream("atoms"), atoms);
        atoms.colwise().normalize();
        signals = atoms * drawn_codes<double>(key, n, count, k);
        Matrix<double> noise(m, count);
        fill_normal(key.stream("noise"), noise);
        for (Index j = 0; j < count; ++j)
            signals.col(j) += std::pow(10, -db / 20) * signals.col(j).norm() * noise.col(j).normalized();
    }
    /// The share of the atoms that a dictionary has: with a |cosine| above 0.99.
    double recovered(const Dictionary<double>& dictionary) const {
        const Matrix<double> cosines = (atoms.transpose() * dictionary.unit_atoms()).cwiseAbs();
        Index found = 0;
        for (Index i = 0; i < atoms.cols(); ++i) found += cosines.row(i).maxCoeff() > 0.99;
        return static_cast<double>(found) / static_cast<double>(atoms.cols());
    }
};

}  // namespace regula::test
