#pragma once

#include <regula/loss/loss.hpp>
#include <regula/model/network.hpp>

namespace regula::inline REGULA_ABI {

/// The probabilities of the classes, classes x samples, for one sample or many, under the loss that the model
/// was trained with. Their sum is 1 in each column; of one output with Logistic there are two rows, for the
/// classes 0 and 1.
///
///     const Matrix<float> p = probabilities(net, SoftmaxCrossEntropy{}, x);
///
/// The loss must be one of classes. Bridle (1990), "Probabilistic interpretation of feedforward
/// classification network outputs".
template <class Model, class Loss, class X>
Matrix<typename X::Scalar> probabilities(const Model& model, const Loss& loss,
                                         const Eigen::MatrixBase<X>& x) {
    constexpr bool of_classes = ClassLoss<Loss>;
    static_assert(of_classes,
                  "regula: probabilities needs a loss of classes, with log_probabilities(y, l), "
                  "such as SoftmaxCrossEntropy");
    Matrix<typename X::Scalar> logs;
    loss.log_probabilities(model.predict(x.derived()), logs);
    return logs.array().exp().matrix();
}

}  // namespace regula::inline REGULA_ABI
