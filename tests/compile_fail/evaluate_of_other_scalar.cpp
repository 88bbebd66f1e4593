// error: regula: a model and its data have one scalar type
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>

#ifdef REGULA_FIXED
using Scalar = float;
#else
using Scalar = double;
#endif

auto judge(const regula::Network<float>& net, const regula::Dataset<Scalar>& data) {
    evaluate(net, regula::SquaredError{}, data);
}
