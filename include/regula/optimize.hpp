#pragma once

/// Optimizers, the loop, and the report of a run; solvers of whole objectives.

#include <regula/optimize/adam.hpp>
#include <regula/optimize/adam_w.hpp>
#include <regula/optimize/descend.hpp>
#include <regula/optimize/epoch_sums.hpp>
#include <regula/optimize/every_steps.hpp>
#include <regula/optimize/fit.hpp>
#include <regula/optimize/fit_together.hpp>
#include <regula/optimize/last_good.hpp>
#include <regula/optimize/learning_rate_finder.hpp>
#include <regula/optimize/memory.hpp>
#include <regula/optimize/minimize.hpp>
#include <regula/optimize/minimize_model.hpp>
#include <regula/optimize/observers.hpp>
#include <regula/optimize/optimizer.hpp>
#include <regula/optimize/progress.hpp>
#include <regula/optimize/report.hpp>
#include <regula/optimize/sample_weights.hpp>
#include <regula/optimize/schedule.hpp>
#include <regula/optimize/second_phase.hpp>
#include <regula/optimize/sgd.hpp>
#include <regula/optimize/solvers.hpp>
#include <regula/optimize/step.hpp>
#include <regula/optimize/step_buffers.hpp>
#include <regula/optimize/step_memory.hpp>
#include <regula/optimize/stopwatch.hpp>
#include <regula/optimize/training_run.hpp>
#include <regula/optimize/watches.hpp>
