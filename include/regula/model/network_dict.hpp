#pragma once

#include <regula/model/sequence.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// One of the networks of a NetworkDict.
template <class Scalar>
struct NamedNetwork {
    std::string name;
    Shape features;
    std::vector<Layer<Scalar>> layers;
};

/// Makes two blocks of parameters one:     Shared{"decoder.0.weight", "encoder.0.weight"}
/// The second block belongs to an earlier network and gives the name.
struct Shared {
    std::string block, with;
};

/// Several networks by name, with all their parameters in one vector: for objectives of several networks,
/// such as heads on a trunk, or encoder and decoder. PyTorch's counterpart is ModuleDict.
///
///     NetworkDict<float> heads{{{"trunk", 784, {Dense{256}, Relu{}}},
///                               {"digit", 256, {Dense{10}}},
///                               {"odd", 256, {Dense{1}}}},
///                              Key{1}};
///     const Node h = heads["trunk"](pass, pass.input(batch.inputs));
///     pass.add_loss("digit", loss, heads["digit"](pass, h), batch.labels);
///
/// Blocks are named "trunk.0.weight", hidden places "trunk.hidden[0]". The outputs of a network are a hidden
/// place too, "trunk.hidden", if another network takes them, and the place "digit.outputs" for losses.
/// weights[k], hidden[k] and branches[k] count through all networks in order.
///
/// Shared blocks are stored, penalised, stepped and saved once, under the name of the first; both need the
/// same shape and role. A copy copies all networks.
template <class Scalar_>
class NetworkDict {
public:
    using Scalar = Scalar_;

    /// One of the networks, as a function of a pass.
    class Member {
    public:
        Node operator()(auto& pass, Node x) const {
            const Index fan_in = pass.value(x).rows();
            require(fan_in == features_, "NetworkDict: '", name_, "' takes ", features_, " features, got ",
                    fan_in);
            require(pass.parameters() == parameters_, "NetworkDict: has ", parameters_,
                    " parameters, the pass has ", pass.parameters());
            return pass.leave(sequence_(pass, x), output_, &hidden_);
        }
        Index features() const { return features_; }
        Index outputs() const { return sequence_.outputs().size(); }

    private:
        friend class NetworkDict;
        Member(const NamedNetwork<Scalar>& of, Numbering& numbering)
            : name_{of.name}, features_{of.features.size()}, sequence_{of.features, of.layers, numbering} {
            const int layer = std::max(0, numbering.with_weights - 1);
            output_ = {.role = Role::output,
                       .layer = layer,
                       .name = name_ + ".outputs",
                       .rows = outputs(),
                       .cols = 1,
                       .shape = sequence_.outputs()};
            hidden_ = {.role = Role::hidden,
                       .layer = layer,
                       .name = name_ + ".hidden",
                       .rows = outputs(),
                       .cols = 1,
                       .shape = sequence_.outputs()};
        }
        std::string name_;
        Index features_, parameters_ = 0;  // of the dict
        Sequence<Scalar> sequence_;
        Block output_, hidden_;
    };

    /// Initial weights are drawn by a key. Throws std::invalid_argument for a layer that does not fit the one
    /// before, a repeated name, and a block that cannot be shared.
    NetworkDict(const std::vector<NamedNetwork<Scalar>>& networks, Key key,
                std::initializer_list<Shared> shared = {}) {
        require(!networks.empty(), "NetworkDict: needs at least one network");
        Numbering numbering;
        for (const NamedNetwork<Scalar>& network : networks) {
            require(network.features.size() >= 1, "NetworkDict: '", network.name,
                    "' needs features >= 1, got ", network.features.size());
            network.features.check();
            require(!network.layers.empty(), "NetworkDict: '", network.name, "' needs at least one layer");
            for (const Member& other : members_)
                require(other.name_ != network.name, "NetworkDict: there is a network '", network.name,
                        "' already");
            numbering.prefix = network.name + ".";
            numbering.first = numbering.with_weights;
            members_.push_back(Member{network, numbering});
            add_blocks(members_.back(), shared);
        }
        for (const Shared& pair : shared)
            require(has_block(pair.block), "NetworkDict: no block '", pair.block,
                    "' that could be shared; there are: ", theta_.text());
        for (Member& member : members_) {
            add_places(member, numbering.branches);
            member.parameters_ = theta_.size();
        }
        initialize(key);
    }

