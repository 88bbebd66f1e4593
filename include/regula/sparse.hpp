#pragma once

/// Sparse representations: codes of signals in a dictionary, and dictionaries learned from signals.

#include <regula/sparse/coherence.hpp>
#include <regula/sparse/dictionary.hpp>
#include <regula/sparse/encode.hpp>
#include <regula/sparse/greedy_pursuit.hpp>
#include <regula/sparse/hard_threshold.hpp>
#include <regula/sparse/k_means.hpp>
#include <regula/sparse/k_svd.hpp>
#include <regula/sparse/lasso_coding.hpp>
#include <regula/sparse/learn_dictionary.hpp>
#include <regula/sparse/lloyd.hpp>
#include <regula/sparse/matching_pursuit.hpp>
#include <regula/sparse/mod.hpp>
#include <regula/sparse/nmf.hpp>
#include <regula/sparse/omp.hpp>
#include <regula/sparse/online_dictionary.hpp>
#include <regula/sparse/orthogonal_least_squares.hpp>
#include <regula/sparse/patch_encoder.hpp>
#include <regula/sparse/patch_grid.hpp>
#include <regula/sparse/proximal_coding.hpp>
#include <regula/sparse/selected_atoms.hpp>
#include <regula/sparse/signed_codes.hpp>
#include <regula/sparse/soft_threshold.hpp>
#include <regula/sparse/spherical_k_means.hpp>
#include <regula/sparse/triangle.hpp>
