#pragma once

#include <regula/core/per_size.hpp>
#include <regula/data/targets.hpp>
#include <regula/layer/layer.hpp>
#ifdef REGULA_COMPILED  // before a pass instantiates them
#include <regula/layer/compiled.hpp>
#endif
#include <regula/loss/loss.hpp>
#include <regula/model/kept_units.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <string_view>
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
    std::size_t number = 0;              ///< among the layers of the model, for what it draws
    const Block* leads_to = nullptr;     ///< the place that alone takes its units, where dropped ones need not be computed
};

/// One evaluation of a model, or of an objective made of several, recorded so that it can be walked back. A model is a
/// function of a pass,
///
///     Node Network::operator()(auto& pass, Node x) const
///
/// and the pass decides what flows: here values, with tangents where an input has directions, and of kept units alone
/// where a gate drops units for the whole minibatch.
///
///     Pass<double> pass;
///     pass.begin(theta, &gradient);
///     const Node y = net(pass, pass.input(batch.inputs));
///     pass.add_loss("loss", SquaredError{}, y, batch.targets);
///     pass.backward();                                   // fills gradient
///
/// A loss puts its gradient at its node when it is added, and backward takes those to parameters and variables: a node
/// that is used twice gets the sum, and so does a block of parameters. A place that a pass meets twice has the same noise and
/// the same masks, and its penalties charge the first time only; afresh(1) begins another stream. Kept from step to step, with
/// the same calls, it allocates nothing.
template <class Scalar>
class Pass {
public:
    using M = Matrix<Scalar>;

