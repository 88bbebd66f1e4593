#pragma once

/// Tangents of the data: tangent vectors, tangent distance, penalties on derivatives by the inputs.

#include <regula/tangent/change_along.hpp>
#include <regula/tangent/contractive.hpp>
#include <regula/tangent/contractive_hessian.hpp>
#include <regula/tangent/contractive_layer.hpp>
#include <regula/tangent/denoising_score.hpp>
#include <regula/tangent/encoder_of.hpp>
#include <regula/tangent/euclidean_neighbours.hpp>
#include <regula/tangent/gaussian_gradient.hpp>
#include <regula/tangent/image_tangents.hpp>
#include <regula/tangent/jacobian_change.hpp>
#include <regula/tangent/jacobian_norm.hpp>
#include <regula/tangent/jacobian_penalty.hpp>
#include <regula/tangent/low_frequencies.hpp>
#include <regula/tangent/nearest_neighbours.hpp>
#include <regula/tangent/orthonormalize.hpp>
#include <regula/tangent/same_directions.hpp>
#include <regula/tangent/stored_tangents.hpp>
#include <regula/tangent/tangent_distance.hpp>
#include <regula/tangent/tangent_distances.hpp>
#include <regula/tangent/tangent_field.hpp>
#include <regula/tangent/tangent_neighbours.hpp>
#include <regula/tangent/tangent_pairs.hpp>
#include <regula/tangent/tangent_planes.hpp>
#include <regula/tangent/tangent_prop.hpp>
#include <regula/tangent/tangent_vectors.hpp>
#include <regula/tangent/transform_tangents.hpp>
