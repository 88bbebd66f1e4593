#pragma once

#include <regula/core/per_size.hpp>
#include <regula/model/network.hpp>

#include <algorithm>
#include <vector>

namespace regula::inline REGULA_ABI {

/// What is left of a network when units are dropped for a whole minibatch: a smaller network, whose weights are the
/// kept rows and columns. Dropout trains the ensemble of all of them.
///
///     Subnetwork<float> part;
///     if (part.draw(net, hooks)) {
///         part.forward(theta, x, workers), and the gradient there goes to part.output_gradient();
///         part.backward(theta, gradient, workers);
///     }
///
/// computes what the whole network does with gains of zero, in the time that the kept units take. The gain of a kept
/// unit is a factor of the weights that leave it. Kept units are made up to a multiple of 16 by dropped ones, whose
/// gain is zero: products like even sizes, and buffers then come in few sizes, so that after some steps none is new.
/// Goodfellow, Bengio and Courville, Deep Learning, section 7.12.
template <class Scalar>
class Subnetwork {
public:
    /// Draws the kept units. False if the network has to be computed as a whole: because no gate of the minibatch is
    /// on, because a policy on hidden units looks at each sample, or a layer cannot leave units out.
    bool draw(const Network<Scalar>& network, const auto& hooks) {
        const auto& layers = network.layers();
        const auto leaves_out = [](const auto& layer) {
            return layer.connects_units() || layer.acts_on_each_unit();
        };
        if (!layers[0].connects_units() || !std::all_of(layers.begin(), layers.end(), leaves_out))
            return false;

        network_ = &network;
        kept_.resize(layers.size() + 1);  // of what each layer takes, and of the outputs
        const Slot<Role::input> taken{input_block_};
        bool any = hooks.thins_at(taken);
        kept_.front().draw(taken, network.features(), hooks);
        kept_.front().gain.setOnes();  // the inputs were multiplied already
        for (std::size_t l = 1; l < layers.size(); ++l)
            if (const Block* const units = network.hidden_at(l)) {
                const Slot<Role::hidden> slot{*units};
                if (hooks.looks_at_samples(slot)) return false;
                any = any || hooks.thins_at(slot);
                kept_[l].draw(slot, units->rows, hooks);
            }
        kept_.back().keep_all(network.outputs());
        return any;
    }

    /// The outputs for inputs x, which must outlive the way back.
    const Matrix<Scalar>& forward(const Parameters<Scalar>& theta, const Matrix<Scalar>& x,
                                  Workers& workers) {
        const auto& layers = network_->layers();
        if (part_.size() != theta.size()) {
            blocks_ = theta.blocks();
            part_.resize(theta.size());
            gradient_.resize(theta.size());
            passes_.resize(layers.size());
            tape_.resize(layers.size());
        }
        Matrix<Scalar>& picked = inputs_.of(kept_[0].count() * x.cols());
        picked.resize(kept_[0].count(), x.cols());
        each_column(x.cols(), workers,
                    [&](Index j) { kept_[0].pick(x.col(j).data(), picked.col(j).data()); });

        const Matrix<Scalar>* in = &picked;
        for (std::size_t l = 0; l < layers.size(); ++l) {
            if (layers[l].connects_units()) take(l, theta, workers);
            const Index units = layers[l].connects_units() ? after(l).count() : in->rows();
            tape_[l] = {in, &passes_[l].of(units * x.cols())};
            layers[l].forward(slice<const Scalar>(l, part_), *in, tape_[l].pass->y, workers);
            in = &tape_[l].pass->y;
        }
        return *in;
    }

    /// Where backward expects the gradient at the outputs, and room for what they are charged besides.
    Matrix<Scalar>& output_gradient() { return tape_.back().pass->dy; }
    Matrix<Scalar>& output_charge() { return tape_.back().pass->charge; }

    /// Fills `gradient`, of the shape of theta: zeros for what was dropped.
    void backward(Parameters<Scalar>& gradient, Workers& workers) {
        for (std::size_t l = tape_.size(); l-- > 0;) {
            const Layer<Scalar>& layer = network_->layers()[l];
            const auto& [x, pass] = tape_[l];
            const auto theta = slice<const Scalar>(l, part_);
            layer.gradient(theta, *x, pass->y, pass->dy, slice<Scalar>(l, gradient_), workers);
            if (layer.connects_units()) give(l, gradient, workers);
            if (l > 0) layer.backward(theta, *x, pass->y, pass->dy, tape_[l - 1].pass->dy, workers);
        }
    }

private:
    /// The kept units of a place with their gains, and dropped ones that make them even.
    struct Kept {
        std::vector<Index> units = {};
        Vector<Scalar> gain = {};
        Matrix<Scalar> gains = {};  ///< of all units