    Pass() = default;
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    /// Begins anew at parameters theta. Without a gradient backward goes to variables alone. All must outlive it.
    void begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient, Hooks<Scalar>& hooks,
               Workers& workers);
    /// The same of the model that predicts, in this thread.
    void begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient = nullptr) {
        begin(theta, gradient, none_, alone_);
    }
    /// Parameters move in a direction, of their shape: each node then has a tangent. Call it after begin.
    void along(const Parameters<Scalar>& direction) { direction_ = &direction; }
    /// From here on places draw anew: noise and masks of stream 1, 2, ...; 0 is the first again.
    void afresh(std::uint64_t stream) { stream_ = stream; }

    /// What goes in, features x samples, a matrix that must outlive the pass; and directions in which it moves.
    template <class... Ds>
    Node input(const M& x, const Ds&... directions) {
        return add_input(x, false, directions...);
    }
    /// The same, and backward finds the gradient there.
    template <class... Ds>
    Node variable(const M& x, const Ds&... directions) {
        return add_input(x, true, directions...);
    }
    Node input(M&&) = delete;  // what the pass has to keep is a constant
    Node variable(M&&) = delete;
    /// A matrix that the pass keeps.
    template <class Derived>
    Node constant(const Eigen::MatrixBase<Derived>& x) {
        const Node node = add(false);
        Held& held = held_at(node);
        held.own->y = x;
        held.y = &held.own->y;
        return enters_at(node, inputs_);
    }

    /// What the policies of the run make of the units at a place; `may_drop` says that what takes them is a layer that
    /// can do with kept ones.
    Node at(const Block& place, Node x, bool may_drop = false);
    /// What they make of what goes into a model: an input, or what another model says.
    Node enter(Node x, bool may_drop) {
        const Block* const place = held_at(x).leads_to;
        return place == nullptr ? x : at(*place, x, may_drop);
    }
    /// The outputs of a model, where penalties on outputs act if a loss is added, and what another model takes them for.
    Node leave(Node y, const Block& output, const Block* taken_as = nullptr) {
        held_at(y).output = &output;
        held_at(y).leads_to = taken_as;
        return y;
    }
    /// A layer.
    Node apply(const LayerUse<Scalar>& use, Node x);
    /// a + b.
    Node sum(Node a, Node b);

    const M& value(Node node) const { return *held_at(node).y; }
    /// The k-th tangent, and how many there are.
    const M& tangent(Node node, std::size_t k = 0) const { return held_at(node).own->tangents.at(k).value; }
    std::size_t tangents(Node node) const { return held_at(node).tangents; }
    /// What backward found at a variable.
    const M& gradient(Node node) const { return held_at(node).own->dy; }

    /// A loss as a term of the objective,     weight * loss(y, t)     with targets, labels, or those of a batch.
    template <class Loss, class Targets>
    void add_loss(std::string_view name, const Loss& loss, Node y, const Targets& t, double weight = 1) {
        Held& held = judged(y);
        const bool set = !held.has_dy && weight == 1;
        M& g = set ? held.own->dy : held.own->scratch;
        add_term(name, weight * value_and_gradient(loss, *held.y, t, g));
        if (set)
            held.has_dy = true;
        else
            add_gradient(y, static_cast<Scalar>(weight) * g);
    }
    template <class Loss>
    void add_loss(std::string_view name, const Loss& loss, Node y, const Batch<Scalar>& batch,
                  double weight = 1) {
        with_targets<Loss>(batch, [&](const auto& t) { add_loss(name, loss, y, t, weight); });
    }
    /// A loss of a tangent,     weight * loss(dy/ds, t)     as in tangent prop.
    template <class Loss, class Targets>
    void add_tangent_loss(std::string_view name, const Loss& loss, Node y, const Targets& t,
                          double weight = 1, std::size_t k = 0) {
        M& g = held_at(y).own->scratch;
        add_term(name, weight * value_and_gradient(loss, tangent(y, k), t, g));
        add_tangent_gradient(y, static_cast<Scalar>(weight) * g, k);
    }
    /// The derivative of a loss along a tangent,     weight * d loss(y + s dy/ds, t)/ds,     with its gradient: what
    /// double backpropagation and products with second derivatives are made of. Returns it; it is no term.
    template <CurvedLoss Loss, class Targets>
    double add_derivative(const Loss& loss, Node y, const Targets& t, double weight = 1, std::size_t k = 0) {
        M& g = held_at(y).own->scratch;
        loss.gradient(value(y), t, g);
        const double found = weight * static_cast<double>(g.cwiseProduct(tangent(y, k)).sum());
        add_tangent_gradient(y, static_cast<Scalar>(weight) * g, k);
        add_curvature(loss, y, t, weight, k);
        return found;
    }
    template <CurvedLoss Loss>
    double add_derivative(const Loss& loss, Node y, const Batch<Scalar>& batch, double weight = 1,
                          std::size_t k = 0) {
        return with_targets<Loss>(batch,
                                  [&](const auto& t) { return add_derivative(loss, y, t, weight, k); });
    }
    /// Puts (d2 loss/dy2) dy/ds at y, the gradient of a quadratic form: for power steps.
    template <CurvedLoss Loss, class Targets>
    void add_curvature(const Loss& loss, Node y, const Targets& t, double weight = 1, std::size_t k = 0) {
        M& g = held_at(y).own->scratch;
        loss.curvature(value(y), t, tangent(y, k), g);
        add_gradient(y, static_cast<Scalar>(weight) * g);
    }
    /// A term whose gradient comes by the verbs that follow.
    void add_term(std::string_view name, double value);
    /// Calls add(), and returns the sum of the terms that it adds, which are then none of this pass: a policy is charged.
    double apart(const auto& add) {
        const double before = std::exchange(loss_, 0.0);
        apart_ = true;
        add();
        apart_ = false;
        return std::exchange(loss_, before);
    }
    /// Adds to the gradient at a node, and at its k-th tangent.
    template <class Derived>
    void add_gradient(Node node, const Eigen::MatrixBase<Derived>& g) {
        add_to(held_at(node).own->dy, held_at(node).has_dy, g);
    }
    template <class Derived>
    void add_tangent_gradient(Node node, const Eigen::MatrixBase<Derived>& g, std::size_t k = 0) {
        Tangent& dot = held_at(node).own->tangents[k];
        add_to(dot.d, dot.has_d, g);
    }

    /// Fills the gradient of the parameters, with zeros where no loss reaches, and those of variables.
    void backward();

    /// The terms so far, by name, and their sum.
    std::span<const Term> terms() const { return std::span{terms_}.first(used_terms_); }
    double loss() const { return loss_; }

    /// A pass at the same parameters with the same noise and masks, or without policies, that charges nothing and finds gradients
    /// at variables. Good until the next one.
    Pass& probe(bool with_policies = true);
    Hooks<Scalar>& hooks() { return *hooks_; }

