// error: regula: InputGradientPenalty needs a loss with 'void curvature\(y, t, u, v\) const'
#include <regula/auxiliary.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/model.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/sgd.hpp>

struct Mine {
    double value(const auto& y, const auto& t) const { return (y - t).squaredNorm(); }
    void gradient(const auto& y, const auto& t, auto& g) const { g = 2 * (y - t); }
};

void train(regula::Network<double>& net, const regula::Dataset<double>& data) {
#ifdef REGULA_FIXED
    regula::fit(net, regula::SquaredError{}, data, regula::Sgd{}, regula::InputGradientPenalty{});
#else
    regula::fit(net, Mine{}, data, regula::Sgd{}, regula::InputGradientPenalty{});
#endif
}
