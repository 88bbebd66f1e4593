#pragma once

#include <regula/model/evaluate.hpp>
#include <regula/model/network.hpp>
#include <regula/model/objective.hpp>
#include <regula/theory/quadratic.hpp>

namespace regula::inline REGULA_ABI::theory {

/// The Hessian of a network's mean loss over data, at the network's parameters, as a linear map that is exact:
///
///     H v = d/dtheta (dJ/dtheta . v)
///
/// a tangent in the direction v through the network, and the adjoint of that: about three times the work of a
/// gradient, without differences and without a matrix. Keeps a copy of the data, and a reference to the
/// network, which must outlive it and may change its parameters.
///
/// Pearlmutter (1994), "Fast exact multiplication by the Hessian".
template <class Scalar, CurvedLoss Loss>
class Hessian {
public:
    /// Throws std::invalid_argument if the data do not fit the network.
    Hessian(const Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& data)
        : network_{network}, loss_{loss}, still_{Matrix<Scalar>::Zero(data.features(), data.size())} {
        require_fits(network, data, "Hessian");
        batch_ = {data.inputs, data.targets, data.labels};
        prepare_targets<Loss>(batch_, network.outputs());
        direction_ = network.parameters();
        product_ = network.parameters();
    }

    Index size() const { return network_.parameters().size(); }

    /// H v, for v of the size of the parameters.
    const Vector<Scalar>& times(const Vector<Scalar>& v) {
        require(v.size() == size(), "Hessian: the vector must have ", size(), " entries, got ", v.size());
        direction_.vector() = v;
        const Parameters<Scalar>& theta = network_.parameters();
        const auto& y = network_.forward(theta, batch_.inputs, tape_, NoHooks{}, workers_);
        const auto& y_dot = network_.tangent(theta, &direction_, still_, tape_, workers_);
        with_targets<Loss>(batch_, [&](const auto& t) {
            loss_.gradient(y, t, network_.output_tangent_gradient(tape_));
            loss_.curvature(y, t, y_dot, network_.output_gradient(tape_));
        });
        network_.tangent_backward(theta, &direction_, tape_, product_, workers_);
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
    Matrix<Scalar> still_;
    Tape<Scalar> tape_;
    Parameters<Scalar> direction_, product_;
    Workers workers_;
};

/// The quadratic approximation of a network's mean loss, whose parameters must be at a minimum. Of n parameters
/// H has n^2 numbers: for small networks.
template <CurvedLoss Loss>
Quadratic quadratic_at(const Network<double>& network, const Loss& loss, const Dataset<double>& data) {
    Hessian hessian{network, loss, data};
    Workers alone;
    return {hessian.matrix(), network.parameters().vector(), evaluate(network, loss, data, alone).loss};
}

}  // namespace regula::inline REGULA_ABI::theory
