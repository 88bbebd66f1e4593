// error: regula: a layer needs 'outputs\(inputs\)', 'forward\(theta, x, y\)' and 'backward
#include <regula/layer/layer.hpp>

struct Twice {
    regula::Index outputs(regula::Index inputs) const { return inputs; }
    void forward(const auto&, const auto& x, auto& y) const { y = 2 * x; }
#ifdef REGULA_FIXED
    void backward(const auto&, const auto&, const auto&, const auto& dy, auto& dx) const { dx = 2 * dy; }
#endif
};

regula::Layer<double> layer{Twice{}};
