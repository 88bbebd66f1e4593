// error: regula: this penalty's prox takes one step for all weights, but the optimizer has a step for each
#include <regula/core/mode.hpp>
#include <regula/optimize/adam.hpp>
#include <regula/optimize/minimize.hpp>

struct Length {
    double value(const auto& w) const { return w.norm(); }
    void add_gradient(const auto& w, auto& g) const { g += w.normalized(); }
    void prox(auto& w, double step) const { w = w * std::max(0.0, 1 - step / w.norm()); }
};

int main() {
    Eigen::VectorXd w = Eigen::VectorXd::Ones(3);
    const auto f = [](const auto& at, auto& g) {
        g = at;
        return at.squaredNorm() / 2;
    };
#ifdef REGULA_FIXED
    regula::minimize(w, f, regula::Adam{}, regula::subgradient(Length{}));
#else
    regula::minimize(w, f, regula::Adam{}, Length{});
#endif
}
