// error: regula: predict\(x, key, policies...\) takes noise and gates, on anything but targets
#include <regula/gate/dropout.hpp>
#include <regula/layer/dense.hpp>
#include <regula/model/network.hpp>
#include <regula/noise/label_smoothing.hpp>

const regula::Network<double> net{3, {regula::Dense{2}}};
const auto x = regula::Matrix<double>::Zero(3, 1);
#ifdef REGULA_FIXED
auto y = net.predict(x, regula::Key{1}, on(regula::weights, regula::Dropout{0.5}));
#else
auto y = net.predict(x, regula::Key{1}, regula::LabelSmoothing{0.1});
#endif
