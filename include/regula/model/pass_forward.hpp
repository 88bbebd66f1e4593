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
    stream_ = 0, used_ = 0, loss_ = 0, quiet_ = apart_ = false, differentiates_penalties_ = true;
    met_.clear(), terms_.clear(), drawn_.clear(), written_.clear(theta.size());
}

template <class Scalar>
Pass<Scalar>& Pass<Scalar>::probe(bool with_policies) {
    if (!probe_) probe_ = std::make_unique<Pass>();
    probe_->begin(*theta_, nullptr, with_policies ? *hooks_ : probe_->none_, *workers_);
    probe_->stream_ = stream_;
    probe_->quiet_ = true;
    return *probe_;
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
    const Node node = add(wanted);
    Held& held = held_at(node);
    held.y = &x;
    held.leads_to = &inputs_;
    require(direction_ == nullptr || sizeof...(Ds) <= 1,
            "Pass: along(direction) goes with one direction of an input");
    stand_still(held);
    if constexpr (sizeof...(Ds) > 0) held.tangents = sizeof...(Ds);
    if (held.own->tangents.size() < held.tangents) held.own->tangents.resize(held.tangents);
    [[maybe_unused]] std::size_t k = 0;
    [[maybe_unused]] const auto keep = [&](const auto& direction) {
        require(direction.rows() == x.rows() && direction.cols() == x.cols(), "Pass: a direction must be ",
                x.rows(), " x ", x.cols(), " as the input is, got ", direction.rows(), " x ",
                direction.cols());
        held.own->tangents[k++].value = direction;
    };
    (keep(directions), ...);
    for (Tangent& dot : held.own->tangents) dot.has_d = false;
    return node;
}

template <class Scalar>
Node Pass<Scalar>::add(bool wanted, Index kept_numbers) {
    if (used_ == held_.size()) held_.push_back(std::make_unique<Held>());
    Held& held = *held_[used_];
    held.own = kept_numbers == 0 ? &held.whole : &held.sized.of(kept_numbers);
    held.kept = nullptr, held.leads_to = held.output = nullptr;
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
            (may_drop || held_at(meeting.out).kept == nullptr))
            return meeting.out;
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
    to.move_tangents(in, [&](const M& from, M& dot) {
        dot = from;
        if (passed.gain != nullptr) multiply_by_gain(dot, *passed.gain);
    });
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
    to.move_tangents(in, [&](const M& from, M& dot) { kept.pick(from, dot, *workers_); });
    return out;
}

template <class Scalar>
Node Pass<Scalar>::apply(const LayerUse<Scalar>& use, Node x) {
    const auto* const kept = !use.connects ? held_at(x).kept
                             : use.leads_to != nullptr && hooks_->drops_units(*use.leads_to)
                                 ? kept_at(*use.leads_to, use.leads_to->rows)
                                 : nullptr;
    const bool in_part = use.connects && (held_at(x).kept != nullptr || kept != nullptr);
    const Node out = add(held_at(x).wanted || (gradient_ != nullptr && !use.blocks.empty()),
                         kept != nullptr ? kept->count() * value(x).cols() : 0);
    Held &in = held_at(x), &to = held_at(out);
    to.kind = Kind::layer;
    to.from = &in;
    to.layer = &use.layer;
    to.blocks = use.blocks;
    to.in_part = in_part;
    to.draw = use.draws ? hooks_->draw(use.number, {stream_}) : std::nullopt;
    if (to.draw && in.tangents > 0)
        require(false, "Pass: layer '", use.layer.name(),
                "' draws in training, and has tangents without draws only");
    if (use.on_minibatch && hooks_->training) to.draw = Key{0};
    const auto theta =
        in_part ? to.part.take(*theta_, use.blocks, in.kept, kept, *workers_) : slice(*theta_, use.blocks);
    use.layer.forward(theta, *in.y, to.own->y, *workers_, to.draw);
    to.y = &to.own->y;
    to.kept = kept;
    to.move_tangents(in, [&](const M& from, M& dot) {
        use.layer.tangent(theta, direction(use.blocks), *in.y, *to.y, from, dot, *workers_, to.draw);
    });
    return out;
}

template <class Scalar>
Node Pass<Scalar>::sum(Node a, Node b) {
    const Node out = add(held_at(a).wanted || held_at(b).wanted);
    Held &one = held_at(a), &other = held_at(b), &to = held_at(out);
    require(one.y->rows() == other.y->rows() && one.y->cols() == other.y->cols(),
            "Pass: a sum needs two of a shape, got ", one.y->rows(), " x ", one.y->cols(), " and ",
            other.y->rows(), " x ", other.y->cols());
    to.kind = Kind::sum;
    to.from = &one, to.and_from = &other;
    to.own->y = *one.y + *other.y;
    to.y = &to.own->y;
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
    return out;
}

/// The node of a loss. It must have all units; the penalties on outputs act here.
template <class Scalar>
typename Pass<Scalar>::Held& Pass<Scalar>::judged(Node y) {
    require(held_at(y).kept == nullptr, "Pass: a loss needs all units of what it is added to");
    if (const Block* const output = held_at(y).output) at(*output, y);
    return held_at(y);
}

}  // namespace regula::inline REGULA_ABI
