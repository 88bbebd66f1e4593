// AlphaDropout keeps mean 0 and variance 1 of the units, for Selu.
#include <regula/core/random.hpp>
#include <regula/gate/alpha_dropout.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x(64, 500), gain = Matrix<double>::Ones(64, 500);
    fill_normal(Key{1}, x);
    AlphaDropout{.drop_probability = 0.1}.gate(x, gain, Key{2});
    const double variance = (x.array() - x.mean()).square().mean();
    std::cout << x.mean() << " and " << variance << '\n';
    return (gain.array() == 0).any() && std::abs(x.mean()) < 0.05 && std::abs(variance - 1) < 0.05 ? 0 : 1;
}
