// error: regula: an optimizer needs the settings learning_rate
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

void train(regula::Network<double>& net, const regula::Dataset<double>& data) {
#ifdef REGULA_FIXED
    regula::fit(net, regula::SquaredError{}, data, data, regula::Sgd{.learning_rate = 0.1});
#else
    regula::fit(net, regula::SquaredError{}, data, data, 0.1);
#endif
}
