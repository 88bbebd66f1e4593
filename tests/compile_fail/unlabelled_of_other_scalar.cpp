// error: regula: a model and its data have one scalar type: a Network<float> takes Together
#include <regula/auxiliary.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model.hpp>
#include <regula/optimize.hpp>

using namespace regula;

void train(Network<double>& net, const Dataset<double>& few, const Dataset<double>& many) {
#ifdef REGULA_FIXED
    fit(net, Logistic{}, Together{few, many}, Sgd{}, EntropyMinimization{});
#else
    Network<float> other{2, {Dense{1}}};
    fit(other, Logistic{}, Together{few, many}, Sgd{}, EntropyMinimization{});
    static_cast<void>(net);
#endif
}
