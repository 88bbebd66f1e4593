// error: regula: fast dropout integrates noise and gates with 'double variance\(\) const'
#include <regula/inference/fast_dropout.hpp>
#include <regula/model/mlp.hpp>

struct Halved {
    void gate(auto& gain, regula::Key) const { gain.array() *= 1; }
#ifdef REGULA_FIXED
    double variance() const { return 0; }
#endif
};

auto found = regula::fast_dropout(regula::mlp<double>({3, 2}, regula::Key{1}), regula::Matrix<double>{3, 1},
                                  regula::on(regula::inputs, Halved{}));
