#pragma once

#include <regula/model/pass.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Counters that number the layers and places of a model through all its parts.
struct Numbering {
    std::size_t layers = 0;
    int with_weights = 0, with_noise_scales = 0, branches = 0;
    int plain = 0;            ///< layers with parameters, but neither weights nor noise scales
    std::string prefix = {};  ///< of the names of blocks and places
    int first = 0;            ///< with_weights at the start of the part of the model: names count from there
};

/// Layers in a row, as a function of a pass: with the shapes of their parameters and their places, without
/// values.
///
///     Node h = sequence(pass, x);
///
/// The layers of a Residual form a sequence of their own, its branch; the pass adds the input to its outputs.
template <class Scalar>
class Sequence {
public:
    /// Throws std::invalid_argument for a layer that does not fit the one before.
    Sequence(Shape fan_in, const std::vector<Layer<Scalar>>& layers, Numbering& numbering, bool enters = true)
        : inputs_{fan_in}, outputs_{fan_in} {
        for (const Layer<Scalar>& layer : layers) append(layer, numbering);
        for (Step& step : steps_) step.enters = enters && &step == &steps_.front();
        find_what_units_lead_to();
    }

    /// The outputs of the last layer for x in a pass.
    template <class P>
    Node operator()(P& pass, Node x) const;
    /// The units at a place between the layers, all of them, before policies act there. The layers after it
    /// are left out.
    template <class P>
    Node up_to(const Block& place, P& pass, Node x) const {
        for (const Step& step : steps_) {
            if (step.enters) x = pass.enter(x, inputs_, step.connects);
            if (step.place != nowhere && places_[step.place].name == place.name) return x;
            if (!step.branch.empty() && step.branch.front().has(place))
                return step.branch.front().up_to(place, pass, x);
            x = pass_on(step, pass, x, &place);
        }
        return x;
    }

    Shape inputs() const { return inputs_; }
    Shape outputs() const { return outputs_; }

    /// Calls act(layer, blocks, number) with each layer and its parameters, in order.
    void each_layer(const auto& act) {
        for (Step& step : steps_) {
            for (Sequence& branch : step.branch) branch.each_layer(act);
            act(step.layer, blocks_of(step), step.number);
        }
    }
    /// Calls act(layer, blocks, outputs, depth) with each layer, in order: the blocks of its parameters, the
    /// shape of its outputs, and the number of residual branches around it.
    void describe(const auto& act, int depth = 0) const {
        for (const Step& step : steps_) {
            for (const Sequence& branch : step.branch) branch.describe(act, depth + 1);
            act(step.layer, blocks_of(step), step.outputs, depth);
        }
    }
    /// Calls act(place) with each place, in the order of a pass.
    void each_place(const auto& act) {
        for (Step& step : steps_) {
            for (Sequence& branch : step.branch) branch.each_place(act);
            if (step.place != nowhere) act(places_[step.place]);
        }
    }

private:
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
    struct Step {
        Layer<Scalar> layer;
        std::size_t number;
        Shape outputs = {};
        std::size_t first = 0, count = 0;   // its blocks
        std::size_t place = nowhere;        // before the layer; of a branch, at its end
        std::size_t leads_to = nowhere;     // the next place, if nothing else takes the units
        std::vector<Sequence> branch = {};  // one, of a Residual
        bool enters = false;                // whether it takes the inputs of the model
        bool connects = layer.connects_units(), draws = layer.draws();
        bool on_minibatch = layer.depends_on_minibatch();
    };

    bool has(const Block& place) const {
        return std::any_of(places_.begin(), places_.end(),
                           [&](const Block& other) { return other.name == place.name; }) ||
               std::any_of(steps_.begin(), steps_.end(), [&](const Step& step) {
                   return !step.branch.empty() && step.branch.front().has(place);
               });
    }
    template <class P>
    Node pass_on(const Step& step, P& pass, Node x, const Block* whole_at) const;

    std::span<Block> blocks_of(const Step& step) { return {blocks_.data() + step.first, step.count}; }
    std::span<const Block> blocks_of(const Step& step) const {
        return {blocks_.data() + step.first, step.count};
    }

    void append(const Layer<Scalar>& layer, Numbering& numbering);

    std::size_t add_place(Role role, const char* name, int number, const Numbering& numbering);

    /// Finds for each layer that connects units the place before the next such layer, if all layers between
    /// act on each unit. Units dropped there need not be computed here.
    void find_what_units_lead_to() {
        std::size_t place = nowhere;
        for (std::size_t l = steps_.size(); l-- > 0;) {
            Step& step = steps_[l];
            if (step.connects) step.leads_to = place;
            const bool passes_on = step.layer.acts_on_each_unit() && !step.draws;
            if (step.connects)
                place = step.place;
            else if (!passes_on || !step.branch.empty())
                place = nowhere;
        }
    }

