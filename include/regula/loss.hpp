#pragma once

/// Losses: means over the samples, with their gradients.

#include <regula/loss/class_weights.hpp>
#include <regula/loss/gamma.hpp>
#include <regula/loss/huber.hpp>
#include <regula/loss/log_mean.hpp>
#include <regula/loss/log_softmax.hpp>
#include <regula/loss/logistic.hpp>
#include <regula/loss/loss.hpp>
#include <regula/loss/marginal_likelihood.hpp>
#include <regula/loss/poisson.hpp>
#include <regula/loss/sample_weights.hpp>
#include <regula/loss/softmax_cross_entropy.hpp>
#include <regula/loss/squared_error.hpp>
#include <regula/loss/target_score.hpp>
