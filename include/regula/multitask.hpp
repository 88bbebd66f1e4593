#pragma once

/// Multi-task learning: several heads on one trunk, losses of the targets that are there, and the balance of
/// the tasks.

#include <regula/multitask/balancing.hpp>
#include <regula/multitask/evaluate_tasks.hpp>
#include <regula/multitask/grad_norm.hpp>
#include <regula/multitask/multi_task.hpp>
#include <regula/multitask/multi_task_objective.hpp>
#include <regula/multitask/observed.hpp>
#include <regula/multitask/pc_grad.hpp>
#include <regula/multitask/task.hpp>
#include <regula/multitask/task_gradients.hpp>
#include <regula/multitask/uncertainty_weighting.hpp>
