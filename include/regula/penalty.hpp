#pragma once

/// Penalties: costs that are added to the loss. Those that decompose matrices are included by name:
/// nuclear_norm, rank_penalty, quadratic_form.

#include <regula/penalty/by_size.hpp>
#include <regula/penalty/confidence_penalty.hpp>
#include <regula/penalty/conjugate.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/fits.hpp>
#include <regula/penalty/fused_lasso.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/group_lasso_over.hpp>
#include <regula/penalty/huber_penalty.hpp>
#include <regula/penalty/kl_sparsity.hpp>
#include <regula/penalty/l0.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/l21.hpp>
#include <regula/penalty/l2_norm.hpp>
#include <regula/penalty/l_half.hpp>
#include <regula/penalty/l_infinity.hpp>
#include <regula/penalty/l_two_thirds.hpp>
#include <regula/penalty/log_sum.hpp>
#include <regula/penalty/lp.hpp>
#include <regula/penalty/mcp.hpp>
#include <regula/penalty/moreau_envelope.hpp>
#include <regula/penalty/orthogonal.hpp>
#include <regula/penalty/oscar.hpp>
#include <regula/penalty/partition.hpp>
#include <regula/penalty/row_norms.hpp>
#include <regula/penalty/scad.hpp>
#include <regula/penalty/slope.hpp>
#include <regula/penalty/soft.hpp>
#include <regula/penalty/sorted.hpp>
#include <regula/penalty/sparse_group_lasso.hpp>
#include <regula/penalty/student_t.hpp>
#include <regula/penalty/taut_string.hpp>
#include <regula/penalty/tie.hpp>
#include <regula/penalty/tied_difference.hpp>
#include <regula/penalty/tied_pairs.hpp>
#include <regula/penalty/tied_step.hpp>
#include <regula/penalty/total_variation.hpp>
#include <regula/penalty/towards.hpp>
#include <regula/penalty/transposed.hpp>
#include <regula/penalty/variational_kl.hpp>
#include <regula/penalty/weighted.hpp>
