#pragma once

#include <regula/core/hooks.hpp>
#include <regula/layer/layer.hpp>
#ifdef REGULA_COMPILED  // before a network instantiates them
#include <regula/layer/compiled.hpp>
#endif
#include <regula/model/moments_tape.hpp>
#include <regula/model/tape.hpp>

#include <algorithm>
#include <utility>

namespace regula::inline REGULA_ABI {

/// Layers in a row, with their parameters. Copying a network copies it.
///
///     Network<float> net{784, {Dense{1024}, Relu{}, Dense{1024}, Relu{}, Dense{10}}, Key{1}};
///     Matrix<float> scores = net.predict(images);       // 10 x samples
///
/// weights[k] and biases[k] are the k-th layer that has weights, with blocks named "k.weight" and "k.bias";
/// hidden[k] are the units that layer k + 1 takes its inputs from, after the activation, and branches[k] is
/// what the k-th Residual adds. Policies act there in training, and random layers draw; predict acts without
/// either. rates[k] is what the k-th layer that has rates learns about its noise. Penalties act on outputs, too, which are scores before any softmax.
template <class Scalar_>
class Network {
public:
    using Scalar = Scalar_;

    /// A network for `features` inputs, with initial weights drawn by a key. Throws std::invalid_argument if
    /// there is no layer or a layer does not fit the one before.
    Network(Index features, const std::vector<Layer<Scalar>>& layers, Key key = Key{1})
        : features_{features}, outputs_{features} {
        require(features >= 1, "Network: inputs must be >= 1, got ", features);
        require(!layers.empty(), "Network: needs at least one layer");
        for (const Layer<Scalar>& layer : layers) append(layer);
        for (const Branch& branch : branches_)
            places_[static_cast<std::size_t>(parts_[branch.end].place)].of =
                static_cast<int>(branches_.size());
        output_ = {.role = Role::output,
                   .layer = std::max(0, with_weights_ - 1),
                   .name = "outputs",
                   .rows = outputs_,
                   .cols = 1};
        initialize(key);
    }

    /// Draws the parameters anew.
    void initialize(Key key) {
        for (std::size_t l = 0; l < layers_.size(); ++l) layers_[l].initialize(slice(theta_, l), key[l]);
    }

    Index features() const { return features_; }
    Index outputs() const { return outputs_; }
    Parameters<Scalar>& parameters() { return theta_; }
    const Parameters<Scalar>& parameters() const { return theta_; }
    /// Whether it has layers that draw in training.
    bool draws() const {
        return std::any_of(layers_.begin(), layers_.end(), [](const auto& layer) { return layer.draws(); });
    }
    /// The places between layers, for policies: of hidden units, and of what branches add.
    const std::vector<Block>& hidden_blocks() const { return places_; }
    /// The place of the outputs, for penalties.
    const Block& output_block() const { return output_; }

    /// The layers, the blocks of one, and the hidden place that one takes its inputs from, or null.
    const std::vector<Layer<Scalar>>& layers() const { return layers_; }
    std::span<const Block> blocks_of(std::size_t l) const {
        return std::span{theta_.blocks()}.subspan(parts_[l].first, parts_[l].count);
    }
    const Block* hidden_at(std::size_t l) const {
        const Block* const place = place_at(l);
        return place != nullptr && place->role == Role::hidden ? place : nullptr;
    }

    /// The outputs (outputs x samples) for inputs (features x samples), without noise, gates and draws.
    Matrix<Scalar> predict(const Matrix<Scalar>& x) const {
        Tape<Scalar> tape;
        Workers alone;
        return forward(theta_, x, tape, NoHooks{}, alone);
    }

