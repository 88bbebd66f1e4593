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
    const Block* leads_to =
        nullptr;  ///< the place that alone takes its units, where dropped ones need not be computed
    bool connects = layer.connects_units(), draws = layer.draws();  ///< once asked
};

/// One evaluation of a model, or of an objective made of several, recorded so that it can be walked back. A
/// model is a function of a pass,
///
///     Node Network::operator()(auto& pass, Node x) const
///
/// and the pass decides what flows: here values, with tangents where an input has directions, and of kept
/// units alone where a gate drops units for the whole minibatch.
///
///     Pass<double> pass;
///     pass.begin(theta, &gradient);
///     const Node y = net(pass, pass.input(batch.inputs));
///     pass.add_loss("loss", SquaredError{}, y, batch.targets);
///     pass.backward();                                   // fills gradient
///
/// A loss puts its gradient at its node when it is added, and backward takes those to parameters and
/// variables: a node that is used twice gets the sum, and so does a block of parameters. A place that a pass
/// meets twice has the same noise and the same masks, and its penalties charge the first time only; afresh(1)
/// begins another stream. All models of a pass have the parameters that it began with: what another model
/// says goes in as a constant. Kept from step to step, with the same calls, it allocates nothing.
template <class Scalar>
class Pass {
public:
    using M = Matrix<Scalar>;

    Pass() = default;
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    /// Begins anew at parameters theta. Without a gradient backward goes to variables alone. All must outlive
    /// it.
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
    template <class... Ds>
    Node input(M&&, const Ds&...) = delete;  // a temporary would be gone: constant(...) keeps one
    template <class... Ds>
    Node variable(M&&, const Ds&...) = delete;
    /// A matrix that the pass keeps, such as an expression:     pass.constant(batch.inputs + r)
    template <class Derived>
    Node constant(const Eigen::MatrixBase<Derived>& x) {
        const Node node = add(false);
        Held& held = held_at(node);
        held.own->y = x;
        held.y = &held.own->y;
        held.leads_to = &inputs_;
        stand_still(held);
        return node;
    }

    /// What the policies of the run make of the units at a place; `may_drop` says that what takes them is a
    /// layer that can do with kept ones.
    Node at(const Block& place, Node x, bool may_drop = false) {
        return hooks_->act_at(place) ? meet(place, x, may_drop) : x;
    }
    /// What they make of what goes into a model: an input, or what another model says.
    Node enter(Node x, bool may_drop) {
        const Block* const place = held_at(x).leads_to;
        return place == nullptr ? x : at(*place, x, may_drop);
    }
    /// The outputs of a model, where penalties on outputs act if a loss is added, and what another model
    /// takes them for.
    Node leave(Node y, const Block& output, const Block* taken_as = nullptr) {
        held_at(y).output = &output;
        held_at(y).leads_to = taken_as;
        return y;
    }
    /// A layer.
    Node apply(const LayerUse<Scalar>& use, Node x);
    /// a + b.
    Node sum(Node a, Node b);

    /// Throws std::invalid_argument for a node that is none of this pass since it began.
    const M& value(Node node) const {
        require(node.number < used_, "Pass: node ", node.number, " is none of its ", used_, " nodes");
        return *held_at(node).y;
    }
    /// How many parameters there are.
    Index parameters() const { return theta_->size(); }
    /// The k-th tangent, and how many there are.
    const M& tangent(Node node, std::size_t k = 0) const {
        require_tangent(node, k);
        return held_at(node).own->tangents[k].value;
    }
    std::size_t tangents(Node node) const { return held_at(node).tangents; }
    /// What backward found at a variable, and at its k-th tangent.
    const M& gradient(Node node) const { return held_at(node).own->dy; }
    const M& tangent_gradient(Node node, std::size_t k = 0) const {
        require_tangent(node, k);
        return held_at(node).own->tangents[k].d;
    }

