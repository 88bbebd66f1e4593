// error: regula: a model needs a type 'Scalar', 'parameters\(\)', 'hidden_blocks\(\)' and 'outputs\(\)'
#include <regula/loss/squared_error.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/mlp.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

void train(regula::Network<double>& net, const regula::Dataset<double>& data) {
#ifdef REGULA_FIXED
    regula::fit(net, regula::SquaredError{}, data, regula::Sgd{});
#else
    regula::fit(net.parameters(), regula::SquaredError{}, data, regula::Sgd{});
#endif
}
