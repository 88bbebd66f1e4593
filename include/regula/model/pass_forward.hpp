#pragma once

#include <regula/model/pass.hpp>

#include <algorithm>

// The forward part of Pass: inputs, places, kept units, layers, sums.
namespace regula::inline REGULA_ABI {

template <class Scalar>
void Pass<Scalar>::begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient, Hooks<Scalar>& hooks,
                         Workers& workers) {
    require(gradient == nullptr || gradient->size() == theta.size(), "Pass: has ", theta.size(),
            " parameters, got a gradient of ", gradient == nullptr ? 0 : gradient->size());
    theta_ = &theta, gradient_ = gradient, hooks_ = &hooks, workers_ = &workers, direction_ = nullptr;
    probe_theta_ = nullptr;
    stream_ = 0, used_ = 0, loss_ = 0, quiet_ = apart_ = false, differentiates_penalties_ = true;
    keeps_statistics_ = false;
    for (const auto& other : beside_) other->used = false;
    met_.clear(), terms_.clear(), drawn_.clear(), written_.clear(theta.size());
}

template <class Scalar>
Pass<Scalar>& Pass<Scalar>::probe(bool with_policies) {
    if (!probe_) probe_ = std::make_unique<Pass>();
    const Parameters<Scalar>& theta = probe_theta_ != nullptr ? *probe_theta_ : *theta_;
    probe_->begin(theta, nullptr, with_policies ? *hooks_ : probe_->none_, *workers_);
    probe_->stream_ = stream_;
    probe_->quiet_ = true;
    return *probe_;
}

template <class Scalar>
template <class Other>
Other& Pass<Scalar>::beside() {
    using Kept = PassBesideOf<Scalar, Other>;
    Kept* found = nullptr;
    for (const auto& other : beside_)
        if (found == nullptr && !other->used) found = dynamic_cast<Kept*>(other.get());
    if (found == nullptr) {
        beside_.push_back(std::make_unique<Kept>());
        found = static_cast<Kept*>(beside_.back().get());
    }
    found->used = true;
    found->pass.begin(*theta_, *workers_);
    return found->pass;
}

template <class Scalar>
Pass<Scalar>& Pass<Scalar>::probe_mean() {
    const Vector<Scalar>* const mean = hooks_->mean;
    require(mean != nullptr && mean->size() == theta_->size(), "Pass: needs a mean of the ", theta_->size(),
            " parameters in time, got ", mean == nullptr ? 0 : mean->size(), "; see Hooks::mean");
    if (mean_.size() != theta_->size()) mean_ = *theta_;
    mean_.vector() = *mean;
    Pass& found = probe();
    found.theta_ = &mean_;
    return found;
}

template <class Scalar>
template <class... Ds>
Node Pass<Scalar>::add_input(const M& x, bool wanted, const Ds&... directions) {
    const Node node = node_of(x, wanted, sizeof...(Ds));
    [[maybe_unused]] std::size_t k = 0;
    (set_direction(held_at(node), k++, [&](M& v) { v = directions; }), ...);
    return node;
}

template <class Scalar>
template <class Fill>
Node Pass<Scalar>::input_along(const M& x, std::size_t count, const Fill& fill) {
    const Node node = node_of(x, false, count);
    for (std::size_t k = 0; k < count; ++k) set_direction(held_at(node), k, [&](M& v) { fill(k, v); });
    return node;
}

/// The node of an input that has been there before, if it has no tangents yet or needs none, or a new one.
template <class Scalar>
Node Pass<Scalar>::node_of(const M& x, bool wanted, std::size_t count) {
    const auto same = [&](const Held& held) {
        return held.kind == Kind::given && held.y == &x && !held.wanted && (held.tangents == 0 || count == 0);
    };
    const Node node = apart_ && !wanted ? find_or_add(same, wanted) : add(wanted);
    Held& held = held_at(node);
    if (held.y != &x || count > 0) begin_input(held, x, count);
    return node;
}

/// A node of the pass with a property, or a new one. Only the losses of policies look for one: they come
/// after the evaluation of the step, and often need the same.
template <class Scalar>
Node Pass<Scalar>::find_or_add(const auto& same, bool wanted, Index kept_numbers) {
    if (gradient_ != nullptr && direction_ == nullptr)
        for (std::size_t n = 0; n < used_; ++n)
            if (same(*held_[n])) return {n};
    return add(wanted, kept_numbers);
}

template <class Scalar>
void Pass<Scalar>::begin_input(Held& held, const M& x, std::size_t count) {
    held.y = &x;
    held.leads_to = &inputs_;
    require(direction_ == nullptr || count <= 1,
            "Pass: along(direction) goes with one direction of an input");
    stand_still(held);
    if (count > 0) held.tangents = count;
    if (held.own->tangents.size() < held.tangents) held.own->tangents.resize(held.tangents);
    for (Tangent& dot : held.own->tangents) dot.has_d = false;
}

