// optional: needs <Eigen/Eigenvalues>
#pragma once

#include <regula/model/hidden_units.hpp>
#include <regula/tangent/local_tangent_iteration.hpp>

#include <algorithm>

namespace regula::inline REGULA_ABI {

/// The leading `count` right singular vectors of J = dh/dx at each sample x (features x samples), h = f(x)
/// without noise and gates: the directions in which the representation h reacts most. Of a contractive
/// autoencoder they span the tangent plane of the data. f is a function of a pass with parameters theta. The
/// entry of largest size of each vector is positive. Where J has a lower rank, the values are 0 and the
/// vectors arbitrary. A search that has not converged leaves a larger `residual`.
///
///     TangentProp{StoredTangents{train.inputs, local_tangents(encoder, hidden[0], train.inputs, 8)}, 0.1}
///
/// An iteration costs about count + oversampling training steps. Throws std::invalid_argument for samples
/// that are not finite, and for a count below 1 or above the rank of J.
///
/// Rifai, Dauphin, Vincent, Bengio and Muller (2011), "The manifold tangent classifier"; Goodfellow, Bengio
/// and Courville, Deep Learning, sections 7.14 and 14.6.
template <class Scalar>
LocalTangents<Scalar> local_tangents(const Parameters<Scalar>& theta, const auto& f, const Matrix<Scalar>& x,
                                     Index count, const LocalTangentSearch& search = {}) {
    search.check();
    require(count >= 1, "local_tangents: count must be >= 1, got ", count);
    require(x.allFinite(), "local_tangents: the samples must be finite");
    Workers workers{search.threads};
    LocalTangents<Scalar> found;
    found.count = count;
    found.vectors.resize(x.rows(), x.cols() * count), found.values.resize(count, x.cols());
    LocalTangentIteration<Scalar> iteration{theta, search, count, workers};
    for (Index first = 0; first < x.cols(); first += search.part_size) {
        const Matrix<Scalar> part = x.middleCols(first, std::min(search.part_size, x.cols() - first));
        iteration.find(f, part, first, found);
    }
    return found;
}

/// The same for the outputs of a network, and for its units at a place such as hidden[0].
template <class Scalar>
LocalTangents<Scalar> local_tangents(const Network<Scalar>& network, const Matrix<Scalar>& x, Index count,
                                     const LocalTangentSearch& search = {}) {
    return local_tangents(network.parameters(), network, x, count, search);
}
template <class Scalar, class Selector>
LocalTangents<Scalar> local_tangents(const Network<Scalar>& network,
                                     const Place<Selector, Role::hidden>& place, const Matrix<Scalar>& x,
                                     Index count, const LocalTangentSearch& search = {}) {
    const Block& at = hidden_place(network, place);
    const auto encoder = [&](auto& pass, Node in) { return network.up_to(at, pass, in); };
    return local_tangents(network.parameters(), encoder, x, count, search);
}

}  // namespace regula::inline REGULA_ABI