    /// A loss as a term of the objective,     weight * loss(y, t)     with targets, labels, or those of a batch.
    template <class Loss, class Targets>
    void add_loss(std::string_view name, const Loss& loss, Node y, const Targets& t, double weight = 1) {
        static_assert(!std::same_as<Targets, Labels> || takes_labels<Loss>,
                      "regula: this loss takes no labels; fill_targets(labels, outputs, targets) makes "
                      "targets of them");
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
    /// Calls add(), and returns the sum of the terms that it adds, which are then none of this pass: a policy
    /// is charged.
    double apart(const auto& add) {
        const double before = std::exchange(loss_, 0.0);
        const std::uint64_t stream = std::exchange(stream_, 0);
        apart_ = true;
        add();
        apart_ = false;
        stream_ = stream;
        return std::exchange(loss_, before);
    }
    /// Adds to the gradient at a node, and at its k-th tangent.
    template <class Derived>
    void add_gradient(Node node, const Eigen::MatrixBase<Derived>& g) {
        add_to(held_at(node).own->dy, held_at(node).has_dy, g);
    }
    template <class Derived>
    void add_tangent_gradient(Node node, const Eigen::MatrixBase<Derived>& g, std::size_t k = 0) {
        require_tangent(node, k);
        Tangent& dot = held_at(node).own->tangents[k];
        add_to(dot.d, dot.has_d, g);
    }

    /// Fills the gradient of the parameters, with zeros where no loss reaches, and those of variables.
    void backward();

    /// The terms so far, by name, and their sum.
    std::span<const Term> terms() const { return {terms_.data(), used_terms_}; }
    double loss() const { return loss_; }

    /// A pass at the same parameters with the same noise and masks, or without policies, that charges nothing
    /// and finds gradients at variables. Good until the next one.
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
    enum class Kind { given, layer, place, pick, sum };
    /// A node: its value y, which may be that of another, the units it has values of, and what it was made of.
    struct Held {
        const M* y = nullptr;
        Buffers* own = nullptr;
        const KeptUnits<Scalar>* kept = nullptr;  // null: all units
        const Block *leads_to = nullptr, *output = nullptr;
        std::size_t tangents = 0;
        Kind kind = Kind::given;
        bool has_dy = false, wanted = false;
        bool charged = false;  // of a place: penalties have charged what came in
        bool in_part = false;  // of a layer: between kept units
        Held *from = nullptr, *and_from = nullptr;
        const Layer<Scalar>* layer = nullptr;
        std::span<const Block> blocks = {};
        std::optional<Key> draw = {};
        const Block* place = nullptr;
        const M* gain = nullptr;

        Buffers whole = {};           // of all units
        PerSize<Buffers> sized = {};  // of kept ones, by how many numbers they have
        LayerPart<Scalar> part = {};  // of the layer, where units are left out
    };
    struct Written {
        std::span<const Block> blocks;
    };
    struct Meeting {
        const Block* place;
        std::uint64_t stream;
        Node in, out;
    };
    struct Drawn {
        const Block* place = nullptr;
        std::uint64_t stream = 0;
        Index size = 0;    // inputs of several widths may go into one pass
        bool now = false;  // drawn in this pass
        KeptUnits<Scalar> units = {};
    };

    void require_tangent(Node node, std::size_t k) const {
        require(k < held_at(node).tangents, "Pass: the node has ", held_at(node).tangents,
                " tangents, asked for number ", k);
    }
    /// Where parameters move in a direction, what goes in has a tangent of zeros.
    void stand_still(Held& held) {
        if (direction_ == nullptr) return;
        held.tangents = 1;
        if (held.own->tangents.empty()) held.own->tangents.resize(1);
        held.own->tangents[0].value.setZero(held.y->rows(), held.y->cols());
        held.own->tangents[0].has_d = false;
    }
    Held& held_at(Node node) { return *held_[node.number]; }
    const Held& held_at(Node node) const { return *held_[node.number]; }
    Held& judged(Node y);

    template <class... Ds>
    Node add_input(const M& x, bool wanted, const Ds&... directions);
    Node add(bool wanted, Index kept_numbers = 0);
    void grow();
    Node meet(const Block& place, Node x, bool may_drop);
    Node ask_policies(const Block& place, Node x);
    Node pick(const KeptUnits<Scalar>& kept, Node x);
    const KeptUnits<Scalar>* kept_at(const Block& place, Index size);
    Visit visit(const Block& place) const;

    void back_through_layer(Held& out);
    void back_through_place(Held& out);
    void back_through_pick(Held& out);
    void back_through_sum(Held& out);
    void move_tangents(const Held& in, Held& to, const auto& act);
    /// Calls act(from, to, has_to) with the gradients at two nodes and those at their tangents.
    void each_gradient(Held& from, Held& to, const auto& act);
    static bool any_tangent_gradient(const Held& held) {
        for (std::size_t k = 0; k < held.tangents; ++k)
            if (held.own->tangents[k].has_d) return true;
        return false;
    }
    Slice<Scalar> gradient_of(Held& out, bool again);
    bool is_written(const Block& block) const {
        const auto is_it = [&](const Block& other) { return other.offset == block.offset; };
        return std::any_of(written_.begin(), written_.end(), [&](const Written& written) {
            return std::any_of(written.blocks.begin(), written.blocks.end(), is_it);
        });
    }
    bool note_written(std::span<const Block> blocks);
    static void clear_unreached(Held& variable);
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

    std::vector<std::unique_ptr<Held>> held_;
    std::size_t used_ = 0;
    std::vector<Meeting> met_;
    std::deque<Drawn> drawn_;
    std::vector<Written> written_;    // blocks of the gradient
    std::size_t written_blocks_ = 0;  // how many they are
    Index lowest_written_ = 0;        // the first offset of them
    std::vector<Term> terms_;
    std::size_t used_terms_ = 0;
    double loss_ = 0;
    Parameters<Scalar> scratch_;
    std::unique_ptr<Pass> probe_;
    Hooks<Scalar> none_;
    Workers alone_;
    const Block inputs_ = input_block();
};

template <class Scalar>
void Pass<Scalar>::begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient, Hooks<Scalar>& hooks,
                         Workers& workers) {
    require(gradient == nullptr || gradient->size() == theta.size(), "Pass: has ", theta.size(),
            " parameters, got a gradient of ", gradient == nullptr ? 0 : gradient->size());
    theta_ = &theta, gradient_ = gradient, hooks_ = &hooks, workers_ = &workers, direction_ = nullptr;
    stream_ = 0, used_ = 0, used_terms_ = 0, loss_ = 0, quiet_ = apart_ = false;
    met_.clear(), written_.clear();
    written_blocks_ = 0, lowest_written_ = theta.size();
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
    if (used_ == held_.size()) grow();
    Held& held = *held_[used_];
    held.own = kept_numbers == 0 ? &held.whole : &held.sized.of(kept_numbers);
    held.kept = nullptr, held.leads_to = held.output = nullptr;
    held.tangents = 0, held.has_dy = false, held.wanted = wanted, held.kind = Kind::given;
    return {used_++};
}

