// error: regula: schedule each penalty of a sum by itself
#include <regula/core/pipeline.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>

using namespace regula;

#ifdef REGULA_FIXED
auto policies = pipeline(scheduled([](const StepTime& now) { return L1{now.epoch}; }),
                         scheduled([](const StepTime& now) { return L2{now.epoch}; }));
#else
auto policies = pipeline(scheduled([](const StepTime& now) { return L1{now.epoch} + L2{now.epoch}; }));
#endif
