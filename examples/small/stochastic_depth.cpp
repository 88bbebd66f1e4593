// StochasticDepth drops whole residual branches, the deep ones more often.
#include <regula/gate/stochastic_depth.hpp>

#include <iostream>
using namespace regula;

int main() {
    const auto dropped = [](int layer) {
        Matrix<double> gain = Matrix<double>::Ones(1, 1000);  // a gain for each sample
        const Block branch{.role = Role::branch, .layer = layer, .of = 4};
        StochasticDepth{.drop_probability = 0.5}.in(branch).gate(gain, Key{1});
        return (gain.array() == 0).cast<double>().mean();
    };
    std::cout << dropped(0) << " < " << dropped(3) << '\n';
    return std::abs(dropped(0) - 0.125) < 0.05 && std::abs(dropped(3) - 0.5) < 0.05 ? 0 : 1;
}
