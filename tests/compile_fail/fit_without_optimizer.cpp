// error: regula: fit needs an optimizer or a solver behind the data
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

void train(regula::Network<double>& net, const regula::Dataset<double>& data) {
#ifdef REGULA_FIXED
    regula::fit(net, regula::SquaredError{}, data, regula::Sgd{});
#else
    regula::fit(net, regula::SquaredError{}, data);
#endif
}
