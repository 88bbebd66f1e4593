#pragma once

#include <regula/layer/layer.hpp>
#ifdef REGULA_COMPILED  // before a pass instantiates layers
#include <regula/layer/compiled.hpp>
#endif
#include <regula/model/batch_loss.hpp>
#include <regula/model/drawn_units.hpp>
#include <regula/model/pass_node.hpp>
#include <regula/model/term_list.hpp>
#include <regula/model/written_blocks.hpp>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A recorded evaluation of a model, or of an objective of several models, with its backward pass. A model is
/// a function of a pass:
///
///     Node Network::operator()(auto& pass, Node x) const
///
/// This pass carries values, and tangents if an input has directions. If a gate drops units for the whole
/// minibatch, it carries kept units only.
///
///     Pass<double> pass;
///     pass.begin(theta, &gradient);
///     const Node y = net(pass, pass.input(batch.inputs));
///     pass.add_loss("loss", SquaredError{}, y, batch.targets);
///     pass.backward();                                   // fills gradient
///
/// add_loss puts the gradient of a loss at its node. backward takes these gradients to parameters and
/// variables; a node or a block with several uses gets the sum. A second visit of a place has the same noise
/// and masks, and its penalties count once; afresh(1) begins another stream. In `apart`, the losses of a
/// policy, an evaluation with the same input, noise and masks is not repeated: f(pass, pass.input(x)) returns
/// the node of the step. If the input has got directions, the node gets tangents. All models of a pass have
/// the parameters of begin; the outputs of other models enter as constants. A pass that is reused from step
/// to step, with the same calls, allocates nothing.
template <class Scalar>
class Pass {
public:
    using M = Matrix<Scalar>;

