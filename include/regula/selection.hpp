#pragma once

/// Choosing the strength of a penalty: paths of strengths, cross-validation, degrees of freedom.

#include <regula/selection/adaptive.hpp>
#include <regula/selection/candidates.hpp>
#include <regula/selection/cross_validate.hpp>
#include <regula/selection/cross_validated_path.hpp>
#include <regula/selection/degrees_of_freedom.hpp>
#include <regula/selection/deviance.hpp>
#include <regula/selection/information_criteria.hpp>
#include <regula/selection/measures.hpp>
#include <regula/selection/path_limits.hpp>
#include <regula/selection/relaxed.hpp>
#include <regula/selection/ridge_choice.hpp>
#include <regula/selection/scores.hpp>
#include <regula/selection/strength_for_limit.hpp>
#include <regula/selection/strengths.hpp>
#include <regula/selection/trace.hpp>
