#pragma once

/// The language: matrices, random numbers, places, kinds of policies, and the functions through which a run
/// applies them. The laws of policies (regula::check) are only in core/check.hpp: programs do not need them,
/// and they take compile time.

#include <regula/core/abi.hpp>
#include <regula/core/certificate.hpp>
#include <regula/core/error.hpp>
#include <regula/core/explain.hpp>
#include <regula/core/hooks.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/mode.hpp>
#include <regula/core/name.hpp>
#include <regula/core/numeric.hpp>
#include <regula/core/on.hpp>
#include <regula/core/parallel.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/core/per_size.hpp>
#include <regula/core/pipeline.hpp>
#include <regula/core/place.hpp>
#include <regula/core/platform.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/policy_checks.hpp>
#include <regula/core/policy_kinds.hpp>
#include <regula/core/prox_order.hpp>
#include <regula/core/random.hpp>
#include <regula/core/record.hpp>
#include <regula/core/run_watches.hpp>
#include <regula/core/sample_weights.hpp>
#include <regula/core/scheduled.hpp>
#include <regula/core/shape.hpp>
#include <regula/core/stop_report.hpp>
#include <regula/core/sum.hpp>
#include <regula/core/targets.hpp>
#include <regula/core/transition.hpp>
#include <regula/core/watch.hpp>
#include <regula/core/when.hpp>
