#pragma once

/// Stopping: what ends a run early and gives back its best parameters.

#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/plateau.hpp>
#include <regula/stopping/stop_after.hpp>
#include <regula/stopping/stop_below.hpp>
