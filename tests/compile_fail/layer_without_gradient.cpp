// error: regula: a layer with 'blocks\(inputs\)' needs 'gradient\(theta, x, y, dy, g\)', const
#include <regula/layer/layer.hpp>

#include <vector>

struct Scale {
    regula::Index outputs(regula::Index inputs) const { return inputs; }
    std::vector<regula::Block> blocks(regula::Index) const {
        return {{.role = regula::Role::weight, .name = "scale", .rows = 1, .cols = 1}};
    }
    void initialize(const auto& theta, regula::Key) const { theta[0].setOnes(); }
    void forward(const auto& theta, const auto& x, auto& y) const { y = theta[0](0) * x; }
    void backward(const auto& theta, const auto&, const auto&, const auto& dy, auto& dx) const {
        dx = theta[0](0) * dy;
    }
#ifdef REGULA_FIXED
    void gradient(const auto&, const auto& x, const auto&, const auto& dy, const auto& g) const {
        g[0](0) = x.cwiseProduct(dy).sum();
    }
#else
    void gradient(const auto&, const auto& x, const auto& dy, const auto& g) const {
        g[0](0) = x.cwiseProduct(dy).sum();
    }
#endif
};

regula::Layer<double> layer{Scale{}};
