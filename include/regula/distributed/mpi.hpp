// optional: needs an MPI library
#pragma once

/// Beyond one machine: tasks and the minibatches of a training run on the ranks of an MPI job.

#include <regula/distributed/agreement.hpp>
#include <regula/distributed/data_parallel.hpp>
#include <regula/distributed/gather.hpp>
#include <regula/distributed/ranks.hpp>
#include <regula/distributed/session.hpp>
#include <regula/distributed/tree_sum.hpp>