    /// The outputs of one random pass with noise and gates as in the training step whose key this is, those on
    /// weights and biases included, and with what random layers draw; the mean over many keys is Monte-Carlo prediction (Gal and Ghahramani 2016).
    ///
    ///     net.predict(x, Key{7}, on(weights, Dropout{0.5}));     // DropConnect
    ///
    /// Throws std::invalid_argument for policies that make no sense, and for a place that is nowhere in the
    /// network.
    template <class... Ps>
    Matrix<Scalar> predict(Matrix<Scalar> x, Key key, Ps... policies) const {
        const auto asked = pipeline(std::move(policies)...);
        using Asked = std::remove_const_t<decltype(asked)>;
        static_assert(Asked::disturbs_predictions,
                      "regula: predict(x, key, policies...) takes noise and gates, on anything but targets; "
                      "other policies act in training alone");
        const Block block{.role = Role::input, .name = "inputs"};
        asked.check(with_data_blocks(places_of(*this)));
        const Moment now{key};
        std::array<double, Asked::size> charged{};
        Matrix<Scalar> gain;
        asked.disturb(Slot<Role::input>{block}, x, gain, now);
        Tape<Scalar> tape;
        Workers alone;
        const Hooks hooks{asked, now, charged};
        if constexpr (Asked::template disturbs<Role::weight> || Asked::template disturbs<Role::bias>) {
            Parameters<Scalar> seen = theta_, gains = theta_;
            disturb_parameters(asked, seen, gains, now);
            return forward(seen, x, tape, hooks, alone);
        } else {
            return forward(theta_, x, tape, hooks, alone);
        }
    }

    /// y = f(x; theta), with what backward needs on the tape. x must outlive the way back.
    const Matrix<Scalar>& forward(const Parameters<Scalar>& theta, const Matrix<Scalar>& x,
                                  Tape<Scalar>& tape, const auto& hooks, Workers& workers) const {
        require(x.rows() == features_, "Network: inputs must have ", features_, " features, got ", x.rows());
        require(theta.size() == theta_.size(), "Network: has ", theta_.size(), " parameters, got ",
                theta.size());
        tape.layers.resize(layers_.size());
        const Matrix<Scalar>* in = &x;
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            auto& on_tape = tape.layers[l];
            if (const Block* units = place_at(l))
                in = &hooks.enter(*units, *in, on_tape.disturbed, on_tape.gain);
            on_tape.x = in;
            layers_[l].forward(slice(theta, l), *in, on_tape.y, workers, draw(l, hooks));
            if (const Branch* branch = branch_to(l))
                on_tape.y += branch->begin == 0 ? x : tape.layers[branch->begin - 1].y;
            in = &on_tape.y;
        }
        return *in;
    }

    /// Where backward expects the gradient at the outputs.
    Matrix<Scalar>& output_gradient(Tape<Scalar>& tape) const { return tape.layers.back().dy; }

    /// Fills `gradient` (of the shape of theta) from output_gradient(tape), and tape.dx too if it is asked
    /// for.
    void backward(const Parameters<Scalar>& theta, Tape<Scalar>& tape, Parameters<Scalar>& gradient,
                  const auto& hooks, Workers& workers, bool to_inputs = false) const {
        require(gradient.size() == theta_.size(), "Network: has ", theta_.size(),
                " parameters, got a gradient of ", gradient.size());
        for (std::size_t l = layers_.size(); l-- > 0;) {
            auto& on_tape = tape.layers[l];
            layers_[l].gradient(slice(theta, l), *on_tape.x, on_tape.y, on_tape.dy, slice(gradient, l),
                                workers, draw(l, hooks));
            if (l == 0 && !to_inputs) return;
            Matrix<Scalar>& dx = l == 0 ? tape.dx : tape.layers[l - 1].dy;
            layers_[l].backward(slice(theta, l), *on_tape.x, on_tape.y, on_tape.dy, dx, workers,
                                draw(l, hooks));
            if (const Block* units = place_at(l))
                hooks.leave(*units, tape.layers[l - 1].y, on_tape.gain, on_tape.charge, dx);
            for_each_branch_from(l, [&](const Branch& branch) { dx += tape.layers[branch.end].dy; });
        }
    }