private:
    struct Tangent {
        M value, d, scratch;
        bool has_d = false;
    };
    /// The matrices of a node, kept from step to step.
    struct Buffers {
        M y, gain, dy, scratch;
        std::vector<Tangent> tangents;
    };
    /// A node: its value y, which may be that of another, the units it has values of, and what is found there.
    struct Held {
        const M* y = nullptr;
        Buffers* own = nullptr;
        const KeptUnits<Scalar>* kept = nullptr;  // null: all units
        const Block *leads_to = nullptr, *output = nullptr;
        std::size_t tangents = 0;
        bool has_dy = false, wanted = false;
        PerSize<Buffers> sized = {};  // by the number of kept units: 0 for all
        LayerPart<Scalar> part = {};  // of the layer that gave it, where units are left out
    };
    enum class Kind { layer, place, pick, sum };
    struct Call {
        Kind kind;
        Node a, b, out;
        const Layer<Scalar>* layer = nullptr;
        std::span<const Block> blocks = {};
        std::optional<Key> draw = {};
        const Block* place = nullptr;
        const M* gain = nullptr;
        bool charged = false, in_part = false;
    };
    struct Meeting {
        const Block* place;
        std::uint64_t stream;
        Node in, out;
    };
    struct Drawn {
        const Block* place;
        std::uint64_t stream;
        bool now;  // drawn in this pass
        KeptUnits<Scalar> units;
    };

    Held& held_at(Node node) { return held_[node.number]; }
    const Held& held_at(Node node) const { return held_[node.number]; }
    Held& judged(Node y);

    template <class... Ds>
    Node add_input(const M& x, bool wanted, const Ds&... directions);
    Node enters_at(Node node, const Block& place);
    Node add(bool wanted, Index kept_numbers = 0);
    Node ask_policies(const Block& place, Node x);
    Node pick(const KeptUnits<Scalar>& kept, Node x);
    const KeptUnits<Scalar>* kept_at(const Block& place, Index size);
    Visit visit(const Block& place) const;

    void back_through_layer(const Call& call, Held& in, Held& out);
    void back_through_place(const Call& call, Held& in, Held& out);
    void back_through_pick(Held& in, Held& out);
    void back_through_sum(const Call& call, Held& out);
    /// Calls act(from, has_from, to, has_to) with the gradients at two nodes and those at their tangents.
    void each_gradient(Held& from, Held& to, const auto& act);
    bool any_tangent_gradient(const Held& held) const;
    Slice<Scalar> gradient_of(const Call& call, Held& out, bool& again);
    void clear_what_is_left();

    template <class Derived>
    static void add_to(M& sum, bool& has, const Eigen::MatrixBase<Derived>& g) {
        if (has)
            sum += g;
        else
            sum = g;
        has = true;
    }
    static void hand_on(M& from, M& to, bool& has) {  // from is not asked again
        if (has)
            to += from;
        else
            to.swap(from);
        has = true;
    }
    static Slice<const Scalar> slice(const Parameters<Scalar>& theta, std::span<const Block> blocks) {
        return {blocks, theta.vector().data()};
    }
    static Slice<Scalar> slice(Parameters<Scalar>& theta, std::span<const Block> blocks) {
        return {blocks, theta.vector().data()};
    }
    Slice<const Scalar> direction(std::span<const Block> blocks) const {
        return direction_ == nullptr ? Slice<const Scalar>{} : slice(*direction_, blocks);
    }

    const Parameters<Scalar>* theta_ = nullptr;
    const Parameters<Scalar>* direction_ = nullptr;
    Parameters<Scalar>* gradient_ = nullptr;
    Hooks<Scalar>* hooks_ = nullptr;
    Workers* workers_ = nullptr;
    std::uint64_t stream_ = 0;
    bool quiet_ = false, apart_ = false;  // charges nothing; lists no terms

    std::deque<Held> held_;  // keeps its elements where they are
    std::size_t used_ = 0;
    std::vector<Call> calls_;
    std::vector<Meeting> met_;
    std::deque<Drawn> drawn_;
    std::vector<Index> written_;  // blocks of the gradient, by offset
    std::vector<Term> terms_;
    std::size_t used_terms_ = 0;
    double loss_ = 0;
    Parameters<Scalar> scratch_;
    std::unique_ptr<Pass> probe_;
    Hooks<Scalar> none_;
    Workers alone_;
    const Block inputs_{.role = Role::input, .name = "inputs"};
};

