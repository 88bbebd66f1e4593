#pragma once

#include <regula/penalty/l1.hpp>
#include <regula/sparse/coherence.hpp>
#include <regula/sparse/omp.hpp>
#include <regula/sparse/proximal_coding.hpp>
#include <regula/theory/claims/experiment.hpp>
#include <regula/theory/claims/problems.hpp>

#include <algorithm>
#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// The identity beside the Hadamard matrix of n = 2^k over sqrt(n): 2 n unit atoms of coherence 1 / sqrt(n).
template <class = OnUse>
Matrix<double> identity_and_hadamard(Index n) {
    Matrix<double> signs = Matrix<double>::Ones(1, 1);
    while (signs.rows() < n) {
        Matrix<double> twice(2 * signs.rows(), 2 * signs.rows());
        twice << signs, signs, signs, -signs;
        signs = twice;
    }
    Matrix<double> atoms(n, 2 * n);
    atoms << Matrix<double>::Identity(n, n), signs / std::sqrt(static_cast<double>(n));
    return atoms;
}

/// A code with k normal coefficients at random atoms.
template <class = OnUse>
Matrix<double> random_code(Key key, Index atoms, Index k) {
    Matrix<double> code = Matrix<double>::Zero(atoms, 1);
    const Matrix<double> values = normal_matrix(key, k, 1);
    for (Index filled = 0, draw = 0; filled < k; ++draw) {
        const auto atom = static_cast<Index>(
            key.stream("atom").below(static_cast<std::uint64_t>(draw), static_cast<std::uint64_t>(atoms)));
        if (code(atom, 0) == 0) code(atom, 0) = values(filled++, 0);
    }
    return code;
}

namespace experiments {

template <class = OnUse>
Finding omp_recovers_sparse_codes(double wrong) {
    const Dictionary<double> dictionary{identity_and_hadamard(64)};
    Finding worst;
    for (std::uint64_t draw = 0; draw < 500; ++draw) {
        const Index k = 1 + static_cast<Index>(draw) % recoverable_atoms(dictionary);
        const Matrix<double> code = random_code(Key{81}[draw], dictionary.size(), k);
        const Matrix<double> signal = dictionary.unit_atoms() * code;
        const Matrix<double> found{encode(dictionary, signal, Omp{.atoms = k}).codes};
        worst = worse(agreement(Vector<double>{(1 + wrong) * code}, Vector<double>{found}), worst);
    }
    return worst;
}

template <class = OnUse>
Finding omp_residual_is_orthogonal(double wrong) {
    const Matrix<double> atoms = normal_matrix(Key{82}, 20, 50), signals = normal_matrix(Key{83}, 20, 64);
    double largest = 0;
    for (const Index k : {1, 3, 10, 20}) {
        const auto found = encode(Dictionary<double>{atoms}, signals, Omp{.atoms = k});
        const Matrix<double> residuals = signals - (1 + wrong) * (atoms * found.codes),
                             products = atoms.transpose() * residuals;
        for (Index j = 0; j < signals.cols(); ++j)
            for (const Index atom : found.order_of(j)) largest = worse(std::abs(products(atom, j)), largest);
    }
    return {0, largest, largest};
}

template <class = OnUse>
Finding omp_on_orthonormal_atoms(double wrong) {
    const Dictionary<double> dictionary{random_axes(Key{84}, 16)};
    const Matrix<double> signals = normal_matrix(Key{85}, 16, 64);
    Matrix<double> kept = dictionary.unit_atoms().transpose() * signals;
    for (Index j = 0; j < kept.cols(); ++j) {
        Vector<double> sizes = kept.col(j).cwiseAbs();
        std::sort(sizes.begin(), sizes.end());
        kept.col(j) = (kept.col(j).cwiseAbs().array() >= sizes[16 - 5]).select(kept.col(j), 0);
    }
    const Matrix<double> found{encode(dictionary, signals, Omp{.atoms = 5}).codes};
    return {kept.norm(), found.norm(), relative((1 + wrong) * kept, found)};
}

template <class = OnUse>
Finding sparse_code_on_orthonormal_atoms(double wrong) {
    const Dictionary<double> dictionary{random_axes(Key{86}, 16)};
    const Matrix<double> signals = normal_matrix(Key{87}, 16, 64);
    const Matrix<double> products = dictionary.unit_atoms().transpose() * signals;
    const Matrix<double> soft =
        products.cwiseSign().cwiseProduct((products.cwiseAbs().array() - 0.7 * (1 + wrong)).max(0).matrix());
    const Matrix<double> found{encode(dictionary, signals, ProximalCoding{L1{0.7}, 1e-14}).codes};
    return {soft.norm(), found.norm(), relative(soft, found)};
}

}  // namespace experiments

/// Orthogonal matching pursuit, and sparse coding of orthonormal atoms.
template <class = OnUse>
std::vector<Claim> pursuit_claims() {
    const char* const book = "Goodfellow, Bengio and Courville, Deep Learning, section 7.10";
    const char* const tropp = "Tropp (2004), Greed is good: algorithmic results for sparse approximation";
    return {
        {.id = "omp-recovers-sparse-codes",
         .statement = "Orthogonal matching pursuit recovers every code of fewer than (1 + 1/mu) / 2 atoms, "
                      "where mu is the coherence of the dictionary.",
         .formula = R"(x = D h, \\ |h|_0 < \frac{1}{2} \left(1 + \frac{1}{\mu}\right) \Rightarrow )"
                    R"(\text{Omp}(x) = h)",
         .source = tropp,
         .experiment =
             R"(The dictionary is the identity beside the Hadamard matrix of 64, with $\mu = 1/8$. )"
             R"(Pursuit codes 500 random signals of 1 to 4 atoms.)",
         .tolerance = 1e-12,
         .find = experiments::omp_recovers_sparse_codes<>},
        {.id = "omp-residual-is-orthogonal",
         .statement = "The residual of orthogonal matching pursuit is orthogonal to the selected atoms.",
         .formula = R"(d_i^\top (x - D h) = 0 \text{ where } h_i \ne 0)",
         .source = tropp,
         .experiment = "Pursuit codes 64 signals by 50 normal atoms of 20 features, with 1 to 20 atoms each. "
                       "The largest product is measured.",
         .tolerance = 1e-12,
         .find = experiments::omp_residual_is_orthogonal<>,
         .distance = Distance::difference},
        {.id = "omp-on-orthonormal-atoms",
         .statement = "For orthonormal atoms orthogonal matching pursuit keeps the k largest products of the "
                      "atoms with the signal, and this code is the best one.",
         .formula = R"(\arg\min_{|h|_0 \le k} |x - W h|^2 \\ = \text{the } k \text{ largest of } W^\top x)",
         .source = book,
         .experiment = "Pursuit codes 64 signals by 16 orthonormal atoms with k = 5; a hard threshold of the "
                       "products predicts the codes.",
         .tolerance = 1e-12,
         .find = experiments::omp_on_orthonormal_atoms<>},
        {.id = "sparse-code-on-orthonormal-atoms",
         .statement = "For orthonormal atoms the sparse code by L1 is the soft threshold of the products.",
         .formula = R"(\arg\min_h \left(\frac{1}{2} |x - W h|^2 + a |h|_1\right) \\ = \text{soft}(W^\top x, )"
                    R"(a))",
         .source = book,
         .experiment = "FISTA codes 64 signals by 16 orthonormal atoms with a = 0.7; a soft threshold of the "
                       "products predicts the codes.",
         .tolerance = 1e-12,
         .find = experiments::sparse_code_on_orthonormal_atoms<>},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
