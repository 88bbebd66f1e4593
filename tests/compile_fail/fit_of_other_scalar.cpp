// error: regula: a model and its data have one scalar type
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

#ifdef REGULA_FIXED
using Scalar = float;
#else
using Scalar = double;
#endif

void train(regula::Network<float>& net, const regula::Dataset<Scalar>& data) {
    regula::fit(net, regula::SquaredError{}, data, regula::Sgd{});
}
