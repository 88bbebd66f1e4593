#pragma once

#include <regula/layer/sigmoid.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/tangent/contractive.hpp>
#include <regula/tangent/contractive_hessian.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/claims/experiment.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// An autoencoder of 5 inputs with a code of 4 logistic units.
template <class = OnUse>
Network<double> small_autoencoder() {
    return with_drawn_biases(Network<double>{5, {Dense{4}, Sigmoid{}, Dense{5}}, Key{331}}, 332);
}

/// The loss that a policy adds to a step on samples x.
double added_by(const auto& policy, const Network<double>& net, const Matrix<double>& x, Key key = Key{333}) {
    const Batch<double> batch{.inputs = x, .targets = {}, .labels = {}};
    const auto none = pipeline();
    auto hooks = hooks_of<double>(none, StepTime{key});
    Workers alone;
    Pass<double> pass;
    pass.begin(net.parameters(), nullptr, hooks, alone);
    return pass.apart([&] { policy.add_losses(pass, net, SquaredError{}, batch); });
}

/// h at a sample.
template <class = OnUse>
Eigen::ArrayXd code_of(const Network<double>& net, const Matrix<double>& x) {
    const Matrix<double> z = net.parameters()["0.weight"].transpose() * x + net.parameters()["0.bias"];
    return 1 / (1 + (-z.array()).exp());
}

/// The contractive penalty without its closed form: a backward pass and a tangent for each unit.
struct ContractiveByTangents {
    void add_losses(auto& pass, const auto& f, const auto&, const auto& batch) const {
        const EncoderOf encoder{f, 0, "ContractiveByTangents"};
        pass.add_term("penalty", add_jacobian_penalty(pass, encoder, batch.inputs, 1.0));
    }
};

namespace experiments {

template <class = OnUse>
Finding contractive_closed_form(double wrong) {
    const Network<double> net = small_autoencoder();
    const Matrix<double> x = drawn(334, 5), w = net.parameters()["0.weight"];
    const Eigen::ArrayXd h = code_of(net, x);
    const Matrix<double> jacobian = (h * (1 - h)).matrix().asDiagonal() * w.transpose();
    const double predicted = (1 + wrong) * jacobian.squaredNorm() / 2;
    Finding worst;
    for (const double found :
         {added_by(Contractive{.strength = 1}, net, x), added_by(ContractiveByTangents{}, net, x)})
        worst = worse(worst, {predicted, found, relative(found, predicted)});
    return worst;
}

template <class = OnUse>
Finding contractive_hessian_limit(double wrong) {
    const Network<double> net = small_autoencoder();
    const Matrix<double> x = drawn(335, 5), w = net.parameters()["0.weight"];
    const double stddev = 0.01;
    const Eigen::ArrayXd h = code_of(net, x), bend = h * (1 - h) * (1 - 2 * h);
    const Eigen::ArrayXd lengths = w.colwise().squaredNorm().transpose();
    const double predicted = (1 + wrong) * (bend.square() * lengths.square()).sum();
    Mean found;
    const ContractiveHessian policy{.strength = 2 / (stddev * stddev), .stddev = stddev, .projections = 0};
    for (std::uint64_t draw = 0; draw < 20000; ++draw) found.add(added_by(policy, net, x, Key{336}[draw]));
    return {predicted, found.mean(), found.z(predicted, 0.02 * predicted)};
}

}  // namespace experiments

/// The penalties of contractive autoencoders.
template <class = OnUse>
std::vector<Claim> contraction_claims() {
    return {
        {.id = "contractive-closed-form",
         .statement = "The contractive penalty of a layer of logistic units weighs the squared length of the "
                      "weights into a unit by the square of its slope.",
         .formula = R"(\left|\frac{\partial h}{\partial x}\right|_F^2 = \sum_i (h_i (1 - h_i))^2 |w_i|^2)",
         .source = "Rifai, Vincent, Muller, Glorot and Bengio (2011), Contractive auto-encoders",
         .experiment =
             "For an autoencoder of 5 inputs and 4 units, Contractive, the same by tangents, and the "
             "Jacobian are compared.",
         .tolerance = 1e-13,
         .find = experiments::contractive_closed_form<>},
        {.id = "contractive-hessian-limit",
         .statement =
             "The change of the Jacobian at inputs with little noise measures the second derivatives "
             "of the code.",
         .formula = R"(\frac{1}{\sigma^2} \operatorname{E} |J(x) - J(x + \delta)|_F^2 \\ \to \sum_i (h_i (1 )"
                    R"(- h_i) (1 - 2 h_i))^2 |w_i|^4)",
         .source = "Rifai et al. (2011), Higher order contractive auto-encoder",
         .experiment = "ContractiveHessian with a stddev of 0.01 makes 20,000 draws.",
         .tolerance = 4,
         .find = experiments::contractive_hessian_limit<>,
         .wrong = 0.2,
         .distance = Distance::standard_errors},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