template <class Scalar>
void Pass<Scalar>::grow() {
    held_.push_back(std::make_unique<Held>());
}

template <class Scalar>
Visit Pass<Scalar>::visit(const Block& place) const {
    const auto is = [&](const Meeting& meeting) { return meeting.place == &place; };
    return {stream_, quiet_ || std::any_of(met_.begin(), met_.end(), is)};
}

template <class Scalar>
const KeptUnits<Scalar>* Pass<Scalar>::kept_at(const Block& place, Index size) {
    if (direction_ != nullptr) return nullptr;
    const auto is_drawn = [&](const Drawn& drawn) {
        return drawn.now && drawn.place == &place && drawn.stream == stream_ && drawn.size == size;
    };
    const auto is_free = [&](const Drawn& drawn) { return !drawn.now && drawn.size == size; };
    auto found = std::find_if(drawn_.begin(), drawn_.end(), is_drawn);
    if (found != drawn_.end()) return &found->units;
    found = std::find_if(drawn_.begin(), drawn_.end(), is_free);  // of an earlier pass
    if (found == drawn_.end()) found = drawn_.insert(found, Drawn{});
    found->place = &place, found->stream = stream_, found->size = size, found->now = true;
    found->units.draw(*hooks_, place, {stream_}, size);
    if (place.role == Role::input) found->units.forget_gains();  // they act on the inputs themselves
    return &found->units;
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
    to.charged = passed.charged;
    move_tangents(in, to, [&](const M& from, M& dot) {
        dot = from;
        if (passed.gain != nullptr) multiply_by_gain(dot, *passed.gain);
    });
    return out;
}

