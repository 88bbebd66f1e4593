#pragma once

/// How strong a penalty should be: paths of strengths, cross-validation, degrees of freedom.

#include <regula/path/cross_validate.hpp>
#include <regula/path/degrees_of_freedom.hpp>
#include <regula/path/ridge_choice.hpp>
#include <regula/path/scores.hpp>
#include <regula/path/strength_for_limit.hpp>
#include <regula/path/strengths.hpp>
#include <regula/path/trace.hpp>
