#pragma once

/// Stopping: what ends a run early and gives back its best parameters.

#include <regula/stopping/any_of.hpp>
#include <regula/stopping/below.hpp>
#include <regula/stopping/criterion.hpp>
#include <regula/stopping/early_stopping.hpp>
#include <regula/stopping/generalization_loss.hpp>
#include <regula/stopping/plateau.hpp>
#include <regula/stopping/productivity_quotient.hpp>
#include <regula/stopping/reduce_on_plateau.hpp>
#include <regula/stopping/rises.hpp>
#include <regula/stopping/stop_when.hpp>
#include <regula/stopping/updates.hpp>
