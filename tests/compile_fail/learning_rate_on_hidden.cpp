// error: regula: a factor of the learning rate acts on weights, biases, parameters or noise_scales
#include <regula/core/pipeline.hpp>
#include <regula/update.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(on(biases[1], LearningRate{0.1}));
#else
auto policies = pipeline(on(hidden[1], LearningRate{0.1}));
#endif
