// error: regula: policies on targets take a column of shares for each sample
#include <regula/noise/label_smoothing.hpp>

#ifdef REGULA_FIXED
using Targets = regula::Matrix<double>;
#else
using Targets = regula::Labels;
#endif

void smooth(Targets& targets) { regula::LabelSmoothing{0.1}.perturb(targets, regula::Key{1}); }