    /// Adds a block of parameters that belongs to no network, such as weights of tasks, with `initial` as its
    /// entries. A block of this name, role and shape that is there already stays as it is.
    void add(const Block& block, Scalar initial) {
        for (const Block& other : theta_.blocks())
            if (other.name == block.name && other.role == block.role && other.rows == block.rows &&
                other.cols == block.cols)
                return;
        const std::size_t number = theta_.add(block);
        added_.push_back({number, initial});
        theta_[number].setConstant(initial);
        for (Member& member : members_) member.parameters_ = theta_.size();
    }

    /// Draws the parameters anew; added blocks get their initial entries. The first layer of a shared block
    /// initialises it.
    void initialize(Key key) {
        Parameters<Scalar> drawn = theta_;
        std::vector<Index> done;
        for (Member& member : members_)
            member.sequence_.each_layer(
                [&](const Layer<Scalar>& layer, std::span<const Block> blocks, std::size_t number) {
                    layer.initialize({blocks, drawn.vector().data()}, key[number]);
                    for (const Block& block : blocks) {
                        if (std::find(done.begin(), done.end(), block.offset) != done.end()) continue;
                        done.push_back(block.offset);
                        theta_[block] = drawn[block];
                    }
                });
        for (const auto& [number, initial] : added_) theta_[number].setConstant(initial);
    }

    /// A network by its name. For an unknown name it throws std::invalid_argument and lists the known ones.
    const Member& operator[](std::string_view name) const {
        for (const Member& member : members_)
            if (member.name_ == name) return member;
        std::string names;
        for (const Member& member : members_) names += (names.empty() ? "" : ", ") + member.name_;
        throw std::invalid_argument(text("NetworkDict: no network '", name, "'; there are: ", names));
    }

    Parameters<Scalar>& parameters() { return theta_; }
    const Parameters<Scalar>& parameters() const { return theta_; }
    /// Calls act(name, sequence) with the layers of each network.
    void each_sequence(const auto& act) const {
        for (const Member& member : members_) act(member.name_, member.sequence_);
    }
    /// All places of hidden units, branches and outputs.
    const std::vector<Block>& hidden_blocks() const { return places_; }
    /// Whether layers act otherwise in training than in prediction: by draws, or by the minibatch.
    bool draws() const { return draws_; }

    /// The outputs of one network for inputs (features x samples), without noise, gates and draws.
    Matrix<Scalar> predict(std::string_view name, const Matrix<Scalar>& x) const {
        return predict({name}, x);
    }
    /// The outputs of several networks in a row:     heads.predict({"trunk", "digit"}, images)
    Matrix<Scalar> predict(std::initializer_list<std::string_view> names, const Matrix<Scalar>& x) const {
        Pass<Scalar> pass;
        pass.begin(theta_);
        Node node = pass.input(x);
        for (const std::string_view name : names) node = (*this)[name](pass, node);
        return pass.value(node);
    }

private:
    void add_blocks(Member& member, std::initializer_list<Shared> shared) {
        member.sequence_.each_layer([&](const Layer<Scalar>& layer, std::span<Block> blocks, std::size_t) {
            draws_ = draws_ || layer.draws() || layer.depends_on_minibatch();
            for (Block& block : blocks) {
                const auto pair = std::find_if(shared.begin(), shared.end(),
                                               [&](const Shared& one) { return one.block == block.name; });
                names_.push_back(block.name);
                const Block& owner =
                    pair == shared.end() ? theta_.blocks()[theta_.add(block)] : named(pair->with);
                require(owner.rows == block.rows && owner.cols == block.cols && owner.role == block.role,
                        "NetworkDict: block '", block.name, "' of ", block.rows, " x ", block.cols,
                        " cannot share '", owner.name, "', of ", owner.rows, " x ", owner.cols);
                block.offset = owner.offset;
            }
        });
    }
    void add_places(Member& member, int branch_count) {
        member.sequence_.each_place([&](Block& place) {
            if (place.role == Role::branch) place.of = branch_count;
            places_.push_back(place);
        });
        places_.push_back(member.hidden_);
        places_.push_back(member.output_);
    }
    bool has_block(const std::string& name) const {
        return std::find(names_.begin(), names_.end(), name) != names_.end();
    }
    const Block& named(const std::string& name) const {
        for (const Block& block : theta_.blocks())
            if (block.name == name) return block;
        throw std::invalid_argument(
            text("NetworkDict: no block '", name, "' before it to share; there are so far: ", theta_.text()));
    }

    std::vector<Member> members_;
    std::vector<Block> places_;
    std::vector<std::string> names_;                     // of all blocks, including shared ones
    std::vector<std::pair<std::size_t, Scalar>> added_;  // blocks of no network, with their initial entries
    bool draws_ = false;
    Parameters<Scalar> theta_;
};

}  // namespace regula::inline REGULA_ABI
