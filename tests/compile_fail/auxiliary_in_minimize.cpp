// error: regula: an auxiliary loss passes through the model of fit\(model, loss, \.\.\.\)
#include <regula/auxiliary.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/penalty/l2.hpp>

void train(regula::Parameters<double>& theta, const regula::Dataset<double>& data) {
    const auto f = [](const auto& at, const auto&, auto& g) {
        g.vector() = at.vector();
        return at.vector().squaredNorm() / 2;
    };
#ifdef REGULA_FIXED
    regula::minimize(theta, f, data, regula::Sgd{}, regula::L2{});
#else
    regula::minimize(theta, f, data, regula::Sgd{}, regula::InputGradientPenalty{});
#endif
}
