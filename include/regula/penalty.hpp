#pragma once

/// Penalties: costs that are added to the loss.

#include <regula/penalty/elastic_net.hpp>
#include <regula/penalty/group_lasso.hpp>
#include <regula/penalty/l1.hpp>
#include <regula/penalty/l2.hpp>
#include <regula/penalty/soft.hpp>
#include <regula/penalty/towards.hpp>