        Index count() const { return static_cast<Index>(units.size()); }

        void draw(auto slot, Index size, const auto& hooks) {
            gains.resize(size, 1);
            hooks.draw_for_minibatch(slot, gains);
            units.clear();
            units.reserve(static_cast<std::size_t>(size));
            gain.resize(size);
            const auto add = [this](Index i) { gain[count()] = gains(i, 0), units.push_back(i); };
            for (Index i = 0; i < size; ++i)
                if (gains(i, 0) != 0) add(i);
            for (Index i = 0; i < size && (count() % 16 != 0 || count() == 0); ++i)
                if (gains(i, 0) == 0) add(i);
        }
        void keep_all(Index size) {
            units.resize(static_cast<std::size_t>(size));
            for (Index i = 0; i < size; ++i) units[static_cast<std::size_t>(i)] = i;
        }
        void pick(const Scalar* from, Scalar* to) const {
            for (const Index i : units) *to++ = from[i];
        }
    };
    /// What a layer leaves for the way back.
    struct Pass {
        Matrix<Scalar> y, dy, charge;
    };
    struct OnTape {
        const Matrix<Scalar>* x;
        Pass* pass;
    };

    /// The units that a connecting layer gives, which those after it, up to the next that connects, act on.
    const Kept& after(std::size_t l) const {
        const auto& layers = network_->layers();
        for (++l; l < layers.size() && !layers[l].connects_units();) ++l;
        return kept_[l];
    }

    /// The blocks of a layer in a vector where each has the place that it has in the whole, and is shorter.
    template <class S>
    Slice<S> slice(std::size_t l, Vector<Scalar>& values) const {
        const auto whole = network_->blocks_of(l);
        return {std::span{blocks_}.subspan(first(l), whole.size()), values.data()};
    }
    std::size_t first(std::size_t l) const {
        return static_cast<std::size_t>(network_->blocks_of(l).data() -
                                        network_->parameters().blocks().data());
    }

    /// Takes the weights between kept units, with the gains, and the biases.
    void take(std::size_t l, const Parameters<Scalar>& theta, Workers& workers) {
        const Kept &in = kept_[l], &out = after(l);
        std::size_t number = first(l);
        for (const Block& whole : network_->blocks_of(l)) {
            Block& part = blocks_[number++];
            if (whole.role == Role::bias) {
                part.rows = out.count();
                out.pick(theta[whole].data(), part_.data() + part.offset);
                continue;
            }
            part.rows = in.count(), part.cols = out.count();
            each_column(part.cols, workers, [&](Index j) {
                const Scalar* const from = theta[whole].col(out.units[static_cast<std::size_t>(j)]).data();
                Scalar* const to = part_.data() + part.offset + j * part.rows;
                for (Index i = 0; i < part.rows; ++i)
                    to[i] = in.gain[i] * from[in.units[static_cast<std::size_t>(i)]];
            });
        }
    }

    /// Gives their gradients to the whole.
    void give(std::size_t l, Parameters<Scalar>& gradient, Workers& workers) {
        const Kept &in = kept_[l], &out = after(l);
        std::size_t number = first(l);
        for (const Block& whole : network_->blocks_of(l)) {
            const Block& part = blocks_[number++];
            const Scalar* const from = gradient_.data() + part.offset;
            auto g = gradient[whole];
            g.setZero();
            if (whole.role == Role::bias) {
                for (Index j = 0; j < part.rows; ++j) g(out.units[static_cast<std::size_t>(j)], 0) = from[j];
                continue;
            }
            each_column(part.cols, workers, [&](Index j) {
                Scalar* const to = g.col(out.units[static_cast<std::size_t>(j)]).data();
                for (Index i = 0; i < part.rows; ++i)
                    to[in.units[static_cast<std::size_t>(i)]] = in.gain[i] * from[j * part.rows + i];
            });
        }
    }

    static void each_column(Index columns, Workers& workers, const auto& act) {
        constexpr Index tile = 32;
        workers.each((columns + tile - 1) / tile, [&](Index number) {
            for (Index j = number * tile; j < std::min(columns, (number + 1) * tile); ++j) act(j);
        });
    }

    const Network<Scalar>* network_ = nullptr;
    std::vector<Kept> kept_;
    std::vector<Block> blocks_;
    Vector<Scalar> part_, gradient_;
    PerSize<Matrix<Scalar>> inputs_;
    std::vector<PerSize<Pass>> passes_;
    std::vector<OnTape> tape_;
    const Block input_block_{.role = Role::input, .name = "inputs"};
};

}  // namespace regula::inline REGULA_ABI
