// error: regula: an attack has fields 'threat', 'range', 'goal' and 'loss'
#include <regula/adversarial/fgsm.hpp>
#include <regula/adversarial/robust_error.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/model/network.hpp>

struct Flip {
    regula::Threat threat = regula::LInfinityBall{0.1};
};

double error(const regula::Network<float>& net, const regula::Dataset<float>& test) {
#ifdef REGULA_FIXED
    return regula::robust_error(net, regula::SoftmaxCrossEntropy{}, test,
                                regula::Fgsm{regula::LInfinityBall{0.1}});
#else
    return regula::robust_error(net, regula::SoftmaxCrossEntropy{}, test, Flip{});
#endif
}