template <class Scalar>
void Pass<Scalar>::set_direction(Held& held, std::size_t k, const auto& fill) {
    M& v = held.own->tangents[k].value;
    fill(v);
    require(v.rows() == held.y->rows() && v.cols() == held.y->cols(), "Pass: a direction must be ",
            held.y->rows(), " x ", held.y->cols(), " as the input is, got ", v.rows(), " x ", v.cols());
}

template <class Scalar>
Node Pass<Scalar>::parameter(const Block& block) {
    const Node node = add(gradient_ != nullptr && hooks_->trains(block));
    Held& held = held_at(node);
    held.kind = Kind::parameter;
    held.own->y = (*theta_)[block];
    held.y = &held.own->y;
    held.blocks = {&block, 1};
    return node;
}

template <class Scalar>
Node Pass<Scalar>::add(bool wanted, Index kept_numbers) {
    if (used_ == held_.size()) held_.push_back(std::make_unique<Held>());
    Held& held = *held_[used_];
    held.own = kept_numbers == 0 ? &held.whole : &held.sized.of(kept_numbers);
    held.y = nullptr, held.kept = nullptr, held.leads_to = held.output = nullptr;
    held.tangents = 0, held.has_dy = false, held.wanted = wanted, held.kind = Kind::given;
    return {used_++};
}

template <class Scalar>
Visit Pass<Scalar>::visit(const Block& place) const {
    const auto is = [&](const Meeting& meeting) { return meeting.place == &place; };
    return {stream_, quiet_ || std::any_of(met_.begin(), met_.end(), is)};
}

template <class Scalar>
Node Pass<Scalar>::meet(const Block& place, Node x, bool may_drop) {
    for (const Meeting& meeting : met_)
        if (meeting.place == &place && meeting.in.number == x.number && meeting.stream == stream_ &&
            (may_drop || held_at(meeting.out).kept == nullptr)) {
            carry_tangents_to(held_at(meeting.out), held_at(x));
            return meeting.out;
        }
    const Index size = place.role == Role::input ? value(x).rows() : place.rows;
    const KeptUnits<Scalar>* const kept =
        may_drop && hooks_->drops_units(place) ? kept_at(place, size) : nullptr;
    Node out = x;
    if (kept == nullptr || place.role == Role::input) out = ask_policies(place, out);
    if (kept != nullptr && held_at(out).kept != kept) out = pick(*kept, out);
    met_.push_back({&place, stream_, x, out});
    return out;
}

template <class Scalar>
Node Pass<Scalar>::ask_policies(const Block& place, Node x) {
    const Node out = add(held_at(x).wanted);
    Held &in = held_at(x), &to = held_at(out);
    const Passed<Scalar> passed = hooks_->forward(place, *in.y, to.own->y, to.own->gain, visit(place));
    to.kind = Kind::place;
    to.from = &in;
    to.place = &place;
    to.y = passed.units;
    to.gain = passed.gain;
    to.penalized = passed.penalized;
    if (in.tangents > 0) carry_tangents(to);
    return out;
}

template <class Scalar>
Node Pass<Scalar>::pick(const KeptUnits<Scalar>& kept, Node x) {
    const Node out = add(held_at(x).wanted, kept.count() * value(x).cols());
    Held &in = held_at(x), &to = held_at(out);
    kept.pick(*in.y, to.own->y, *workers_);
    to.kind = Kind::pick;
    to.from = &in;
    to.y = &to.own->y;
    to.kept = &kept;
    if (in.tangents > 0) carry_tangents(to);
    return out;
}

template <class Scalar>
Node Pass<Scalar>::apply(const LayerUse<Scalar>& use, Node x) {
    Held& in = held_at(x);
    const auto* const kept = !use.connects ? in.kept
                             : use.leads_to != nullptr && hooks_->drops_units(*use.leads_to)
                                 ? kept_at(*use.leads_to, use.leads_to->rows)
                                 : nullptr;
    const bool in_part = use.connects && (in.kept != nullptr || kept != nullptr);
    auto draw = use.draws ? hooks_->draw(use.number, {stream_}) : std::nullopt;
    if (use.on_minibatch && hooks_->training) draw = Key{0};
    const bool learns = gradient_ != nullptr && any_trained(use.blocks);
    const bool wanted = in.wanted || learns;
    const Index kept_numbers = kept != nullptr ? kept->count() * in.y->cols() : 0;
    const auto same = [&](const Held& held) {
        return held.kind == Kind::layer && held.from == &in && held.layer == &use.layer &&
               held.blocks.data() == use.blocks.data() && held.draw == draw && held.kept == kept &&
               held.in_part == in_part && held.keeps_statistics == keeps_statistics_;
    };
    const Node out = apart_ ? find_or_add(same, wanted, kept_numbers) : add(wanted, kept_numbers);
    Held& to = held_at(out);
    if (apart_ && to.y != nullptr) return carry_tangents_to(to, in), out;
    to.kind = Kind::layer;
    to.from = &in;
    to.layer = &use.layer;
    to.blocks = use.blocks;
    to.in_part = in_part;
    to.learns = learns;
    to.keeps_statistics = keeps_statistics_;
    to.draw = draw;
    const auto theta =
        in_part ? to.part.take(*theta_, use.blocks, in.kept, kept, *workers_) : slice(*theta_, use.blocks);
    use.layer.forward(theta, *in.y, to.own->y, *workers_, to.draw);
    to.y = &to.own->y;
    to.kept = kept;
    if (in.tangents > 0) carry_tangents(to);
    return out;
}

