#pragma once

/// Metrics: how good predictions are, of classes and of numbers.

#include <regula/metrics/area_under_roc.hpp>
#include <regula/metrics/confusion.hpp>
#include <regula/metrics/regression.hpp>
