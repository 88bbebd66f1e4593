#pragma once

/// Stopping: what ends a run early and gives back its best parameters.

#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/plateau.hpp>
