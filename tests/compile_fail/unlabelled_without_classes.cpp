// error: regula: losses of unlabelled samples need a loss of classes
#include <regula/auxiliary.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

using namespace regula;

void train(Network<double>& net, const Dataset<double>& few, const Dataset<double>& many) {
#ifdef REGULA_FIXED
    fit(net, Logistic{}, Together{few, many}, Sgd{}, Consistency{});
#else
    fit(net, SquaredError{}, Together{few, many}, Sgd{}, Consistency{});
#endif
}
