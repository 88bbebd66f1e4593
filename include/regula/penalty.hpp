#pragma once

/// Penalties: costs that are added to the loss.

#include <regula/penalty/by_size.hpp>
#include <regula/penalty/confidence_penalty.hpp>
#include <regula/penalty/conjugate.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/fits.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/huber_penalty.hpp>
#include <regula/penalty/kl_sparsity.hpp>
#include <regula/penalty/l0.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/l_half.hpp>
#include <regula/penalty/l_two_thirds.hpp>
#include <regula/penalty/log_sum.hpp>
#include <regula/penalty/lp.hpp>
#include <regula/penalty/mcp.hpp>
#include <regula/penalty/moreau_envelope.hpp>
#include <regula/penalty/orthogonal.hpp>
#include <regula/penalty/quadratic_form.hpp>
#include <regula/penalty/scad.hpp>
#include <regula/penalty/student_t.hpp>
#include <regula/penalty/towards.hpp>
#include <regula/penalty/weighted.hpp>