    Pass() = default;
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    /// Begins anew at parameters theta. Without a gradient, backward fills the gradients of variables only.
    /// All arguments must outlive the pass.
    void begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient, Hooks<Scalar>& hooks,
               Workers& workers);
    /// The same for prediction: without policies, in this thread.
    void begin(const Parameters<Scalar>& theta, Parameters<Scalar>* gradient = nullptr) {
        begin(theta, gradient, none_, alone_);
    }
    /// Moves the parameters in a direction of their shape, so each node has a tangent. Call it after begin.
    void along(const Parameters<Scalar>& direction) { direction_ = &direction; }
    /// Selects the stream of noise and masks for the calls that follow: 1, 2, ...; 0 is the first one.
    void afresh(std::uint64_t stream) { stream_ = stream; }
    /// Whether the layers applied from now on leave their running statistics as they are, for inputs unlike
    /// those of the data. Returns what held before; begin sets it to false.
    bool keep_statistics(bool keep) { return std::exchange(keeps_statistics_, keep); }

    /// An input, features x samples, and the directions of its tangents. The matrix must outlive the pass.
    template <class... Ds>
    Node input(const M& x, const Ds&... directions) {
        return add_input(x, false, directions...);
    }
    /// The same; backward also computes its gradient.
    template <class... Ds>
    Node variable(const M& x, const Ds&... directions) {
        return add_input(x, true, directions...);
    }
    template <class... Ds>
    Node input(M&&, const Ds&...) = delete;  // a temporary would dangle: constant(...) copies it
    template <class... Ds>
    Node variable(M&&, const Ds&...) = delete;
    /// The same with a number of directions that is known at run time only. fill(k, v) sets v, features x
    /// samples, to direction k.
    template <class Fill>
    Node input_along(const M& x, std::size_t count, const Fill& fill);
    /// A block of the parameters, for losses of parameters. The block must outlive the pass; the node has no
    /// tangents.
    Node parameter(const Block& block);
    /// A copy of a matrix or an expression:     pass.constant(batch.inputs + r)
    template <class Derived>
    Node constant(const Eigen::MatrixBase<Derived>& x) {
        return constant([&](M& filled) { filled = x; });
    }
    /// A matrix that a function sets, in memory that stays allocated from step to step:
    ///
    ///     pass.constant([&](auto& filled) { filled = batch.inputs, noise.perturb(filled, key); })
    template <class Fill>
    requires(!requires(const Fill& x) { x.derived(); }) Node constant(const Fill& fill) {
        const Node node = add(false);
        Held& held = held_at(node);
        fill(held.own->y);
        held.y = &held.own->y;
        held.leads_to = &inputs_;
        stand_still(held);
        return node;
    }

    /// Applies the policies of the run to the units at a place. `may_drop`: the layer that follows can work
    /// on kept units only.
    Node at(const Block& place, Node x, bool may_drop = false) {
        return hooks_->act_at(place) ? meet(place, x, may_drop) : x;
    }
    /// The same for the inputs of a model, which may be outputs of another model.
    Node enter(Node x, Shape image, bool may_drop) {
        const Block* const place = held_at(x).leads_to;
        if (place == &inputs_) inputs_.shape = image;
        return place == nullptr ? x : at(*place, x, may_drop);
    }
    /// Marks the outputs of a model. Penalties on outputs act if a loss is added; `taken_as` is the place
    /// where another model takes them.
    Node leave(Node y, const Block& output, const Block* taken_as = nullptr) {
        held_at(y).output = &output;
        held_at(y).leads_to = taken_as;
        return y;
    }
    /// Applies a layer.
    Node apply(const LayerUse<Scalar>& use, Node x);
    bool any_trained(std::span<const Block> blocks) const;
    /// a + b.
    Node sum(Node a, Node b);

    /// The value of a node. Throws std::invalid_argument for a node of another pass.
    const M& value(Node node) const {
        require(node.number < used_, "Pass: node ", node.number, " is none of its ", used_, " nodes");
        return *held_at(node).y;
    }
    /// The number of parameters.
    Index parameters() const { return theta_->size(); }
    /// The k-th tangent of a node, and the number of its tangents.
    const M& tangent(Node node, std::size_t k = 0) const {
        require_tangent(node, k);
        return held_at(node).own->tangents[k].value;
    }
    std::size_t tangents(Node node) const { return held_at(node).tangents; }
    /// The gradient at a variable, and at its k-th tangent, after backward.
    const M& gradient(Node node) const { return held_at(node).own->dy; }
    const M& tangent_gradient(Node node, std::size_t k = 0) const {
        require_tangent(node, k);
        return held_at(node).own->tangents[k].d;
    }

    /// A loss as a term of the objective,     weight * loss(y, t)     with targets, labels, or those of a
    /// batch. Of a batch, samples count by their weights.
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
        with_loss(loss, batch,
                  [&](const auto& judge, const auto& t) { add_loss(name, judge, y, t, weight); });
    }
    /// A loss of a tangent,     weight * loss(dy/ds, t)     as in tangent prop.
    template <class Loss, class Targets>
    void add_tangent_loss(std::string_view name, const Loss& loss, Node y, const Targets& t,
                          double weight = 1, std::size_t k = 0) {
        M& g = held_at(y).own->scratch;
        add_term(name, weight * value_and_gradient(loss, tangent(y, k), t, g));
        add_tangent_gradient(y, static_cast<Scalar>(weight) * g, k);
    }
    /// The derivative of a loss along a tangent,     weight * d loss(y + s dy/ds, t)/ds,     with its
    /// gradient. Double backpropagation and products with second derivatives use it. Returns the derivative
    /// but adds no term.
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
        return with_loss(loss, batch, [&](const auto& judge, const auto& t) {
            return add_derivative(judge, y, t, weight, k);
        });
    }
    /// Adds (d2 loss/dy2) dy/ds to the gradient at y, the gradient of a quadratic form: for power iteration.
    template <CurvedLoss Loss, class Targets>
    void add_curvature(const Loss& loss, Node y, const Targets& t, double weight = 1, std::size_t k = 0) {
        M& g = held_at(y).own->scratch;
        loss.curvature(value(y), t, tangent(y, k), g);
        add_gradient(y, static_cast<Scalar>(weight) * g);
    }
    /// Adds a term without a gradient; add_gradient and add_tangent_gradient supply the gradient.
    void add_term(std::string_view name, double value) {
        loss_ += value;
        if (!apart_) terms_.add(name, value);
    }
    /// Calls add() and returns the sum of its terms, as the loss of a policy; they are not terms of this
    /// pass.
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

    /// J'u with J = dy/dx of two nodes, now, by another backward pass that leaves all gradients as they are.
    /// fill(u) sets u, of the shape of y. Valid until the next call.
    const M& pull_back(Node y, Node x, const auto& fill);
    /// Whether y is the plain function of x that predicts: without noise, masks, draws and statistics of the
    /// minibatch.
    bool is_plain(Node y, Node x) const { return is_plain(held_at(y), held_at(x)); }

    /// Applies the penalties on outputs at a node, as add_loss does: for a loss that comes by add_term and
    /// add_gradient.
    void end_at(Node y) { judged(y); }

    /// Fills the gradients of the parameters and of variables, with zeros where no loss reaches.
    void backward();
    /// Forgets the gradients at all nodes, for another backward pass of the same evaluation, into `gradient`:
    /// such as that of one task. Without `penalties` the penalties at the places of the model are left out.
    void rewind(Parameters<Scalar>& gradient, bool penalties = true);
    /// The same, into the same gradient, or of variables alone.
    void rewind();
    /// Whether penalties act at a place of this evaluation; whether the last backward pass has reached a
    /// block.
    bool penalized() const;
    bool reached(const Block& block) const { return written_.contains(block); }

    /// The terms so far, by name, and their sum.
    std::span<const Term> terms() const { return terms_.terms(); }
    double loss() const { return loss_; }

    /// A pass at the same parameters, with the same noise and masks or without policies. It adds no penalties
    /// and computes gradients at variables only. Valid until the next probe.
    Pass& probe(bool with_policies = true);
    /// The same at the mean of the parameters in time, with the noise and masks of the present stream. Throws
    /// std::invalid_argument if the run has no such mean (Hooks::mean).
    Pass& probe_mean();
    /// Gives probes these parameters, until the next begin: the constants of an objective that come from
    /// probes then stay, while the parameters move for a difference quotient. They must outlive the pass.
    void hold_probes_at(const Parameters<Scalar>& theta) { probe_theta_ = &theta; }
    /// A pass of another kind, such as an IntervalPass, begun at the same parameters. backward also calls its
    /// backward(gradient), which adds to the gradient of the parameters. Each call gives another one, valid
    /// until the next begin or rewind.
    template <class Other>
    Other& beside();
    Hooks<Scalar>& hooks() { return *hooks_; }

