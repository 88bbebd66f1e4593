// error: regula: settings need the name of their optimizer or solver
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

void train(regula::Network<double>& net, const regula::Dataset<double>& data) {
#ifdef REGULA_FIXED
    regula::fit(net, regula::SquaredError{}, data, regula::Sgd{.learning_rate = 0.1, .epochs = 3});
#else
    regula::fit(net, regula::SquaredError{}, data, {.learning_rate = 0.1, .epochs = 3});
#endif
}
