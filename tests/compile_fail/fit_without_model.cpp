// error: regula: fit needs require_fits\(model, data, what\), objective_of\(model, loss\) and evaluate
// alone
#include <regula/loss/squared_error.hpp>
#include <regula/model/network.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>
#ifdef REGULA_FIXED
#include <regula/model.hpp>
#endif

void train(regula::Network<double>& net, const regula::Dataset<double>& data) {
    regula::fit(net, regula::SquaredError{}, data, regula::Sgd{});
}
