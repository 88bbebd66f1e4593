// error: regula: a solver takes penalties and constraints only
#include <regula/constraint/non_negative.hpp>
#include <regula/noise/gaussian_noise.hpp>
#include <regula/optimize/solvers/proximal_gradient.hpp>

void find(Eigen::VectorXd& w) {
    const auto f = [](const auto& at, auto& g) {
        g = at;
        return at.squaredNorm() / 2;
    };
#ifdef REGULA_FIXED
    regula::minimize(w, f, regula::ProximalGradient{}, regula::NonNegative{});
#else
    regula::minimize(w, f, regula::ProximalGradient{},
                     regula::on(regula::weights, regula::GaussianNoise{0.1}));
#endif
}
