#pragma once

/// Ensembles of any models: how their members differ, how they are combined, and how their error splits.

#include <regula/ensemble/bagging.hpp>
#include <regula/ensemble/combine.hpp>
#include <regula/ensemble/committee.hpp>
#include <regula/ensemble/diagnose.hpp>
#include <regula/ensemble/distillation.hpp>
#include <regula/ensemble/ensemble.hpp>
#include <regula/ensemble/ensemble_error.hpp>
#include <regula/ensemble/evaluate_outputs.hpp>
#include <regula/ensemble/member_errors.hpp>
#include <regula/ensemble/out_of_bag.hpp>
#include <regula/ensemble/restarts.hpp>
#include <regula/ensemble/snapshots.hpp>
#include <regula/ensemble/stack.hpp>
#include <regula/ensemble/subsample.hpp>
#include <regula/ensemble/subspaces.hpp>
#include <regula/ensemble/train_ensemble.hpp>
