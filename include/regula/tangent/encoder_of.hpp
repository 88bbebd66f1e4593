#pragma once

#include <regula/core/error.hpp>
#include <regula/model/network.hpp>

#include <string_view>

namespace regula::inline REGULA_ABI {

/// The part of a network up to the units at hidden[layer], before policies act there: a function of a pass.
/// Throws std::invalid_argument if there is no such place; `who` names the caller.
template <class Network>
class EncoderOf {
public:
    EncoderOf(const Network& network, int layer, std::string_view who) : network_{network} {
        constexpr bool has_places = requires { network.hidden_blocks().front(); };
        static_assert(has_places, "regula: the code of an autoencoder needs a network with hidden places");
        if constexpr (has_places)
            for (const Block& block : network.hidden_blocks())
                if (block.role == Role::hidden && block.layer == layer) place_ = &block;
        require(place_ != nullptr, who, ": the network has no hidden[", layer, "]");
    }

    Node operator()(auto& pass, Node x) const { return network_.up_to(*place_, pass, x); }

    /// The weights of the units if they are one dense layer with an activation of this name; otherwise null.
    const Block* weight_of_one(std::string_view activation) const {
        const Block* weight = nullptr;
        int number = 0;
        bool is_one = place_->layer == 0;
        network_.each_sequence([&](const auto&, const auto& sequence) {
            sequence.describe([&](const auto& layer, std::span<const Block> blocks, Shape, int depth) {
                ++number;
                if (number == 1) {
                    is_one = is_one && depth == 0 && layer.name() == "Dense";
                    if (is_one) weight = &blocks.front();
                }
                if (number == 2) is_one = is_one && depth == 0 && layer.name() == activation;
                if (number == 3) is_one = is_one && !blocks.empty() && blocks.front().role == Role::weight;
            });
        });
        return is_one ? weight : nullptr;
    }

private:
    const Network& network_;
    const Block* place_ = nullptr;
};

}  // namespace regula::inline REGULA_ABI