    Shape inputs_, outputs_;
    std::vector<Step> steps_;
    std::vector<Block> blocks_, places_;
};

template <class Scalar>
template <class P>
Node Sequence<Scalar>::operator()(P& pass, Node x) const {
    for (const Step& step : steps_) {
        if (step.enters) x = pass.enter(x, inputs_, step.connects);
        x = pass_on(step, pass, x, nullptr);
    }
    return x;
}

/// The outputs of a step. All units of a place `whole_at` are computed.
template <class Scalar>
template <class P>
Node Sequence<Scalar>::pass_on(const Step& step, P& pass, Node x, const Block* whole_at) const {
    if (!step.branch.empty()) return pass.sum(x, pass.at(places_[step.place], step.branch.front()(pass, x)));
    if (step.place != nowhere) x = pass.at(places_[step.place], x, step.connects);
    const Block* const next = step.leads_to == nowhere ? nullptr : &places_[step.leads_to];
    return pass.apply(
        {.layer = step.layer,
         .blocks = blocks_of(step),
         .number = step.number,
         .leads_to =
             next == nullptr || (whole_at != nullptr && next->name == whole_at->name) ? nullptr : next,
         .connects = step.connects,
         .draws = step.draws,
         .on_minibatch = step.on_minibatch},
        x);
}

template <class Scalar>
void Sequence<Scalar>::append(const Layer<Scalar>& layer, Numbering& numbering) {
    Step step{.layer = layer.for_inputs(outputs_), .number = 0, .first = blocks_.size()};
    if (const auto branch = layer.branch(); !branch.empty()) {
        step.branch.emplace_back(outputs_, branch, numbering, false);
        const Shape made = step.branch.front().outputs();
        const bool both_images = made.pixels() > 1 && outputs_.pixels() > 1;
        require(both_images ? made == outputs_ : made.size() == outputs_.size(),
                "Network: the branch of a Residual must have outputs of the shape of its inputs, ", outputs_,
                ", got ", made);
        step.place = add_place(Role::branch, "branches", numbering.branches++, numbering);
    }
    std::vector<Block> blocks = layer.blocks(outputs_);
    const auto holds = [&](Role role) {
        return std::any_of(blocks.begin(), blocks.end(),
                           [&](const Block& block) { return block.role == role; });
    };
    const bool mixes = holds(Role::weight);
    if (mixes && numbering.with_weights > numbering.first)
        step.place = add_place(Role::hidden, "hidden", numbering.with_weights - 1, numbering);
    if (mixes) ++numbering.with_weights;
    const bool plain = !blocks.empty() && !mixes && !holds(Role::noise_scale);
    for (Block& block : blocks) {
        const bool is_noise_scale = block.role == Role::noise_scale;
        block.layer = is_noise_scale ? numbering.with_noise_scales
                                     : std::max(numbering.first, numbering.with_weights - 1);
        const std::string owner = plain ? text(layer.name(), "[", numbering.plain, "]")
                                        : text(is_noise_scale ? block.layer : block.layer - numbering.first);
        block.name = text(numbering.prefix, owner, ".", block.name);
        blocks_.push_back(std::move(block));
        ++step.count;
    }
    if (plain) ++numbering.plain;
    if (holds(Role::noise_scale)) ++numbering.with_noise_scales;
    step.number = numbering.layers++;
    outputs_ = step.outputs = layer.outputs(outputs_);
    require(outputs_.size() >= 1, "Network: layer '", layer.name(), "' must have at least one output, got ",
            outputs_.size());
    steps_.push_back(std::move(step));
}

template <class Scalar>
std::size_t Sequence<Scalar>::add_place(Role role, const char* name, int number, const Numbering& numbering) {
    const int named = role == Role::branch ? number : number - numbering.first;
    places_.push_back({.role = role,
                       .layer = number,
                       .name = text(numbering.prefix, name, "[", named, "]"),
                       .rows = outputs_.size(),
                       .cols = 1,
                       .shape = outputs_});
    return places_.size() - 1;
}

#ifdef REGULA_COMPILED
REGULA_COMPILED template class Sequence<float>;
REGULA_COMPILED template class Sequence<double>;
REGULA_COMPILED template Node Sequence<float>::operator()(Pass<float>&, Node) const;
REGULA_COMPILED template Node Sequence<double>::operator()(Pass<double>&, Node) const;
#endif

}  // namespace regula::inline REGULA_ABI
