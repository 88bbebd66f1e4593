#pragma once

/// The language: matrices, random numbers, places, kinds of policies, and what a run asks of them. The laws
/// of policies, regula::check, are in core/check.hpp alone: programs do not need them, and compilers take
/// their time.

#include <regula/core/abi.hpp>
#include <regula/core/beta.hpp>
#include <regula/core/box_muller.hpp>
#include <regula/core/certificate.hpp>
#include <regula/core/error.hpp>
#include <regula/core/explain.hpp>
#include <regula/core/gauss_hermite.hpp>
#include <regula/core/gaussian.hpp>
#include <regula/core/hooks.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/mode.hpp>
#include <regula/core/name.hpp>
#include <regula/core/norm.hpp>
#include <regula/core/on.hpp>
#include <regula/core/parameters.hpp>
#include <regula/core/per_minibatch.hpp>
#include <regula/core/per_size.hpp>
#include <regula/core/pipeline.hpp>
#include <regula/core/place.hpp>
#include <regula/core/platform.hpp>
#include <regula/core/policy.hpp>
#include <regula/core/random.hpp>
#include <regula/core/record.hpp>
#include <regula/core/refine.hpp>
#include <regula/core/root.hpp>
#include <regula/core/shape.hpp>
#include <regula/core/stop_report.hpp>
#include <regula/core/targets.hpp>
#include <regula/core/threads.hpp>
#include <regula/core/transition.hpp>
#include <regula/core/when.hpp>
#include <regula/core/workers.hpp>
