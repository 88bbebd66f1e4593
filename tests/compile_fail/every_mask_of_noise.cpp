// error: regula: every_mask needs Dropout on inputs or hidden units
#include <regula/gate/gaussian_gate.hpp>
#include <regula/inference/every_mask.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>

regula::Belief belief(const regula::Network<double>& net, const regula::Matrix<double>& x) {
#ifdef REGULA_FIXED
    return regula::every_mask(net, regula::SoftmaxCrossEntropy{}, x, regula::Dropout{0.5});
#else
    return regula::every_mask(net, regula::SoftmaxCrossEntropy{}, x, regula::GaussianGate{0.5});
#endif
}
