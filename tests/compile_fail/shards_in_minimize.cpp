// error: regula: minimize calls your function with whole minibatches
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/model/gradient_accumulation.hpp>
#include <regula/optimize.hpp>

using namespace regula;

void train(Network<double>& net, const Dataset<double>& data) {
    const auto error = [&](auto& pass, const auto& batch) {
        pass.add_loss("error", SquaredError{}, net(pass, pass.input(batch.inputs)), batch.targets);
    };
    GradientAccumulation accumulated{net, 4};
#ifdef REGULA_FIXED
    minimize(net, error, data, Sgd{});
    fit(accumulated, SquaredError{}, data, Sgd{});
#else
    minimize(accumulated, error, data, Sgd{});
#endif
}
