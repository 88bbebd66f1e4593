#pragma once

#include <regula/data/glyphs.hpp>
#include <regula/layer/tanh.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/theory/claim.hpp>
#include <regula/theory/conjugate_gradients.hpp>
#include <regula/theory/hessian.hpp>

#include <vector>

namespace regula::inline REGULA_ABI::theory {

/// Synthetic digits of 7 x 7 grey levels, each the mean of 4 x 4 pixels.
template <class = OnUse>
Dataset<double> small_glyphs(Index count, Key key) {
    const auto large = glyphs<double>(count, key);
    Dataset<double> small{
        .inputs = Matrix<double>::Zero(49, count), .labels = large.labels, .class_names = large.class_names};
    for (Index pixel = 0; pixel < large.features(); ++pixel)
        small.inputs.row(pixel / 112 * 7 + pixel % 28 / 4) += 1.0 / 16 * large.inputs.row(pixel);
    return small;
}

/// A classifier with hidden units, 49-8-10 with tanh, and its objective: the cross-entropy of 300 digits and
/// L2{decay} on all parameters. Without decay the loss has no minimum if the network makes no errors.
class GlyphClassifier {
public:
    explicit GlyphClassifier(double decay)
        : data_{small_glyphs(300, Key{1})},
          net_{mlp<double>({49, 8, 10}, Key{2}, Tanh{}, Initializer::glorot)},
          decay_{decay} {
        descend(8000);
    }
    GlyphClassifier(const GlyphClassifier& other, double more_decay) : GlyphClassifier{other} {
        decay_ += more_decay;
        descend(2000);
    }

    const Vector<double>& parameters() const { return net_.parameters().vector(); }
    double decay() const { return decay_; }
    auto hessian() const { return Hessian{net_, SoftmaxCrossEntropy{}, data_}; }  // of the loss alone

    /// The gradient of the loss alone, at any parameters.
    Vector<double> gradient(const Vector<double>& w) const {
        Parameters<double> at = net_.parameters(), slope = at;
        at.vector() = w;
        Workers alone;
        auto objective = objective_of(net_, SoftmaxCrossEntropy{});
        Hooks<double> none;
        objective(at, Batch<double>{data_.inputs, {}, data_.labels}, slope, none, alone);
        return slope.vector();
    }

    /// Gradient descent, then Newton's method, so w is a minimum to the last digits.
    void descend(int epochs) {
        fit(net_, SoftmaxCrossEntropy{}, data_,
            Sgd{.learning_rate = 0.2, .momentum = 0.95, .epochs = epochs, .batch_size = data_.size()},
            on(regula::parameters, L2{decay_}));
        for (int k = 0; k < 4; ++k) {
            const Vector<double> slope = gradient(parameters()) + decay_ * parameters();
            net_.parameters().vector() -= conjugate_gradients(hessian(), slope, decay_).x;
        }
    }

private:
    Dataset<double> data_;
    Network<double> net_;
    double decay_;
};

/// The classifier of these claims, trained once.
inline const GlyphClassifier& glyph_classifier() {
    static const GlyphClassifier trained{0.01};
    return trained;
}

/// Weight decay of a network by its quadratic approximation and by training.
struct NetworkDecay {
    double strength;
    double shift;  ///< |trained - w*| / |w*|
    double off;    ///< |trained - predicted| / |trained - w*|
};

template <class = OnUse>
NetworkDecay decay_of_network(double strength) {
    const GlyphClassifier& still = glyph_classifier();
    const GlyphClassifier moved{still, strength};
    const Vector<double>& w = still.parameters();
    const Vector<double> predicted =
        w + conjugate_gradients(still.hessian(), -strength * w, still.decay() + strength).x;
    return {strength, relative(moved.parameters(), w),
            (moved.parameters() - predicted).norm() / (moved.parameters() - w).norm()};
}

template <class = OnUse>
Finding hessian_of_network(double wrong) {
    const GlyphClassifier& net = glyph_classifier();
    const Vector<double>& w = net.parameters();
    Vector<double> v(w.size());
    fill_normal(Key{3}, v);
    v.normalize();
    const double h = 1e-4;
    const Vector<double> exact = (1 + wrong) * net.hessian().times(v),
                         differences = (net.gradient(w + h * v) - net.gradient(w - h * v)) / (2 * h);
    return {exact.norm(), differences.norm(), relative(differences, exact)};
}

template <class = OnUse>
Finding quadratic_prediction_of_network(double wrong) {
    const double a = 2e-6, predicted = 0.5 * (1 + wrong);
    const double ratio = decay_of_network(a / 2).off / decay_of_network(a).off;
    return {predicted, ratio, std::abs(ratio - predicted)};
}

/// Claims about the accuracy of the quadratic approximation for networks with hidden units.
template <class = OnUse>
std::vector<Claim> network_approximation_claims() {
    return {
        {.id = "hessian-of-network",
         .statement = "The product of a network's Hessian with a vector is exact, and costs three times as "
                      "much as a gradient.",
         .formula = R"(H v = \frac{\nabla J(w + h v) - \nabla J(w - h v)}{2 h} + O(h^2))",
         .source = "Pearlmutter (1994), Fast exact multiplication by the Hessian",
         .experiment =
             "A 49-8-10 network is trained on digits. In a random direction the product is compared "
             "with differences of the gradient.",
         .tolerance = 1e-6,
         .find = hessian_of_network},
        {.id = "weight-decay-of-network",
         .statement = "For a network the formula of weight decay is right to first order: half the strength "
                      "gives half the relative error.",
         .formula = R"(\frac{|\tilde w - (H + a I)^{-1} H w^*|}{|\tilde w - w^*|} = O(a))",
         .source = "Goodfellow, Bengio and Courville, Deep Learning, equations 7.6 to 7.10",
         .experiment =
             R"(A 49-8-10 network at a minimum of its loss on digits is trained on with more decay, )"
             R"($a = 2 \cdot 10^{-6}$ and $10^{-6}$. Conjugate gradients predict its weights, and )"
             R"(the ratio of the two errors is compared with 1/2.)",
         .tolerance = 0.02,
         .find = quadratic_prediction_of_network,
         .wrong = 0.1,
         .distance = Distance::difference},
    };
}

}  // namespace regula::inline REGULA_ABI::theory