    /// y_dot = df/dx x_dot + df/dtheta theta_dot, a Jacobian-vector product at the point of a forward pass
    /// without policies. theta_dot may be null: no direction of the parameters. x_dot must outlive the way
    /// back.
    const Matrix<Scalar>& tangent(const Parameters<Scalar>& theta, const Parameters<Scalar>* theta_dot,
                                  const Matrix<Scalar>& x_dot, Tape<Scalar>& tape, Workers& workers) const {
        const Matrix<Scalar>* in = &x_dot;
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            auto& on_tape = tape.layers[l];
            on_tape.x_dot = in;
            layers_[l].tangent(slice(theta, l), direction(theta_dot, l), *on_tape.x, on_tape.y, *in,
                               on_tape.y_dot, workers);
            if (const Branch* branch = branch_to(l))
                on_tape.y_dot += branch->begin == 0 ? x_dot : tape.layers[branch->begin - 1].y_dot;
            in = &on_tape.y_dot;
        }
        return *in;
    }

    /// Where tangent_backward expects the gradient at y_dot.
    Matrix<Scalar>& output_tangent_gradient(Tape<Scalar>& tape) const { return tape.layers.back().dy_dot; }

    /// The adjoint of forward and tangent together: from the gradients at y (output_gradient) and at y_dot
    /// (output_tangent_gradient) of any function of both, fills `gradient`, tape.dx and tape.dx_dot.
    void tangent_backward(const Parameters<Scalar>& theta, const Parameters<Scalar>* theta_dot,
                          Tape<Scalar>& tape, Parameters<Scalar>& gradient, Workers& workers) const {
        for (std::size_t l = layers_.size(); l-- > 0;) {
            auto& on_tape = tape.layers[l];
            Matrix<Scalar>& dx = l == 0 ? tape.dx : tape.layers[l - 1].dy;
            Matrix<Scalar>& dx_dot = l == 0 ? tape.dx_dot : tape.layers[l - 1].dy_dot;
            const auto part = slice(theta, l);
            const auto part_dot = direction(theta_dot, l);
            layers_[l].gradient(part, *on_tape.x, on_tape.y, on_tape.dy, slice(gradient, l), workers);
            layers_[l].backward(part, *on_tape.x, on_tape.y, on_tape.dy, dx, workers);
            layers_[l].tangent_backward(part, part_dot, *on_tape.x, on_tape.y, *on_tape.x_dot, on_tape.dy_dot,
                                        dx_dot, dx, slice(gradient, l), workers);
            for_each_branch_from(l, [&](const Branch& branch) {
                dx += tape.layers[branch.end].dy;
                dx_dot += tape.layers[branch.end].dy_dot;
            });
        }
    }

    /// The means and variances of the outputs, layer by layer, as if the units of a layer were independent and
    /// normal; `spreads` says what noise and gates do at the inputs and at hidden units: enter(block, in, out)
    /// returns `in`, or `out` with what became of it. What is certain goes through the ordinary forward.
    /// Throws std::invalid_argument if a layer does not propagate moments.
    const Gaussian<Scalar>& moments(const Parameters<Scalar>& theta, const Matrix<Scalar>& x,
                                    MomentsTape<Scalar>& tape, const auto& spreads, Workers& workers) const {
        require(x.rows() == features_, "Network: inputs must have ", features_, " features, got ", x.rows());
        require(branches_.empty(), "moments: layer 'Residual' does not propagate means and variances");
        tape.layers.resize(layers_.size());
        tape.x.mean = x;
        tape.x.variance.resize(0, 0);
        const Gaussian<Scalar>* in = &tape.x;
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            auto& on_tape = tape.layers[l];
            if (l == 0) in = &spreads.enter(input_, *in, on_tape.disturbed);
            if (const Block* units = hidden_at(l)) in = &spreads.enter(*units, *in, on_tape.disturbed);
            on_tape.x = in;
            if (in->certain()) {
                layers_[l].forward(slice(theta, l), in->mean, on_tape.y.mean, workers);
                on_tape.y.variance.resize(0, 0);
            } else {
                layers_[l].moments(slice(theta, l), *in, on_tape.y, on_tape.kept, workers);
            }
            in = &on_tape.y;
        }
        return *in;
    }

    /// Where moments_backward expects the gradient at the means and variances of the outputs.
    Gaussian<Scalar>& output_gradient(MomentsTape<Scalar>& tape) const { return tape.layers.back().dy; }

    /// Fills `gradient` from output_gradient(tape). spreads.leave(block, in, dx) turns the gradient at what
    /// enter gave into that at `in`.
    void moments_backward(const Parameters<Scalar>& theta, MomentsTape<Scalar>& tape,
                          Parameters<Scalar>& gradient, const auto& spreads, Workers& workers) const {
        for (std::size_t l = layers_.size(); l-- > 0;) {
            auto& [x, disturbed, y, dy, kept] = tape.layers[l];
            const auto part = slice(theta, l);
            if (x->certain())
                layers_[l].gradient(part, x->mean, y.mean, dy.mean, slice(gradient, l), workers);
            else
                layers_[l].moments_gradient(part, *x, kept, dy, slice(gradient, l), workers);
            if (l == 0) return;
            auto& below = tape.layers[l - 1];
            if (x->certain())
                layers_[l].backward(part, x->mean, y.mean, dy.mean, below.dy.mean, workers);
            else
                layers_[l].moments_backward(part, *x, kept, dy, below.dy, workers);
            if (const Block* units = hidden_at(l)) spreads.leave(*units, below.y, below.dy);
        }
    }

