#pragma once

#include <regula/core/error.hpp>
#include <regula/core/place.hpp>

#include <limits>
#include <vector>

namespace regula::inline REGULA_ABI {

/// All parameters of a model as one contiguous vector, with named, typed blocks that are viewed as matrices.
/// So a snapshot is one copy, a step one pass, an average one expression. A gradient has the same shape.
///
///     Parameters<double> theta;
///     theta.add({.role = Role::weight, .name = "slope", .rows = 3, .cols = 1});
///     theta["slope"].setOnes();
template <class Scalar>
class Parameters {
public:
    Parameters() = default;

    /// Blocks of the given shapes, all zero.
    explicit Parameters(const std::vector<Block>& blocks) {
        for (const Block& block : blocks) add(block);
    }

    /// Appends a block of zeros and returns its number. Throws std::invalid_argument for a block that is
    /// empty, is larger than any memory, or has a name already taken.
    std::size_t add(Block block) {
        require(block.role == Role::weight || block.role == Role::bias || block.role == Role::noise_scale ||
                    block.role == Role::statistic,
                "Parameters: a block holds weights, biases, noise scales or statistics; '", block.name,
                "' is none of them");
        require(block.rows > 0 && block.cols > 0, "Parameters: block '", block.name,
                "' must have at least one row and column, got ", block.rows, " x ", block.cols);
        require(block.cols <= (std::numeric_limits<Index>::max() / 16 - size()) / block.rows,
                "Parameters: block '", block.name, "' of ", block.rows, " x ", block.cols,
                " is larger than any memory");
        for (const Block& other : blocks_)
            require(other.name != block.name, "Parameters: there is a block '", block.name, "' already");
        block.offset = values_.size();
        values_.conservativeResize(block.offset + block.size());
        values_.tail(block.size()).setZero();
        blocks_.push_back(std::move(block));
        return blocks_.size() - 1;
    }

    const std::vector<Block>& blocks() const { return blocks_; }
    Index size() const { return values_.size(); }

    Vector<Scalar>& vector() { return values_; }
    const Vector<Scalar>& vector() const { return values_; }

    /// A view of a block as a matrix: by number, by description, or by name (std::invalid_argument if there
    /// is none).
    auto operator[](const Block& block) {
        return Eigen::Map<Matrix<Scalar>>(values_.data() + block.offset, block.rows, block.cols);
    }
    auto operator[](const Block& block) const {
        return Eigen::Map<const Matrix<Scalar>>(values_.data() + block.offset, block.rows, block.cols);
    }
    auto operator[](std::size_t number) { return (*this)[blocks_.at(number)]; }
    auto operator[](std::size_t number) const { return (*this)[blocks_.at(number)]; }
    auto operator[](std::string_view name) { return (*this)[block(name)]; }
    auto operator[](std::string_view name) const { return (*this)[block(name)]; }

    /// The block of a name. Throws std::invalid_argument if there is none.
    const Block& block(std::string_view name) const {
        for (const Block& one : blocks_)
            if (one.name == name) return one;
        throw std::invalid_argument(regula::text("Parameters: no block '", name, "'; there are: ", text()));
    }

    /// The blocks as text: "0.weight 784 x 10, 0.bias 10 x 1".
    std::string text() const {
        std::string all;
        for (const Block& block : blocks_)
            all += regula::text(all.empty() ? "" : ", ", block.name, " ", block.rows, " x ", block.cols);
        return all;
    }

private:
    Vector<Scalar> values_;
    std::vector<Block> blocks_;
};

/// All places of a model: its parameters, its hidden units and branches, and its outputs if it has an
/// output_block().
template <class Model>
std::vector<Block> places_of(Model& model) {
    std::vector<Block> places = model.parameters().blocks();
    const auto& units = model.hidden_blocks();
    places.insert(places.end(), units.begin(), units.end());
    if constexpr (requires { model.output_block(); }) places.push_back(model.output_block());
    return places;
}

/// The inputs and the targets of a run over data, as blocks.
inline Block input_block(Shape image = {}) { return {.role = Role::input, .name = "inputs", .shape = image}; }
inline Block target_block() { return {.role = Role::target, .name = "targets"}; }

/// The blocks of a run over data: the given ones, its inputs and its targets.
inline std::vector<Block> with_data_blocks(std::vector<Block> blocks, Shape image = {}) {
    blocks.push_back(input_block(image));
    blocks.push_back(target_block());
    return blocks;
}

/// All places of a run of a model over data: those of the model, and the data, as images if the model knows
/// their shape.
template <class Model>
std::vector<Block> places_in_run(Model& model) {
    if constexpr (requires { model.input_shape(); })
        return with_data_blocks(places_of(model), model.input_shape());
    else
        return with_data_blocks(places_of(model));
}

/// Throws std::invalid_argument unless the gradient has one number per parameter.
template <class Scalar>
void require_gradient(const Parameters<Scalar>& theta, const Parameters<Scalar>& gradient) {
    require(gradient.vector().size() == theta.size(), "the objective must fill a gradient of ", theta.size(),
            " numbers, one a parameter, got ", gradient.vector().size());
}

/// Calls act(slot) for every trained block, with its role in the type of the slot. Statistics are left out.
void for_each_slot(const std::vector<Block>& blocks, auto&& act) {
    for (const Block& block : blocks) with_slot<Role::weight, Role::bias, Role::noise_scale>(block, act);
}

}  // namespace regula::inline REGULA_ABI
