#pragma once

/// Models: passes, networks of layers, objectives, derivatives, evaluation.

#include <regula/model/architecture.hpp>
#include <regula/model/batch_loss.hpp>
#include <regula/model/class_terms.hpp>
#include <regula/model/classes.hpp>
#include <regula/model/derivatives.hpp>
#include <regula/model/drawn_units.hpp>
#include <regula/model/evaluate.hpp>
#include <regula/model/gradient_accumulation.hpp>
#include <regula/model/hidden_units.hpp>
#include <regula/model/kept_units.hpp>
#include <regula/model/mlp.hpp>
#include <regula/model/network.hpp>
#include <regula/model/network_dict.hpp>
#include <regula/model/objective.hpp>
#include <regula/model/pass.hpp>
#include <regula/model/pass_backward.hpp>
#include <regula/model/pass_forward.hpp>
#include <regula/model/pass_node.hpp>
#include <regula/model/predictor.hpp>
#include <regula/model/probabilities.hpp>
#include <regula/model/sequence.hpp>
#include <regula/model/sharded.hpp>
#include <regula/model/sparsity.hpp>
#include <regula/model/summary.hpp>
#include <regula/model/term_list.hpp>
#include <regula/model/written_blocks.hpp>
