// StochasticDepth drops whole residual branches, the deep ones more often.
#include <regula/gate/stochastic_depth.hpp>

#include <iostream>
using namespace regula;

int main() {
    const StochasticDepth policy{.drop_probability = 0.5};
    const auto probability = [&](int layer) {
        return policy.in(Block{.role = Role::branch, .layer = layer, .of = 4});
    };
    std::cout << probability(0).drop_probability << " < " << probability(3).drop_probability << '\n';
    return probability(0).drop_probability < probability(3).drop_probability ? 0 : 1;
}
