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
    written_.clear(theta_->size());
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
    for (std::size_t n = used_; n-- > 0;) {
        Held& out = *held_[n];
        if (!out.wanted) continue;
        if (out.kind == Kind::given) {
            out.clear_unreached();
            continue;
        }
        const bool penalized = out.kind == Kind::place && out.penalized && differentiates_penalties_;
        if (!out.has_dy && !penalized && !out.any_tangent_gradient()) continue;
        if (!out.has_dy) out.own->dy.setZero(out.y->rows(), out.y->cols());
        out.has_dy = true;
        switch (out.kind) {
            case Kind::layer:
                back_through_layer(out);
                break;
            case Kind::place:
                back_through_place(out);
                break;
            case Kind::pick:
                back_through_pick(out);
                break;
            default:
                back_through_sum(out);
        }
    }
    if (gradient_ != nullptr) written_.clear_others(*gradient_);
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
    if (!out.blocks.empty() && (gradient_ != nullptr || along)) {
        again = written_.note(out.blocks, gradient_);
        g = gradient_of(out, again);
        out.layer->gradient(theta, *in.y, *out.y, dy, g, *workers_, out.draw);
    }
    if (in.wanted || along) {
        M& dx = in.has_dy ? in.own->scratch : in.own->dy;
        out.layer->backward(theta, *in.y, *out.y, dy, dx, *workers_, out.draw);
        for (std::size_t k = 0; along && k < out.tangents; ++k) {
            Tangent &from = out.own->tangents[k], &to = in.own->tangents[k];
            if (!from.has_d) continue;
            M& d = to.has_d ? to.scratch : to.d;
            out.layer->tangent_backward(theta, direction(out.blocks), *in.y, *out.y, to.value, from.d, d, dx,
                                        g, *workers_, out.draw);
            if (to.has_d) to.d += to.scratch;
            to.has_d = true;
        }
        if (in.has_dy) in.own->dy += in.own->scratch;
        in.has_dy = true;
    }
    if (gradient_ == nullptr || out.blocks.empty()) return;
    if (out.in_part)
        out.part.give(*gradient_, again, *workers_);
    else if (again)
        for (std::size_t i = 0; i < out.blocks.size(); ++i)
            add_visit(out.blocks[i], slice(*gradient_, out.blocks)[i], g[i]);
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
