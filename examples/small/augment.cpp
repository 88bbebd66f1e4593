// Augment changes images at random, here by shifts of up to two pixels.
#include <regula/augment/augment.hpp>
#include <regula/augment/translate.hpp>

#include <iostream>
using namespace regula;

int main() {
    Matrix<double> x = Matrix<double>::Zero(64, 100);  // 100 images of 8 x 8 pixels
    x.row(27).setOnes();                               // one bright pixel each
    Augment{Shape{8, 8}, Translate{2, 2}}.perturb(x, Key{1});
    std::cout << x.row(27).mean() << " of the light stays, " << x.colwise().sum().mean() << " in all\n";
    return x.row(27).mean() < 0.5 && (x.colwise().sum().array() - 1).abs().maxCoeff() < 1e-12 ? 0 : 1;
}
