#pragma once

#include <regula/core/error.hpp>
#include <regula/core/numeric/norm.hpp>

#include <limits>
#include <utility>

namespace regula::inline REGULA_ABI {

/// A dictionary: atoms as columns (features x atoms), of any norms but 0, with the cosines between them.
///
///     const Dictionary<double> dictionary{atoms};
///     const SparseCodes<double> found = encode(dictionary, signals, Omp{.atoms = 5});
///
/// It computes all cosines once, atoms^2 features multiplications, and serves any number of signals. Throws
/// std::invalid_argument without atoms or features, for a zero atom, and for a NaN or infinity.
template <class Scalar_>
class Dictionary {
public:
    using Scalar = Scalar_;

    explicit Dictionary(Matrix<Scalar> atoms) : unit_{std::move(atoms)}, norms_(unit_.cols()) {
        require(unit_.size() > 0, "Dictionary: needs at least one atom and one feature, got ", unit_.rows(),
                " x ", unit_.cols());
        for (Index j = 0; j < unit_.cols(); ++j) {
            require(unit_.col(j).allFinite(), "Dictionary: every number must be finite, atom ", j,
                    " has another");
            norms_[j] = safe_norm(unit_.col(j));
            require(norms_[j] > 0, "Dictionary: an atom must not be zero, atom ", j, " is");
            require(std::isfinite(norms_[j]), "Dictionary: the norms of atoms must be finite, that of atom ",
                    j, " is not");
            with_length(unit_.col(j), norms_[j], Scalar{1}, [&](const auto& unit) { unit_.col(j) = unit; });
        }
        gram_.resize(unit_.cols(), unit_.cols());
        gram_.noalias() = unit_.transpose() * unit_;
    }

    Index features() const { return unit_.rows(); }
    Index size() const { return unit_.cols(); }
    /// The atoms, each divided by its norm.
    const Matrix<Scalar>& unit_atoms() const { return unit_; }
    const Vector<Scalar>& norms() const { return norms_; }
    /// The cosines between atoms: U'U for the unit atoms U.
    const Matrix<Scalar>& gram() const { return gram_; }

    /// Throws std::invalid_argument unless signals, a column each, are finite and have the features of the
    /// atoms.
    void check(const Matrix<Scalar>& signals, const char* who) const {
        require(signals.rows() == features(), who, ": signals must have the features of the atoms, ",
                features(), ", got ", signals.rows());
        require(signals.allFinite(), who, ": every number of the signals must be finite");
        const Scalar largest = std::numeric_limits<Scalar>::max() / static_cast<Scalar>(features());
        require(signals.size() == 0 || signals.cwiseAbs().maxCoeff() <= largest, who,
                ": the norms of the signals must be finite");
    }

private:
    Matrix<Scalar> unit_, gram_;
    Vector<Scalar> norms_;
};

}  // namespace regula::inline REGULA_ABI
