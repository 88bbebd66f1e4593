#pragma once

#include <regula/core/numeric/gaussian.hpp>
#include <regula/model/pass.hpp>

#include <deque>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A pass that propagates means and variances, layer by layer, as if the units of a layer were independent
/// and normal. `spreads` describes the effect of noise and gates at inputs and hidden units
/// (inference/spreads.hpp). Units without variance use the ordinary forward. The sum of a residual block adds
/// means and variances, as if its branch were independent of its input. A pass that is kept from step to step
/// allocates nothing.
///
///     MomentsPass<double, Spreads> pass{spreads};
///     pass.begin(theta, &gradient, workers);
///     const Node y = net(pass, pass.input(x));
///     ...                                             // pass.gradient(y) = that at pass.moments(y)
///     pass.backward();
template <class Scalar, class Spreads>
class MomentsPass {
public:
    /// The spreads must outlive it.
    explicit MomentsPass(const Spreads& spreads) : spreads_{&spreads} {}

    void begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient, Workers& workers) {
        theta_ = &theta, gradient_ = gradient, workers_ = &workers;
        used_ = 0;
        calls_.clear();
    }

    Node input(const Matrix<Scalar>& x) {
        const Node node = add(false);
        Held& held = held_[node.number];
        held.own.mean = x;
        held.own.variance.resize(0, 0);
        held.is_input = true;
        return node;
    }
    Node enter(Node x, Shape, bool) { return held_[x.number].is_input ? at(inputs_, x) : x; }
    Node leave(Node y, const Block&, const Block* = nullptr) { return y; }
    /// Applies noise and gates to the units at a place. Branches have neither.
    Node at(const Block& place, Node x, bool = false) {
        if (place.role == Role::branch) return x;
        const Node out = add(held_[x.number].wanted);
        Held& to = held_[out.number];
        to.y = &spreads_->enter(place, moments(x), to.own);
        if (to.y != &to.own) return --used_, x;
        calls_.push_back({.a = x, .b = x, .out = out, .place = &place});
        return out;
    }
    Node apply(const LayerUse<Scalar>& use, Node x) {
        const Node out = add(held_[x.number].wanted || !use.blocks.empty());
        Held& to = held_[out.number];
        if (moments(x).certain()) {
            use.layer.forward(slice(*theta_, use.blocks), moments(x).mean, to.own.mean, *workers_);
            to.own.variance.resize(0, 0);
        } else {
            use.layer.moments(slice(*theta_, use.blocks), moments(x), to.own, to.kept, *workers_);
        }
        calls_.push_back({.a = x, .b = x, .out = out, .layer = &use.layer, .blocks = use.blocks});
        return out;
    }
    Node sum(Node a, Node b) {
        const Node out = add(held_[a.number].wanted || held_[b.number].wanted);
        const Gaussian<Scalar>&one = moments(a), &other = moments(b);
        Gaussian<Scalar>& to = held_[out.number].own;
        to.mean = one.mean + other.mean;
        if (one.certain() || other.certain())
            to.variance = one.certain() ? other.variance : one.variance;
        else
            to.variance = one.variance + other.variance;
        calls_.push_back({.a = a, .b = b, .out = out});
        return out;
    }

    const Gaussian<Scalar>& moments(Node node) const { return *held_[node.number].y; }
    const Matrix<Scalar>& value(Node node) const { return moments(node).mean; }
    Index parameters() const { return theta_->size(); }
    /// Where backward expects the gradient at the moments of a node.
    Gaussian<Scalar>& gradient(Node node) {
        held_[node.number].has_d = true;
        return held_[node.number].d;
    }

    /// Fills the gradient of the parameters.
    void backward() {
        gradient_->vector().setZero();
        for (std::size_t c = calls_.size(); c-- > 0;) {
            const Call& call = calls_[c];
            Held &out = held_[call.out.number], &in = held_[call.a.number];
            if (!out.has_d || !out.wanted) continue;
            if (call.layer != nullptr) {
                back_through_layer(call, in, out);
            } else if (call.place != nullptr) {
                spreads_->leave(*call.place, *in.y, out.d);
                add_to(in, out.d);
            } else {
                for (const Node part : {call.a, call.b}) add_to(held_[part.number], out.d);
            }
        }
    }

private:
    /// A node: its moments (or those of another node), the values that its layer kept, and its gradient.
    struct Held {
        const Gaussian<Scalar>* y = nullptr;
        Gaussian<Scalar> own, d, scratch;
        Matrix<Scalar> kept;
        bool has_d = false, is_input = false, wanted = false;
    };
    struct Call {
        Node a, b, out;
        const Layer<Scalar>* layer = nullptr;
        std::span<const Block> blocks = {};
        const Block* place = nullptr;
    };

    Node add(bool wanted) {
        if (used_ == held_.size()) held_.emplace_back();
        Held& held = held_[used_];
        held.y = &held.own;
        held.has_d = held.is_input = false;
        held.wanted = wanted;
        return {used_++};
    }

    void back_through_layer(const Call& call, Held& in, const Held& out) {
        const auto theta = slice(*theta_, call.blocks);
        const bool certain = in.y->certain();
        if (!call.blocks.empty()) {
            if (scratch_.size() != theta_->size()) scratch_ = *theta_;
            const Slice<Scalar> g{call.blocks, scratch_.vector().data()};
            if (certain)
                call.layer->gradient(theta, in.y->mean, out.y->mean, out.d.mean, g, *workers_);
            else
                call.layer->moments_gradient(theta, *in.y, out.kept, out.d, g, *workers_);
            for (const Block& block : call.blocks) (*gradient_)[block] += scratch_[block];
        }
        if (!in.wanted) return;
        if (certain)
            call.layer->backward(theta, in.y->mean, out.y->mean, out.d.mean, in.scratch.mean, *workers_);
        else
            call.layer->moments_backward(theta, *in.y, out.kept, out.d, in.scratch, *workers_);
        add_to(in, in.scratch);
    }
    /// Units without variance get no gradient at it.
    static void add_to(Held& held, const Gaussian<Scalar>& d) {
        const bool with_variance = !held.y->certain();
        if (held.has_d) {
            held.d.mean += d.mean;
            if (with_variance) held.d.variance += d.variance;
        } else {
            held.d.mean = d.mean;
            if (with_variance) held.d.variance = d.variance;
        }
        held.has_d = true;
    }
    static Slice<const Scalar> slice(const Parameters<Scalar>& theta, std::span<const Block> blocks) {
        return {blocks, theta.vector().data()};
    }

    const Spreads* spreads_;
    const Parameters<Scalar>* theta_ = nullptr;
    Parameters<Scalar>* gradient_ = nullptr;
    Workers* workers_ = nullptr;
    std::deque<Held> held_;  // keeps its elements where they are
    std::size_t used_ = 0;
    std::vector<Call> calls_;
    Parameters<Scalar> scratch_;
    const Block inputs_ = input_block();
};

}  // namespace regula::inline REGULA_ABI
