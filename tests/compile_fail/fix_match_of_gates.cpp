// error: regula: FixMatch needs two noise policies
#include <regula/auxiliary.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize.hpp>

using namespace regula;

void train(Network<double>& net, const Dataset<double>& few, const Dataset<double>& many) {
#ifdef REGULA_FIXED
    fit(net, Logistic{}, Together{few, many}, Sgd{}, FixMatch{GaussianNoise{0.1}, GaussianNoise{0.3}});
#else
    fit(net, Logistic{}, Together{few, many}, Sgd{}, FixMatch{GaussianNoise{0.1}, Dropout{0.3}});
#endif
}
