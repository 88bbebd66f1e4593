#pragma once

#include <regula/model/derivatives.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The Hessian of a network's mean loss over data, at the network's parameters, as an exact linear map:
///
///     H v = d/dtheta (dJ/dtheta . v)
///
/// It propagates a tangent in the direction v through the network, then its adjoint: about three times the
/// cost of a gradient, without finite differences and without a matrix. It keeps a copy of the data and a
/// reference to the network. The network must outlive it and may change its parameters.
///
/// Pearlmutter (1994), "Fast exact multiplication by the Hessian".
template <class Scalar, CurvedLoss Loss>
class Hessian {
public:
    /// Throws std::invalid_argument if the data do not fit the network.
    Hessian(const Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& data)
        : network_{network}, loss_{loss} {
        require_fits(network, data, "Hessian");
        batch_ = whole_batch(data);
        prepare_targets<Loss>(batch_, network.outputs());
        direction_ = network.parameters();
        product_ = network.parameters();
    }

    Index size() const { return network_.parameters().size(); }

    /// H v, for v of the size of the parameters.
    const Vector<Scalar>& times(const Vector<Scalar>& v) {
        require(v.size() == size(), "Hessian: the vector must have ", size(), " entries, got ", v.size());
        direction_.vector() = v;
        hessian_vector_product(network_, loss_, batch_, direction_, product_, pass_);
        return product_.vector();
    }

    /// H itself, column by column: for small networks.
    Matrix<Scalar> matrix() {
        Matrix<Scalar> h(size(), size());
        Vector<Scalar> unit = Vector<Scalar>::Zero(size());
        for (Index i = 0; i < size(); ++i) {
            unit[i] = 1;
            h.col(i) = times(unit);
            unit[i] = 0;
        }
        return h;
    }

private:
    const Network<Scalar>& network_;
    Loss loss_;
    Batch<Scalar> batch_;
    Parameters<Scalar> direction_, product_;
    Pass<Scalar> pass_;
};

/// The quadratic approximation of a network's mean loss. The network's parameters must be at a minimum. H has
/// n^2 numbers for n parameters: for small networks.
template <CurvedLoss Loss>
Quadratic quadratic_at(const Network<double>& network, const Loss& loss, const Dataset<double>& data) {
    Hessian hessian{network, loss, data};
    Workers alone;
    return {hessian.matrix(), network.parameters().vector(), evaluate(network, loss, data, alone).loss};
}

}  // namespace regula::inline REGULA_ABI::theory
