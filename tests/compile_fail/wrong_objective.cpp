// error: regula: an objective is 'double f\(theta, batch, gradient\)' over data, or
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/sgd.hpp>

int main() {
    regula::Parameters<double> theta;
    theta.add({.name = "w", .rows = 3, .cols = 1});
#ifdef REGULA_FIXED
    const auto f = [](const regula::Parameters<double>& at, regula::Parameters<double>& g) {
        g.vector() = at.vector();
        return at.vector().squaredNorm() / 2;
    };
#else
    const auto f = [](const regula::Parameters<double>& at) { return at.vector().squaredNorm() / 2; };
#endif
    regula::minimize(theta, f, regula::Sgd{});
}
