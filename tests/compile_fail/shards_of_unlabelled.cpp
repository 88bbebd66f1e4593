// error: regula: shards are cut from minibatches of one Dataset
#include <regula/auxiliary.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/model.hpp>
#include <regula/model/gradient_accumulation.hpp>
#include <regula/optimize.hpp>

using namespace regula;

void train(Network<double>& net, const Dataset<double>& few, const Dataset<double>& many) {
#ifdef REGULA_FIXED
    fit(net, Logistic{}, Together{few, many}, Sgd{}, EntropyMinimization{});
#else
    GradientAccumulation accumulated{net, 4};
    fit(accumulated, Logistic{}, Together{few, many}, Sgd{}, EntropyMinimization{});
#endif
}