private:
    using Held = PassNode<Scalar>;
    using Tangent = typename Held::Tangent;
    using Kind = typename Held::Kind;
    struct Meeting {
        const Block* place;
        std::uint64_t stream;
        Node in, out;
    };

    void require_tangent(Node node, std::size_t k) const {
        require(k < held_at(node).tangents, "Pass: the node has ", held_at(node).tangents,
                " tangents, asked for number ", k);
    }
    /// Gives an input a tangent of zeros if the parameters move in a direction.
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
    Node node_of(const M& x, bool wanted, std::size_t count);
    Node find_or_add(const auto& same, bool wanted, Index kept_numbers = 0);
    void begin_input(Held& held, const M& x, std::size_t count);
    static void set_direction(Held& held, std::size_t k, const auto& fill);
    Node add(bool wanted, Index kept_numbers = 0);
    Node meet(const Block& place, Node x, bool may_drop);
    Node ask_policies(const Block& place, Node x);
    Node pick(const KeptUnits<Scalar>& kept, Node x);
    /// The kept units at a place; null if parameters move, because tangents need all units.
    const KeptUnits<Scalar>* kept_at(const Block& place, Index size) {
        return direction_ == nullptr ? drawn_.at(place, stream_, size, *hooks_) : nullptr;
    }
    Visit visit(const Block& place) const;
    void carry_tangents(Held& to);
    void carry_tangents_to(Held& out, const Held& in);
    static void add_tangents(const Held& one, const Held& other, Held& to);
    bool is_plain(const Held& out, const Held& in) const;

    void back_through(Held& out);
    void back_through_layer(Held& out);
    void back_to_inputs(Held& out, const Slice<const Scalar>& theta, bool along, const Slice<Scalar>& g);
    void back_to_parameter(Held& out);
    void add_visit(const Block& block, auto&& sum, const auto& g);
    void back_through_place(Held& out);
    void back_through_pick(Held& out);
    void back_through_sum(Held& out);
    Slice<Scalar> gradient_of(Held& out, bool again);
    template <class Derived>
    static void add_to(M& sum, bool& has, const Eigen::MatrixBase<Derived>& g) {
        if (has)
            sum += g;
        else
            sum = g;
        has = true;
    }
    static void hand_on(M& from, M& to, bool& has) {  // from is not used again
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
    const Parameters<Scalar>* probe_theta_ = nullptr;
    Parameters<Scalar>* gradient_ = nullptr;
    Hooks<Scalar>* hooks_ = nullptr;
    Workers* workers_ = nullptr;
    std::uint64_t stream_ = 0;
    bool quiet_ = false, apart_ = false;  // adds no penalties; lists no terms
    bool differentiates_penalties_ = true, keeps_statistics_ = false;

    std::vector<std::unique_ptr<Held>> held_;
    std::size_t used_ = 0;
    std::vector<Meeting> met_;
    DrawnUnits<Scalar> drawn_;
    WrittenBlocks written_;  // of the gradient
    TermList terms_;
    double loss_ = 0;
    Parameters<Scalar> scratch_, mean_;
    std::unique_ptr<Pass> probe_;
    std::vector<std::unique_ptr<PassBeside<Scalar>>> beside_;
    Hooks<Scalar> none_;
    Workers alone_;
    Block inputs_ = input_block();
};

}  // namespace regula::inline REGULA_ABI

#include <regula/model/pass_backward.hpp>
#include <regula/model/pass_forward.hpp>

#ifdef REGULA_COMPILED
namespace regula::inline REGULA_ABI {

REGULA_COMPILED template class Pass<float>;
REGULA_COMPILED template class Pass<double>;

}  // namespace regula::inline REGULA_ABI
#endif