/// Makes the tangents of a node of those of another, by act(from, to).
template <class Scalar>
void Pass<Scalar>::move_tangents(const Held& in, Held& to, const auto& act) {
    to.tangents = in.tangents;
    if (to.own->tangents.size() < in.tangents) to.own->tangents.resize(in.tangents);
    for (std::size_t k = 0; k < in.tangents; ++k) {
        act(in.own->tangents[k].value, to.own->tangents[k].value);
        to.own->tangents[k].has_d = false;
    }
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
    move_tangents(in, to, [&](const M& from, M& dot) { kept.pick(from, dot, *workers_); });
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
    const auto theta =
        in_part ? to.part.take(*theta_, use.blocks, in.kept, kept, *workers_) : slice(*theta_, use.blocks);
    use.layer.forward(theta, *in.y, to.own->y, *workers_, to.draw);
    to.y = &to.own->y;
    to.kept = kept;
    move_tangents(in, to, [&](const M& from, M& dot) {
        use.layer.tangent(theta, direction(use.blocks), *in.y, *to.y, from, dot, *workers_);
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
    for (std::size_t i = 0; i < used_terms_; ++i)
        if (terms_[i].name == name) {
            terms_[i].value += value;
            return;
        }
    if (used_terms_ == terms_.size()) terms_.emplace_back();
    if (terms_[used_terms_].name != name) terms_[used_terms_].name = name;
    terms_[used_terms_++].value = value;
}

template <class Scalar>
void Pass<Scalar>::backward() {
    for (std::size_t n = used_; n-- > 0;) {
        Held& out = *held_[n];
        if (!out.wanted) continue;
        if (out.kind == Kind::given) {
            clear_unreached(out);
            continue;
        }
        const bool charged = out.kind == Kind::place && out.charged;
        if (!out.has_dy && !charged && !any_tangent_gradient(out)) continue;
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
    if (gradient_ != nullptr) clear_what_is_left();
}

/// Notes that a layer's gradient is to be written; whether one of its blocks was before. Most models are
/// walked back through their parameters in order: what lies before all that was written is new.
template <class Scalar>
bool Pass<Scalar>::note_written(std::span<const Block> blocks) {
    bool again = false;
    Index lowest = lowest_written_;
    for (const Block& block : blocks) {
        if (block.offset >= lowest_written_) again = again || is_written(block);
        lowest = std::min(lowest, block.offset);
    }
    lowest_written_ = lowest;
    if (again && gradient_ != nullptr)
        for (const Block& block : blocks)
            if (!is_written(block)) (*gradient_)[block].setZero();
    written_.push_back({blocks});
    written_blocks_ += again ? 0 : blocks.size();
    return again;
}

/// Where a layer's gradient goes: a layer sets it, so that of blocks that were written before is added.
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
    const bool along = out.tangents > 0 && any_tangent_gradient(out);
    const M& dy = out.own->dy;
    bool again = false;
    Slice<Scalar> g;
    if (!out.blocks.empty() && (gradient_ != nullptr || along)) {
        again = note_written(out.blocks);
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
                                        g, *workers_);
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
        for (std::size_t i = 0; i < out.blocks.size(); ++i) slice(*gradient_, out.blocks)[i] += g[i];
}

template <class Scalar>
void Pass<Scalar>::back_through_place(Held& out) {
    Held& in = *out.from;
    if (out.gain != nullptr)
        each_gradient(out, in, [&](M& from, M&, bool&) { multiply_by_gain(from, *out.gain); });
    if (out.charged) hooks_->add_charge(*out.place, *in.y, out.own->scratch, out.own->dy);
    each_gradient(out, in, [&](M& from, M& to, bool& has) { hand_on(from, to, has); });
}

template <class Scalar>
void Pass<Scalar>::back_through_pick(Held& out) {
    Held& in = *out.from;
    each_gradient(out, in, [&](M& from, M& to, bool& has) {
        if (!has) to.setZero(in.y->rows(), in.y->cols());
        has = true;
        out.kept->add_back(from, to);
    });
}

template <class Scalar>
void Pass<Scalar>::back_through_sum(Held& out) {
    for (Held* const part : {out.from, out.and_from})
        if (part->wanted)
            each_gradient(out, *part, [&](M& from, M& to, bool& has) { add_to(to, has, from); });
}

template <class Scalar>
void Pass<Scalar>::each_gradient(Held& from, Held& to, const auto& act) {
    act(from.own->dy, to.own->dy, to.has_dy);
    for (std::size_t k = 0; k < std::min(from.tangents, to.tangents); ++k) {
        Tangent &source = from.own->tangents[k], &target = to.own->tangents[k];
        if (source.has_d) act(source.d, target.d, target.has_d);
    }
}

/// Zeros at a variable that no loss reaches.
template <class Scalar>
void Pass<Scalar>::clear_unreached(Held& variable) {
    if (!variable.has_dy) variable.own->dy.setZero(variable.y->rows(), variable.y->cols());
    for (std::size_t k = 0; k < variable.tangents; ++k)
        if (Tangent& dot = variable.own->tangents[k]; !dot.has_d)
            dot.d.setZero(variable.y->rows(), variable.y->cols());
}

/// Zeros for the blocks that no loss reaches.
template <class Scalar>
void Pass<Scalar>::clear_what_is_left() {
    if (written_blocks_ == theta_->blocks().size()) return;
    for (const Block& block : theta_->blocks())
        if (!is_written(block)) (*gradient_)[block].setZero();
}

#ifdef REGULA_COMPILED
REGULA_COMPILED template class Pass<float>;
REGULA_COMPILED template class Pass<double>;
#endif

}  // namespace regula::inline REGULA_ABI