template <class Scalar>
void Pass<Scalar>::begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient, Hooks<Scalar>& hooks,
                         Workers& workers) {
    require(gradient == nullptr || gradient->size() == theta.size(), "Pass: has ", theta.size(),
            " parameters, got a gradient of ", gradient == nullptr ? 0 : gradient->size());
    theta_ = &theta, gradient_ = gradient, hooks_ = &hooks, workers_ = &workers, direction_ = nullptr;
    stream_ = 0, used_ = 0, used_terms_ = 0, loss_ = 0, quiet_ = apart_ = false;
    calls_.clear(), met_.clear(), written_.clear();
    for (Drawn& drawn : drawn_) drawn.now = false;
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
template <class... Ds>
Node Pass<Scalar>::add_input(const M& x, bool wanted, const Ds&... directions) {
    const Node node = add(wanted);
    Held& held = held_at(node);
    held.y = &x;
    held.tangents = direction_ != nullptr ? 1 : sizeof...(Ds);
    if (held.own->tangents.size() < held.tangents) held.own->tangents.resize(held.tangents);
    [[maybe_unused]] std::size_t k = 0;
    [[maybe_unused]] const auto keep = [&](const auto& direction) {
        require(direction.rows() == x.rows() && direction.cols() == x.cols(), "Pass: a direction must be ",
                x.rows(), " x ", x.cols(), " as the input is, got ", direction.rows(), " x ", direction.cols());
        held.own->tangents[k++].value = direction;
    };
    (keep(directions), ...);
    if (direction_ != nullptr && sizeof...(Ds) == 0) held.own->tangents[0].value.setZero(x.rows(), x.cols());
    require(direction_ == nullptr || sizeof...(Ds) <= 1, "Pass: along(direction) goes with one direction of an input");
    for (Tangent& dot : held.own->tangents) dot.has_d = false;
    return enters_at(node, inputs_);
}

template <class Scalar>
Node Pass<Scalar>::enters_at(Node node, const Block& place) {
    held_at(node).leads_to = &place;
    return node;
}

template <class Scalar>
Node Pass<Scalar>::add(bool wanted, Index kept_numbers) {
    if (used_ == held_.size()) held_.emplace_back();
    Held& held = held_[used_];
    held.own = &held.sized.of(kept_numbers);
    held.y = nullptr, held.kept = nullptr, held.leads_to = held.output = nullptr;
    held.tangents = 0, held.has_dy = false, held.wanted = wanted;
    return {used_++};
}

template <class Scalar>
Visit Pass<Scalar>::visit(const Block& place) const {
    const auto is = [&](const Meeting& meeting) { return meeting.place == &place; };
    return {stream_, quiet_ || std::any_of(met_.begin(), met_.end(), is)};
}

template <class Scalar>
const KeptUnits<Scalar>* Pass<Scalar>::kept_at(const Block& place, Index size) {
    if (direction_ != nullptr || !hooks_->drops_units(place)) return nullptr;
    const auto same = [&](const Drawn& drawn) { return drawn.place == &place && drawn.stream == stream_; };
    auto found = std::find_if(drawn_.begin(), drawn_.end(), same);
    if (found == drawn_.end()) found = drawn_.insert(drawn_.end(), Drawn{&place, stream_, false, {}});
    if (!found->now) {
        found->units.draw(*hooks_, place, {stream_}, size);
        if (place.role == Role::input) found->units.forget_gains();  // they act on the inputs themselves
        found->now = true;
    }
    return &found->units;
}

template <class Scalar>
Node Pass<Scalar>::at(const Block& place, Node x, bool may_drop) {
    for (const Meeting& meeting : met_)
        if (meeting.place == &place && meeting.in.number == x.number && meeting.stream == stream_)
            return meeting.out;
    const KeptUnits<Scalar>* const kept = may_drop ? kept_at(place, value(x).rows()) : nullptr;
    Node out = x;
    if (kept == nullptr || place.role == Role::input) out = ask_policies(place, out);
    if (kept != nullptr && held_at(out).kept != kept) out = pick(*kept, out);
    met_.push_back({&place, stream_, x, out});
    return out;
}

/// The same node where no policy changes the units.
template <class Scalar>
Node Pass<Scalar>::ask_policies(const Block& place, Node x) {
    const Node fresh = add(held_at(x).wanted);
    Held &in = held_at(x), &changed = held_at(fresh);
    const Passed<Scalar> passed =
        hooks_->forward(place, *in.y, changed.own->y, changed.own->gain, visit(place));
    Call call{.kind = Kind::place, .a = x, .b = x, .out = x, .place = &place, .charged = passed.charged};
    if (passed.units != in.y) {
        changed.y = passed.units;
        call.gain = passed.gain;
        call.out = fresh;
        changed.tangents = in.tangents;
        if (changed.own->tangents.size() < in.tangents) changed.own->tangents.resize(in.tangents);
        for (std::size_t k = 0; k < in.tangents; ++k) {
            Tangent& dot = changed.own->tangents[k];
            dot.value = in.own->tangents[k].value;
            if (passed.gain != nullptr) multiply_by_gain(dot.value, *passed.gain);
            dot.has_d = false;
        }
    } else {
        --used_;
        if (!passed.charged) return x;
    }
    calls_.push_back(call);
    return call.out;
}

template <class Scalar>
Node Pass<Scalar>::pick(const KeptUnits<Scalar>& kept, Node x) {
    const Node out = add(held_at(x).wanted, kept.count() * value(x).cols());
    Held &in = held_at(x), &to = held_at(out);
    kept.pick(*in.y, to.own->y, *workers_);
    to.y = &to.own->y;
    to.kept = &kept;
    to.tangents = in.tangents;
    if (to.own->tangents.size() < in.tangents) to.own->tangents.resize(in.tangents);
    for (std::size_t k = 0; k < in.tangents; ++k) {
        kept.pick(in.own->tangents[k].value, to.own->tangents[k].value, *workers_);
        to.own->tangents[k].has_d = false;
    }
    calls_.push_back({.kind = Kind::pick, .a = x, .b = x, .out = out});
    return out;
}

template <class Scalar>
Node Pass<Scalar>::apply(const LayerUse<Scalar>& use, Node x) {
    const bool connects = use.layer.connects_units();
    const auto* const kept =
        !connects                  ? held_at(x).kept
        : use.leads_to != nullptr ? kept_at(*use.leads_to, use.leads_to->rows)
                                  : nullptr;
    const bool in_part = connects && (held_at(x).kept != nullptr || kept != nullptr);
    const Node out = add(held_at(x).wanted || (gradient_ != nullptr && !use.blocks.empty()),
                         kept != nullptr ? kept->count() * value(x).cols() : 0);
    Held &in = held_at(x), &to = held_at(out);
    const auto theta = in_part ? to.part.take(*theta_, use.blocks, in.kept, kept, *workers_)
                               : slice(*theta_, use.blocks);
    const auto draw = use.layer.draws() ? hooks_->draw(use.number, {stream_}) : std::nullopt;
    use.layer.forward(theta, *in.y, to.own->y, *workers_, draw);
    to.y = &to.own->y;
    to.kept = kept;
    to.tangents = in.tangents;
    require(!draw || in.tangents == 0, "Pass: layer '", use.layer.name(),
            "' draws in training, and has tangents without draws only");
    if (to.own->tangents.size() < in.tangents) to.own->tangents.resize(in.tangents);
    for (std::size_t k = 0; k < in.tangents; ++k) {
        use.layer.tangent(theta, direction(use.blocks), *in.y, *to.y, in.own->tangents[k].value,
                          to.own->tangents[k].value, *workers_);
        to.own->tangents[k].has_d = false;
    }
    calls_.push_back({.kind = Kind::layer, .a = x, .b = x, .out = out, .layer = &use.layer,
                      .blocks = use.blocks, .draw = draw, .in_part = in_part});
    return out;
}

template <class Scalar>
Node Pass<Scalar>::sum(Node a, Node b) {
    const Node out = add(held_at(a).wanted || held_at(b).wanted);
    Held &one = held_at(a), &other = held_at(b), &to = held_at(out);
    require(one.y->rows() == other.y->rows() && one.y->cols() == other.y->cols(), "Pass: a sum needs two of a shape, got ",
            one.y->rows(), " x ", one.y->cols(), " and ", other.y->rows(), " x ", other.y->cols());
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
    calls_.push_back({.kind = Kind::sum, .a = a, .b = b, .out = out});
    return out;
}

/// A node as a loss takes it: with all units, and with what penalties on outputs charge.
template <class Scalar>
typename Pass<Scalar>::Held& Pass<Scalar>::judged(Node y) {
    require(held_at(y).kept == nullptr, "Pass: a loss needs all units of what it is added to");
    if (const Block* const output = held_at(y).output) at(*output, y);
    return held_at(y);
}

template <class Scalar>
void Pass<Scalar>::add_term(std::string_view name, double value) {
    loss_ += value;
    if (apart_) return;
    for (Term& term : std::span{terms_}.first(used_terms_))
        if (term.name == name) {
            term.value += value;
            return;
        }
    if (used_terms_ == terms_.size()) terms_.emplace_back();
    terms_[used_terms_].name = name;
    terms_[used_terms_++].value = value;
}

template <class Scalar>
void Pass<Scalar>::backward() {
    for (std::size_t c = calls_.size(); c-- > 0;) {
        const Call& call = calls_[c];
        Held &in = held_at(call.a), &out = held_at(call.out);
        const bool reached = out.has_dy || any_tangent_gradient(out) || call.charged;
        if (!out.wanted || !reached) continue;
        if (!out.has_dy) out.own->dy.setZero(out.y->rows(), out.y->cols());
        out.has_dy = true;
        switch (call.kind) {
            case Kind::layer: back_through_layer(call, in, out); break;
            case Kind::place: back_through_place(call, in, out); break;
            case Kind::pick: back_through_pick(in, out); break;
            case Kind::sum: back_through_sum(call, out); break;
        }
    }
    if (gradient_ != nullptr) clear_what_is_left();
}

template <class Scalar>
bool Pass<Scalar>::any_tangent_gradient(const Held& held) const {
    for (std::size_t k = 0; k < held.tangents; ++k)
        if (held.own->tangents[k].has_d) return true;
    return false;
}

/// Where a layer's gradient goes: a layer sets it, so that of blocks that were used before is added.
template <class Scalar>
Slice<Scalar> Pass<Scalar>::gradient_of(const Call& call, Held& out, bool& again) {
    const auto was_written = [&](const Block& block) {
        return std::find(written_.begin(), written_.end(), block.offset) != written_.end();
    };
    again = std::any_of(call.blocks.begin(), call.blocks.end(), was_written);
    for (const Block& block : call.blocks) {
        if (was_written(block)) continue;
        written_.push_back(block.offset);
        if (again && gradient_ != nullptr) (*gradient_)[block].setZero();
    }
    if (call.in_part) return out.part.gradient();
    if (gradient_ != nullptr && !again) return slice(*gradient_, call.blocks);
    if (scratch_.size() != theta_->size()) scratch_ = *theta_;
    return slice(scratch_, call.blocks);
}

template <class Scalar>
void Pass<Scalar>::back_through_layer(const Call& call, Held& in, Held& out) {
    const auto theta = call.in_part ? out.part.parameters() : slice(*theta_, call.blocks);
    const bool along = any_tangent_gradient(out);
    const M& dy = out.own->dy;
    bool again = false;
    Slice<Scalar> g;
    if (!call.blocks.empty() && (gradient_ != nullptr || along)) {
        g = gradient_of(call, out, again);
        call.layer->gradient(theta, *in.y, *out.y, dy, g, *workers_, call.draw);
    }
    if (in.wanted || along) {
        M& dx = in.has_dy ? in.own->scratch : in.own->dy;
        call.layer->backward(theta, *in.y, *out.y, dy, dx, *workers_, call.draw);
        for (std::size_t k = 0; k < out.tangents; ++k) {
            Tangent &from = out.own->tangents[k], &to = in.own->tangents[k];
            if (!from.has_d) continue;
            M& d = to.has_d ? to.scratch : to.d;
            call.layer->tangent_backward(theta, direction(call.blocks), *in.y, *out.y, to.value, from.d, d, dx, g,
                                         *workers_);
            if (to.has_d) to.d += to.scratch;
            to.has_d = true;
        }
        if (in.has_dy) in.own->dy += in.own->scratch;
        in.has_dy = true;
    }
    if (gradient_ == nullptr || call.blocks.empty()) return;
    if (call.in_part)
        out.part.give(*gradient_, again, *workers_);
    else if (again)
        for (std::size_t i = 0; i < call.blocks.size(); ++i) slice(*gradient_, call.blocks)[i] += g[i];
}

template <class Scalar>
void Pass<Scalar>::back_through_place(const Call& call, Held& in, Held& out) {
    if (call.gain != nullptr)
        each_gradient(out, in, [&](M& from, bool, M&, bool&) { multiply_by_gain(from, *call.gain); });
    if (call.charged) hooks_->add_charge(*call.place, *in.y, out.own->scratch, out.own->dy);
    if (&in == &out) return;
    each_gradient(out, in, [&](M& from, bool, M& to, bool& has) { hand_on(from, to, has); });
}

template <class Scalar>
void Pass<Scalar>::back_through_pick(Held& in, Held& out) {
    each_gradient(out, in, [&](M& from, bool, M& to, bool& has) {
        if (!has) to.setZero(in.y->rows(), in.y->cols());
        has = true;
        out.kept->add_back(from, to);
    });
}

template <class Scalar>
void Pass<Scalar>::back_through_sum(const Call& call, Held& out) {
    for (const Node part : {call.a, call.b})
        if (held_at(part).wanted) each_gradient(out, held_at(part), [&](M& from, bool, M& to, bool& has) { add_to(to, has, from); });
}

template <class Scalar>
void Pass<Scalar>::each_gradient(Held& from, Held& to, const auto& act) {
    act(from.own->dy, from.has_dy, to.own->dy, to.has_dy);
    for (std::size_t k = 0; k < std::min(from.tangents, to.tangents); ++k) {
        Tangent &source = from.own->tangents[k], &target = to.own->tangents[k];
        if (source.has_d) act(source.d, true, target.d, target.has_d);
    }
}

/// Zeros for the blocks that no loss reaches.
template <class Scalar>
void Pass<Scalar>::clear_what_is_left() {
    if (written_.size() == theta_->blocks().size()) return;
    for (const Block& block : theta_->blocks())
        if (std::find(written_.begin(), written_.end(), block.offset) == written_.end())
            (*gradient_)[block].setZero();
}

}  // namespace regula::inline REGULA_ABI
