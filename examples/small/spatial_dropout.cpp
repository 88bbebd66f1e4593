// SpatialDropout drops whole feature maps, here of 16 pixels.
#include <regula/gate/spatial_dropout.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> gain = Matrix<double>::Ones(64, 100);  // units x samples
    SpatialDropout{.drop_probability = 0.5, .pixels = 16}.gate(gain, Key{1});
    std::cout << gain.mean() << '\n';
    return gain.row(0) == gain.row(15) && (gain.row(0).array() == 0).any() ? 0 : 1;
}
