// error: regula: unlabelled samples need an optimizer
#include <regula/auxiliary.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

using namespace regula;

void train(Network<double>& net, const Dataset<double>& few, const Dataset<double>& many) {
#ifdef REGULA_FIXED
    fit(net, Logistic{}, Together{few, many}, Sgd{}, EntropyMinimization{});
#else
    fit(net, Logistic{}, Together{few, many}, Lbfgs{}, EntropyMinimization{});
#endif
}