private:
    struct Part {
        std::size_t first, count;  ///< the layer's blocks
        int place = -1;            ///< of what it takes its inputs from, or -1
        int branch = -1;           ///< which branch ends here, or -1
    };
    struct Branch {
        std::size_t begin, end;  ///< its first layer, and the Residual, which adds the first one's inputs
    };

    /// A layer at the end of the row; of a Residual the layers of its branch, then itself.
    void append(const Layer<Scalar>& layer) {
        const std::size_t begin = layers_.size();
        const Index fan_in = outputs_;
        const std::vector<Layer<Scalar>> branch = layer.branch();
        for (const Layer<Scalar>& inner : branch) append(inner);
        require(branch.empty() || outputs_ == fan_in,
                "Network: the branch of a Residual must have as many outputs as inputs, ", fan_in, ", got ",
                outputs_);

        Part part{.first = theta_.blocks().size(), .count = 0};
        const std::vector<Block> blocks = layer.blocks(outputs_);
        const auto holds = [&](Role role) {
            return std::any_of(blocks.begin(), blocks.end(),
                               [&](const Block& block) { return block.role == role; });
        };
        const bool mixes = holds(Role::weight);
        if (mixes && with_weights_ > 0) part.place = add_place(Role::hidden, "hidden", with_weights_ - 1);
        if (!branch.empty()) {
            part.branch = static_cast<int>(branches_.size());
            part.place = add_place(Role::branch, "branches", part.branch);
            branches_.push_back({begin, layers_.size()});
        }
        if (mixes) ++with_weights_;
        for (Block block : blocks) {
            block.layer = block.role == Role::rate ? with_rates_ : std::max(0, with_weights_ - 1);
            block.name = text(block.layer, ".", block.name);
            theta_.add(std::move(block));
            ++part.count;
        }
        if (holds(Role::rate)) ++with_rates_;
        parts_.push_back(part);
        layers_.push_back(layer);
        outputs_ = layer.outputs(outputs_);
        require(outputs_ >= 1, "Network: layer '", layer.name(), "' must have at least one output, got ",
                outputs_);
    }

    /// The number of a new place for what leaves the last layer.
    int add_place(Role role, const char* name, int number) {
        places_.push_back({.role = role,
                           .layer = number,
                           .name = text(name, "[", number, "]"),
                           .rows = outputs_,
                           .cols = 1});
        return static_cast<int>(places_.size()) - 1;
    }

    std::optional<Key> draw(std::size_t l, const auto& hooks) const {
        return layers_[l].draws() ? hooks.draw(l) : std::nullopt;
    }
    const Block* place_at(std::size_t l) const {
        return parts_[l].place < 0 ? nullptr : &places_[static_cast<std::size_t>(parts_[l].place)];
    }
    const Branch* branch_to(std::size_t l) const {
        return parts_[l].branch < 0 ? nullptr : &branches_[static_cast<std::size_t>(parts_[l].branch)];
    }
    void for_each_branch_from(std::size_t l, auto&& act) const {
        for (const Branch& branch : branches_)
            if (branch.begin == l) act(branch);
    }
    Slice<Scalar> slice(Parameters<Scalar>& theta, std::size_t l) const {
        return {std::span{theta.blocks()}.subspan(parts_[l].first, parts_[l].count), theta.vector().data()};
    }
    Slice<const Scalar> slice(const Parameters<Scalar>& theta, std::size_t l) const {
        return {std::span{theta.blocks()}.subspan(parts_[l].first, parts_[l].count), theta.vector().data()};
    }
    Slice<const Scalar> direction(const Parameters<Scalar>* theta_dot, std::size_t l) const {
        return theta_dot == nullptr ? Slice<const Scalar>{} : slice(*theta_dot, l);
    }

    Index features_, outputs_;
    int with_weights_ = 0, with_rates_ = 0;  ///< how many layers have some
    Block input_{.role = Role::input, .name = "inputs"};
    std::vector<Layer<Scalar>> layers_;
    std::vector<Part> parts_;
    std::vector<Branch> branches_;
    std::vector<Block> places_;
    Block output_;
    Parameters<Scalar> theta_;
};

}  // namespace regula::inline REGULA_ABI
