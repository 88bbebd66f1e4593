#pragma once

#include <regula/model/pass.hpp>

#include <algorithm>

// The backward part of Pass: from the gradients at its nodes to parameters and variables.
namespace regula::inline REGULA_ABI {

template <class Scalar>
void Pass<Scalar>::rewind(Parameters<Scalar>& gradient, bool penalties) {
    require(gradient_ != nullptr && gradient.size() == theta_->size(), "Pass: rewind needs a pass with a ",
            "gradient of ", theta_->size(), " parameters, got ", gradient.size());
    gradient_ = &gradient, differentiates_penalties_ = penalties;
    rewind();
}

template <class Scalar>
void Pass<Scalar>::rewind() {
    written_.clear(theta_->size());
    for (const auto& other : beside_) other->used = false;
    for (std::size_t n = 0; n < used_; ++n) {
        held_[n]->has_dy = false;
        for (Tangent& dot : held_[n]->own->tangents) dot.has_d = false;
    }
}

template <class Scalar>
bool Pass<Scalar>::penalized() const {
    return std::any_of(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(used_),
                       [](const auto& held) { return held->kind == Kind::place && held->penalized; });
}

template <class Scalar>
void Pass<Scalar>::backward() {
    for (std::size_t n = used_; n-- > 0;)
        if (Held& out = *held_[n]; out.wanted) back_through(out);
    if (gradient_ == nullptr) return;
    written_.clear_others(*gradient_);
    for (const auto& other : beside_)
        if (other->used) other->backward(*gradient_);
}

template <class Scalar>
void Pass<Scalar>::back_through(Held& out) {
    if (out.kind == Kind::given) return out.clear_unreached();
    const bool penalized = out.kind == Kind::place && out.penalized && differentiates_penalties_;
    if (!out.has_dy && !penalized && !out.any_tangent_gradient()) return;
    if (!out.has_dy) out.own->dy.setZero(out.y->rows(), out.y->cols());
    out.has_dy = true;
    switch (out.kind) {
        case Kind::layer:
            return back_through_layer(out);
        case Kind::parameter:
            return back_to_parameter(out);
        case Kind::place:
            return back_through_place(out);
        case Kind::pick:
            return back_through_pick(out);
        default:
            return back_through_sum(out);
    }
}

template <class Scalar>
const Matrix<Scalar>& Pass<Scalar>::pull_back(Node y, Node x, const auto& fill) {
    require(x.number < y.number && y.number < used_, "Pass: pull_back needs a node and a later one, got ",
            x.number, " and ", y.number, " of ", used_);
    const auto set_aside = [&](bool away) {
        for (std::size_t n = 0; n <= y.number; ++n) {
            Held& held = *held_[n];
            held.own->dy.swap(held.own->aside);
            if (away) {
                held.was_wanted = std::exchange(held.wanted, n == x.number);
                held.had_dy = std::exchange(held.has_dy, false);
                held.had_tangents = std::exchange(held.tangents, std::size_t{0});
            } else {
                held.wanted = held.was_wanted, held.has_dy = held.had_dy, held.tangents = held.had_tangents;
            }
        }
    };
    set_aside(true);
    for (std::size_t n = x.number + 1; n <= y.number; ++n)
        if (Held& held = *held_[n]; held.kind != Kind::given && held.kind != Kind::parameter)
            held.wanted = held.from->wanted || (held.kind == Kind::sum && held.and_from->wanted);
    Held& out = held_at(y);
    fill(out.own->dy);
    out.has_dy = true;
    Parameters<Scalar>* const gradient = std::exchange(gradient_, nullptr);
    const bool penalties = std::exchange(differentiates_penalties_, false);
    for (std::size_t n = y.number + 1; n-- > x.number;)
        if (held_[n]->wanted) back_through(*held_[n]);
    gradient_ = gradient, differentiates_penalties_ = penalties;
    set_aside(false);
    return held_at(x).own->aside;
}

template <class Scalar>
bool Pass<Scalar>::is_plain(const Held& out, const Held& in) const {
    if (&out == &in) return true;
    if (out.kind == Kind::given || out.kind == Kind::parameter || out.kind == Kind::pick) return false;
    if (out.draw || (out.kind == Kind::place && out.y != out.from->y)) return false;
    return is_plain(*out.from, in) && (out.kind != Kind::sum || is_plain(*out.and_from, in));
}

/// The destination of a layer's gradient. A layer sets its gradient, so blocks that were written before go to
/// scratch first; back_through_layer then adds it.
template <class Scalar>
Slice<Scalar> Pass<Scalar>::gradient_of(Held& out, bool again) {
    if (out.in_part) return out.part.gradient();
    if (gradient_ != nullptr && !again) return slice(*gradient_, out.blocks);
    if (scratch_.size() != theta_->size()) scratch_ = *theta_;
    return slice(scratch_, out.blocks);
}

template <class Scalar>
void Pass<Scalar>::back_through_layer(Held& out) {
    Held& in = *out.from;
    const auto theta = out.in_part ? out.part.parameters() : slice(*theta_, out.blocks);
    const bool along = out.tangents > 0 && out.any_tangent_gradient();
    const M& dy = out.own->dy;
    bool again = false;
    Slice<Scalar> g;
    const bool moves = gradient_ != nullptr && (out.learns || along);
    if (!out.blocks.empty() && (moves || along)) {
        again = written_.note(out.keeps_statistics ? out.moved() : out.blocks, gradient_);
        g = gradient_of(out, again);
        out.layer->gradient(theta, *in.y, *out.y, dy, g, *workers_, out.draw);
    }
    if (in.wanted || (along && !out.layer->has_tangent_gradient()))
        back_to_inputs(out, theta, along, g);
    else if (along)
        for (std::size_t k = 0; k < out.tangents; ++k)
            if (const Tangent& from = out.own->tangents[k]; from.has_d)
                out.layer->tangent_gradient(theta, direction(out.blocks), *in.y, *out.y,
                                            in.own->tangents[k].value, from.d, g, *workers_);
    if (!moves || out.blocks.empty()) return;
    if (out.in_part)
        out.part.give(*gradient_, again, *workers_);
    else if (again)
        for (std::size_t i = 0; i < out.moved().size(); ++i)
            add_visit(out.blocks[i], slice(*gradient_, out.blocks)[i], g[i]);
}

/// The gradients at the inputs of a layer, and those of its parameters through the tangents.
template <class Scalar>
void Pass<Scalar>::back_to_inputs(Held& out, const Slice<const Scalar>& theta, bool along,
                                  const Slice<Scalar>& g) {
    Held& in = *out.from;
    M& dx = in.has_dy ? in.own->scratch : in.own->dy;
    out.layer->backward(theta, *in.y, *out.y, out.own->dy, dx, *workers_, out.draw);
    for (std::size_t k = 0; along && k < out.tangents; ++k) {
        Tangent &from = out.own->tangents[k], &to = in.own->tangents[k];
        if (!from.has_d) continue;
        M& d = to.has_d ? to.scratch : to.d;
        out.layer->tangent_backward(theta, direction(out.blocks), *in.y, *out.y, to.value, from.d, d, dx, g,
                                    *workers_, out.draw);
        if (to.has_d) to.d += to.scratch;
        to.has_d = true;
    }
    if (in.has_dy) in.own->dy += in.own->scratch;
    in.has_dy = true;
}

template <class Scalar>
void Pass<Scalar>::back_to_parameter(Held& out) {
    const bool again = written_.note(out.blocks, gradient_);
    auto g = (*gradient_)[out.blocks.front()];
    if (again)
        g += out.own->dy;
    else
        g = out.own->dy;
}

/// Adds the gradient of one more visit of a block. A statistic takes the mean change of its visits: their sum
/// would carry it beyond what any of them has seen.
template <class Scalar>
void Pass<Scalar>::add_visit(const Block& block, auto&& sum, const auto& g) {
    if (block.role == Role::statistic)
        sum += (g - sum) / static_cast<Scalar>(written_.visits(block));
    else
        sum += g;
}

template <class Scalar>
void Pass<Scalar>::back_through_place(Held& out) {
    Held& in = *out.from;
    if (out.gain != nullptr)
        out.each_gradient(in, [&](M& from, M&, bool&) { multiply_by_gain(from, *out.gain); });
    if (out.penalized && differentiates_penalties_)
        hooks_->add_penalty_gradient(*out.place, *in.y, out.own->scratch, out.own->dy);
    out.each_gradient(in, [&](M& from, M& to, bool& has) { hand_on(from, to, has); });
}

template <class Scalar>
void Pass<Scalar>::back_through_pick(Held& out) {
    Held& in = *out.from;
    out.each_gradient(in, [&](M& from, M& to, bool& has) {
        if (!has) to.setZero(in.y->rows(), in.y->cols());
        has = true;
        out.kept->add_back(from, to);
    });
}

template <class Scalar>
void Pass<Scalar>::back_through_sum(Held& out) {
    for (Held* const part : {out.from, out.and_from})
        if (part->wanted) out.each_gradient(*part, [&](M& from, M& to, bool& has) { add_to(to, has, from); });
}

}  // namespace regula::inline REGULA_ABI
