#pragma once

/// Penalties: costs that are added to the loss.

#include <regula/penalty/descending.hpp>
#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/fused_lasso.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/group_lasso_over.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/l21.hpp>
#include <regula/penalty/l2_norm.hpp>
#include <regula/penalty/l_infinity.hpp>
#include <regula/penalty/nuclear_norm.hpp>
#include <regula/penalty/oscar.hpp>
#include <regula/penalty/partition.hpp>
#include <regula/penalty/rank_penalty.hpp>
#include <regula/penalty/slope.hpp>
#include <regula/penalty/sorted.hpp>
#include <regula/penalty/sparse_group_lasso.hpp>
#include <regula/penalty/taut_string.hpp>
#include <regula/penalty/total_variation.hpp>
#include <regula/penalty/towards.hpp>
