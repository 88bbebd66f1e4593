// error: regula: train\(data, key\) must return a model with 'predict\(x\) const'
#include <regula/ensemble.hpp>

using namespace regula;

#ifdef REGULA_FIXED
struct Mean {
    double mean;
    Matrix<double> predict(const Matrix<double>& x) const {
        return Matrix<double>::Constant(1, x.cols(), mean);
    }
};
#else
struct Mean {
    double mean;
};
#endif

void test(const Dataset<double>& data) {
    train_ensemble(
        Bagging{5}, data, [](const auto& part, Key) { return Mean{part.targets.mean()}; }, Key{1});
}
