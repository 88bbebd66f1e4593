#pragma once

#include <regula/adversarial/victim.hpp>
#include <regula/model/evaluate.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// Moves the samples of data, part by part, to the points of an attack, if these are no worse for the model:
/// `found` has the inputs, or better points for the attack, in its ball and range. The parts do not depend on
/// the number of threads. Throws std::invalid_argument for data that do not fit the model, and for inputs
/// outside the range.
template <class Model, class Loss, class A, class Scalar>
void attack_in_parts(const Model& model, const Loss& loss, const Dataset<Scalar>& data, const A& attack,
                     Key key, Workers& workers, Matrix<Scalar>& found, Index part_size = 500) {
    require_attack<A>();
    constexpr bool fits = requires { require_fits(model, data, "attack"); };
    static_assert(fits, "regula: an attack takes a Network or a MaskedNetwork, and data of its scalar type");
    attack.check();
    require_fits(model, data, "attack");
    const auto low = static_cast<Scalar>(attack.range.lower), high = static_cast<Scalar>(attack.range.upper);
    require(data.inputs.minCoeff() >= low && data.inputs.maxCoeff() <= high,
            "attack: the inputs must be in the ", "range, ", low, " ... ", high, ", got ",
            data.inputs.minCoeff(), " ... ", data.inputs.maxCoeff());
    auto hooks = [&] {
        if constexpr (requires { model.hooks(); })
            return model.hooks();
        else
            return Hooks<Scalar>{};
    }();
    Index draws = 0;
    if constexpr (requires { model.hooks(); }) draws = model.draws();
    Pass<Scalar> pass;
    Batch<Scalar> part;
    Matrix<Scalar> z;
    for (Index first = 0; first < data.size(); first += part_size) {
        const Index count = std::min(part_size, data.size() - first);
        part.inputs = data.inputs.middleCols(first, count);
        if (data.has_labels())
            part.labels = data.labels.segment(first, count);
        else
            part.targets = data.targets.middleCols(first, count);
        prepare_targets<Loss>(part, model.outputs());
        hooks.now.first = first;  // each sample has masks of its own
        pass.begin(model.parameters(), nullptr, hooks, workers);
        Victim victim{pass, model, loss, part, attack, true, draws};
        z = found.middleCols(first, count);
        victim.judge(z);
        attack.perturb(victim, key.from(static_cast<std::uint64_t>(first)), z);
        found.middleCols(first, count) = victim.best();
    }
}

/// The samples of data at the worst points that an attack finds for a model, features x samples: in the
/// attack's ball around each sample and in its range. Where an attack finds nothing worse, a sample stays.
///
///     Matrix<float> x = adversarial_examples(net, SoftmaxCrossEntropy{}, test,
///                                            Fgsm{.threat = LInfinityBall{0.1}, .range = {0, 1}});
///
/// The attacked model has no noise, no masks and no draws, unless it is a MaskedNetwork. The same key gives
/// the same bits, for any number of threads.
template <class Model, class Loss, class A, class Scalar>
Matrix<Scalar> adversarial_examples(const Model& model, const Loss& loss, const Dataset<Scalar>& data,
                                    const A& attack, Key key, Workers& workers) {
    Matrix<Scalar> found = data.inputs;
    attack_in_parts(model, loss, data, attack, key, workers, found);
    return found;
}
template <class Model, class Loss, class A, class Scalar>
Matrix<Scalar> adversarial_examples(const Model& model, const Loss& loss, const Dataset<Scalar>& data,
                                    const A& attack, Key key = Key{1}) {
    Workers alone;
    return adversarial_examples(model, loss, data, attack, key, alone);
}

/// The fraction of samples of `data`, at other inputs, with a wrong class. Samples count by their weights.
template <class Model, class Loss, class Scalar>
double error_at(const Model& model, const Loss& loss, const Dataset<Scalar>& data, Matrix<Scalar> moved,
                Workers& workers) {
    const Dataset<Scalar> there{.inputs = std::move(moved),
                                .labels = data.labels,
                                .class_names = data.class_names,
                                .sample_weights = data.sample_weights};
    return evaluate(model, loss, there, workers).error;
}

/// The errors of a model under an attack with each of the radii, which must not fall. An attack begins with
/// the points of the radius before it, so no error is smaller than that before it.
template <class Model, class Loss, class A, class Scalar>
std::vector<double> robust_errors(const Model& model, const Loss& loss, const Dataset<Scalar>& data, A attack,
                                  const std::vector<double>& radii, Key key, Workers& workers) {
    require(data.has_labels() && attack.goal != Goal::reach_label,
            "robust_error: needs labels of the samples, and an attack whose goal is not a label");
    std::vector<double> errors;
    Matrix<Scalar> found = data.inputs;
    for (const double radius : radii) {
        require(errors.empty() || radius >= attack.threat.radius(),
                "robust_errors: the radii must not fall, got ", radius, " after ", attack.threat.radius());
        attack.threat = attack.threat.with_radius(radius);
        attack_in_parts(model, loss, data, attack, key, workers, found);
        errors.push_back(error_at(model, loss, data, found, workers));
    }
    return errors;
}
template <class Model, class Loss, class A, class Scalar>
std::vector<double> robust_errors(const Model& model, const Loss& loss, const Dataset<Scalar>& data,
                                  const A& attack, const std::vector<double>& radii, Key key = Key{1}) {
    Workers alone;
    return robust_errors(model, loss, data, attack, radii, key, alone);
}

/// The error of a model under an attack: the fraction of samples with a wrong class at the worst points that
/// the attack finds. It is a lower bound of the error under the worst attack of this threat model. Throws
/// std::invalid_argument for data without labels.
template <class Model, class Loss, class A, class Scalar>
double robust_error(const Model& model, const Loss& loss, const Dataset<Scalar>& data, const A& attack,
                    Key key, Workers& workers) {
    require_attack<A>();
    return robust_errors(model, loss, data, attack, {attack.threat.radius()}, key, workers)[0];
}
template <class Model, class Loss, class A, class Scalar>
double robust_error(const Model& model, const Loss& loss, const Dataset<Scalar>& data, const A& attack,
                    Key key = Key{1}) {
    Workers alone;
    return robust_error(model, loss, data, attack, key, alone);
}

/// The error of a model `target` at the adversarial examples of another model, the source. Szegedy et al.
/// (2014), "Intriguing properties of neural networks".
template <class Source, class Target, class Loss, class A, class Scalar>
double transfer_error(const Source& source, const Target& target, const Loss& loss,
                      const Dataset<Scalar>& data, const A& attack, Key key, Workers& workers) {
    require(data.has_labels() && attack.goal != Goal::reach_label,
            "transfer_error: needs labels of the samples, and an attack whose goal is not a label");
    return error_at(target, loss, data, adversarial_examples(source, loss, data, attack, key, workers),
                    workers);
}
template <class Source, class Target, class Loss, class A, class Scalar>
double transfer_error(const Source& source, const Target& target, const Loss& loss,
                      const Dataset<Scalar>& data, const A& attack, Key key = Key{1}) {
    Workers alone;
    return transfer_error(source, target, loss, data, attack, key, alone);
}

}  // namespace regula::inline REGULA_ABI
