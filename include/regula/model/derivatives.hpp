#pragma once

#include <regula/model/objective.hpp>

namespace regula::inline REGULA_ABI {

/// The gradient of the loss of a step at the inputs of a model f, features x samples, with the noise and the
/// masks of the step or without policies. Takes the model's evaluation in this pass if there has been one.
/// Valid until the next call, and the next probe of the pass.
template <class Scalar>
const Matrix<Scalar>& input_gradient(Pass<Scalar>& pass, const auto& f, const auto& loss,
                                     const Batch<Scalar>& batch, bool with_policies = true) {
    Pass<Scalar>& at = with_policies ? pass : pass.probe(false);
    const Node x = at.input(batch.inputs), y = f(at, x);
    return at.pull_back(y, x, [&](Matrix<Scalar>& u) {
        with_loss(loss, batch, [&](const auto& judge, const auto& t) { judge.gradient(at.value(y), t, u); });
    });
}

/// The gradient of the loss of each sample at its inputs, features x samples, without policies: a saliency
/// map. Throws std::invalid_argument for data that do not fit, and for sample weights.
///
/// Simonyan, Vedaldi and Zisserman (2014), "Deep inside convolutional networks".
template <class Scalar, class Loss>
Matrix<Scalar> input_gradient(const Network<Scalar>& network, const Loss& loss, const Dataset<Scalar>& data) {
    require_fits(network, data, "input_gradient");
    require_unweighted(data, "input_gradient");
    Batch<Scalar> batch = whole_batch(data);
    prepare_targets<Loss>(batch, network.outputs());
    Pass<Scalar> pass;
    pass.begin(network.parameters());
    const Node x = pass.variable(batch.inputs);
    pass.add_loss("loss", loss, network(pass, x), batch);
    pass.backward();
    return static_cast<Scalar>(data.size()) * pass.gradient(x);
}

/// J v, sample by sample, with J = df/dx without policies and directions v, features x samples.
template <class Model, class Scalar = typename Model::Scalar>
Matrix<Scalar> jacobian_vector_product(const Model& model, const Matrix<Scalar>& x, const Matrix<Scalar>& v) {
    Pass<Scalar> pass;
    pass.begin(model.parameters());
    return pass.tangent(model(pass, pass.input(x, v)));
}

/// J'u, sample by sample, with J = df/dx without policies and u, outputs x samples.
template <class Model, class Scalar = typename Model::Scalar>
Matrix<Scalar> vector_jacobian_product(const Model& model, const Matrix<Scalar>& x, const Matrix<Scalar>& u) {
    Pass<Scalar> pass;
    pass.begin(model.parameters());
    const Node in = pass.variable(x), y = model(pass, in);
    require(u.rows() == pass.value(y).rows() && u.cols() == x.cols(), "vector_jacobian_product: u must be ",
            pass.value(y).rows(), " x ", x.cols(), " as the outputs are, got ", u.rows(), " x ", u.cols());
    pass.add_gradient(y, u);
    pass.backward();
    return pass.gradient(in);
}

/// H v with the Hessian H of the mean loss of a network on a batch, by a tangent in the direction v and its
/// adjoint. Keep the pass for further products. Exact, about three times the work of a gradient.
///
/// Pearlmutter (1994), "Fast exact multiplication by the Hessian".
template <class Scalar, CurvedLoss Loss>
void hessian_vector_product(const Network<Scalar>& network, const Loss& loss, const Batch<Scalar>& batch,
                            const Parameters<Scalar>& v, Parameters<Scalar>& product, Pass<Scalar>& pass) {
    pass.begin(network.parameters(), &product);
    pass.along(v);
    const Node y = network(pass, pass.input(batch.inputs));
    pass.add_derivative(loss, y, batch);
    pass.backward();
}

/// The same for data, with v of the size of the parameters. theory::Hessian is faster for many products.
template <class Scalar, CurvedLoss Loss>
Vector<Scalar> hessian_vector_product(const Network<Scalar>& network, const Loss& loss,
                                      const Dataset<Scalar>& data, const Vector<Scalar>& v) {
    require_fits(network, data, "hessian_vector_product");
    require(v.size() == network.parameters().size(), "hessian_vector_product: the vector must have ",
            network.parameters().size(), " entries, got ", v.size());
    Batch<Scalar> batch = whole_batch(data);
    prepare_targets<Loss>(batch, network.outputs());
    Parameters<Scalar> direction = network.parameters(), product = network.parameters();
    direction.vector() = v;
    Pass<Scalar> pass;
    hessian_vector_product(network, loss, batch, direction, product, pass);
    return product.vector();
}

}  // namespace regula::inline REGULA_ABI
