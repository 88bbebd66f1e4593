// CutMix pastes a rectangle of one image into another; the targets mix by area.
#include <regula/augment/cut_mix.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Zero(64, 2), t{{1, 0}, {0, 1}};
    x.col(1).setOnes();
    CutMix{.height = 8, .width = 8}.mix(x, t, Key{1});
    std::cout << t << '\n';
    return t(1, 0) > 0 && std::abs(x.col(0).mean() - t(1, 0)) < 1e-12 ? 0 : 1;
}
