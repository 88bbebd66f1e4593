// error: regula: an optimizer needs 'double prox_step\(double rate\) const', or
#include <regula/optimize/minimize.hpp>

struct Signs {
    double learning_rate = 0.1;
    regula::Schedule schedule = {};
    int epochs = 10;
    regula::Index batch_size = 32;
    std::uint64_t seed = 1;
    int threads = 1;
    void check() const {}
    int memories() const { return 0; }
    void step(auto&& w, const auto& g, const auto&, double rate, regula::Index) const {
        w -= rate * g.cwiseSign();
    }
#ifdef REGULA_FIXED
    double prox_step(double rate) const { return rate; }
#endif
};

int main() {
    Eigen::VectorXd w = Eigen::VectorXd::Ones(3);
    const auto f = [](const auto& at, auto& g) {
        g = at;
        return at.squaredNorm() / 2;
    };
    regula::minimize(w, f, Signs{});
}
