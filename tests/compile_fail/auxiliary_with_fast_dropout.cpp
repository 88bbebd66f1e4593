// error: regula: an auxiliary loss needs a model that is a function of a pass
#include <regula/auxiliary.hpp>
#include <regula/gate/dropout.hpp>
#include <regula/inference/fast_dropout_model.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/optimize/sgd.hpp>

void train(regula::Network<double>& net, const regula::Dataset<double>& data) {
    regula::FastDropout fast{net, regula::Dropout{0.5}};
#ifdef REGULA_FIXED
    regula::fit(fast, regula::SquaredError{}, data, regula::Sgd{});
#else
    regula::fit(fast, regula::SquaredError{}, data, regula::Sgd{}, regula::InputGradientPenalty{});
#endif
}
