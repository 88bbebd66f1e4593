#pragma once

#include <regula/core/per_size.hpp>
#include <regula/layer/layer.hpp>
#include <regula/model/kept_units.hpp>

#include <optional>
#include <span>
#include <vector>

namespace regula::inline REGULA_ABI {

/// One matrix of a pass, units x samples.
struct Node {
    std::size_t number;
};

/// A layer as a model uses it.
template <class Scalar>
struct LayerUse {
    const Layer<Scalar>& layer;
    std::span<const Block> blocks = {};  ///< its parameters
    std::size_t number = 0;              ///< among the layers of the model, for its draws
    /// The next place, if nothing else takes the units: units dropped there need not be computed.
    const Block* leads_to = nullptr;
    bool connects = layer.connects_units(), draws = layer.draws();
    bool on_minibatch = layer.depends_on_minibatch();
};

/// The record of a node: its value, its gradient, its tangents, its kept units, and its origin.
template <class Scalar>
struct PassNode {
    using M = Matrix<Scalar>;
    struct Tangent {
        M value, d, scratch;
        bool has_d = false;
    };
    /// Matrices that stay allocated from step to step.
    struct Buffers {
        M y, gain, dy, scratch;
        M aside;  ///< the gradient while another one is pulled back
        std::vector<Tangent> tangents;
    };
    enum class Kind { given, parameter, layer, place, pick, sum };

    const M* y = nullptr;  ///< the value: its own, or that of another node
    Buffers* own = nullptr;
    const KeptUnits<Scalar>* kept = nullptr;  ///< null: all units
    const Block *leads_to = nullptr, *output = nullptr;
    std::size_t tangents = 0;
    Kind kind = Kind::given;
    bool has_dy = false, wanted = false;
    bool penalized = false;         ///< of a place: penalties acted on its input
    bool in_part = false;           ///< of a layer: it connects kept units
    bool learns = false;            ///< of a layer: the pass computes the gradient of its parameters
    bool keeps_statistics = false;  ///< of a layer: its gradient leaves running statistics
    bool had_dy = false,
         was_wanted = false;  ///< while another gradient is pulled back
    std::size_t had_tangents = 0;
    PassNode *from = nullptr, *and_from = nullptr;
    const Layer<Scalar>* layer = nullptr;
    std::span<const Block> blocks = {};
    std::optional<Key> draw = {};
    const Block* place = nullptr;
    const M* gain = nullptr;

    Buffers whole = {};           ///< of all units
    PerSize<Buffers> sized = {};  ///< of kept units, by their number of entries
    LayerPart<Scalar> part = {};  ///< of the layer, if it connects kept units

    /// The blocks of a layer that its gradient moves. Statistics come last.
    std::span<const Block> moved() const {
        std::size_t count = blocks.size();
        while (keeps_statistics && count > 0 && blocks[count - 1].role == Role::statistic) --count;
        return {blocks.data(), count};
    }
    bool any_tangent_gradient() const {
        for (std::size_t k = 0; k < tangents; ++k)
            if (own->tangents[k].has_d) return true;
        return false;
    }
    /// Sets gradients that no loss has reached to zero.
    void clear_unreached() {
        if (!has_dy) own->dy.setZero(y->rows(), y->cols());
        for (std::size_t k = 0; k < tangents; ++k)
            if (Tangent& dot = own->tangents[k]; !dot.has_d) dot.d.setZero(y->rows(), y->cols());
    }
    /// Computes the tangents of the node from those of another, each by act(from, to).
    void move_tangents(const PassNode& in, const auto& act) {
        tangents = in.tangents;
        if (own->tangents.size() < in.tangents) own->tangents.resize(in.tangents);
        for (std::size_t k = 0; k < in.tangents; ++k) {
            act(in.own->tangents[k].value, own->tangents[k].value);
            own->tangents[k].has_d = false;
        }
    }
    /// Calls act(from, to, has_to) with the gradients of this node and of another, then with those of their
    /// tangents.
    void each_gradient(PassNode& to, const auto& act) {
        act(own->dy, to.own->dy, to.has_dy);
        for (std::size_t k = 0; k < std::min(tangents, to.tangents); ++k) {
            Tangent &source = own->tangents[k], &target = to.own->tangents[k];
            if (source.has_d) act(source.d, target.d, target.has_d);
        }
    }
};

/// A pass of another kind that a pass keeps beside it.
template <class Scalar>
struct PassBeside {
    bool used = false;
    virtual ~PassBeside() = default;
    virtual void backward(Parameters<Scalar>& gradient) = 0;
};
template <class Scalar, class Other>
struct PassBesideOf final : PassBeside<Scalar> {
    Other pass;
    void backward(Parameters<Scalar>& gradient) override { pass.backward(gradient); }
};

}  // namespace regula::inline REGULA_ABI