/// Whether a layer has something to learn: a statistic, or a block that moves.
template <class Scalar>
bool Pass<Scalar>::any_trained(std::span<const Block> blocks) const {
    return std::any_of(blocks.begin(), blocks.end(),
                       [&](const Block& block) { return hooks_->trains(block); });
}

template <class Scalar>
Node Pass<Scalar>::sum(Node a, Node b) {
    Held &one = held_at(a), &other = held_at(b);
    const auto same = [&](const Held& held) {
        return held.kind == Kind::sum && held.from == &one && held.and_from == &other;
    };
    const bool wanted = one.wanted || other.wanted;
    const Node out = apart_ ? find_or_add(same, wanted) : add(wanted);
    Held& to = held_at(out);
    if (to.y != nullptr) {
        if (to.tangents < std::max(one.tangents, other.tangents)) carry_tangents(to);
        return out;
    }
    require(one.y->rows() == other.y->rows() && one.y->cols() == other.y->cols(),
            "Pass: a sum needs two of a shape, got ", one.y->rows(), " x ", one.y->cols(), " and ",
            other.y->rows(), " x ", other.y->cols());
    to.kind = Kind::sum;
    to.from = &one, to.and_from = &other;
    to.own->y = *one.y + *other.y;
    to.y = &to.own->y;
    if (one.tangents + other.tangents > 0) carry_tangents(to);
    return out;
}

/// Computes the tangents of the nodes from `in` to `out` if `in` has got tangents since.
template <class Scalar>
void Pass<Scalar>::carry_tangents_to(Held& out, const Held& in) {
    if (&out == &in || out.tangents >= in.tangents) return;
    carry_tangents_to(*out.from, in);
    carry_tangents(out);
}

/// Computes the tangents of a node from those of its origin.
template <class Scalar>
void Pass<Scalar>::carry_tangents(Held& to) {
    const Held& in = *to.from;
    switch (to.kind) {
        case Kind::layer: {
            if (to.draw && to.layer->draws())  // a name may allocate
                require(false, "Pass: layer '", to.layer->name(),
                        "' draws in training, and has tangents without draws only");
            const auto theta = to.in_part ? to.part.parameters() : slice(*theta_, to.blocks);
            to.move_tangents(in, [&](const M& from, M& dot) {
                to.layer->tangent(theta, direction(to.blocks), *in.y, *to.y, from, dot, *workers_, to.draw);
            });
            break;
        }
        case Kind::place:
            to.move_tangents(in, [&](const M& from, M& dot) {
                dot = from;
                if (to.gain != nullptr) multiply_by_gain(dot, *to.gain);
            });
            break;
        case Kind::pick:
            to.move_tangents(in, [&](const M& from, M& dot) { to.kept->pick(from, dot, *workers_); });
            break;
        default:
            add_tangents(in, *to.and_from, to);
    }
}

template <class Scalar>
void Pass<Scalar>::add_tangents(const Held& one, const Held& other, Held& to) {
    to.tangents = std::max(one.tangents, other.tangents);
    if (to.own->tangents.size() < to.tangents) to.own->tangents.resize(to.tangents);
    for (std::size_t k = 0; k < to.tangents; ++k) {
        M& dot = to.own->tangents[k].value;
        to.own->tangents[k].has_d = false;
        if (k >= one.tangents)
            dot = other.own->tangents[k].value;
        else if (k >= other.tangents)
            dot = one.own->tangents[k].value;
        else
            dot = one.own->tangents[k].value + other.own->tangents[k].value;
    }
}

/// The node of a loss. It must have all units; the penalties on outputs act here.
template <class Scalar>
typename Pass<Scalar>::Held& Pass<Scalar>::judged(Node y) {
    require(held_at(y).kept == nullptr, "Pass: a loss needs all units of what it is added to");
    if (const Block* const output = held_at(y).output) at(*output, y);
    return held_at(y);
}

}  // namespace regula::inline REGULA_ABI
