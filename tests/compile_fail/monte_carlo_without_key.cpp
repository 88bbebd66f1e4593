// error: regula: monte_carlo needs a model with predict\(x, key, policies...\)
#include <regula/inference/monte_carlo.hpp>

struct Model {
    regula::Matrix<double> predict(const regula::Matrix<double>& x) const { return x; }
#ifdef REGULA_FIXED
    regula::Matrix<double> predict(const regula::Matrix<double>& x, regula::Key) const { return x; }
#endif
};

regula::RunningMean outputs(const regula::Matrix<double>& x) {
    return regula::monte_carlo(Model{}, x, 10, regula::Key{1});
}
