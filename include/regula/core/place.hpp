#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>
#include <regula/core/shape.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace regula::inline REGULA_ABI {

/// The role of a matrix in the model. Statistics are untrained numbers of a layer, stored in the parameter
/// vector. No optimizer steps them and no policy acts on them; checkpoints, averages and early stopping
/// include them.
enum class Role { input, target, weight, bias, hidden, output, branch, noise_scale, gradient, statistic };

/// One matrix of a run: a block of the parameters, the inputs, the targets, the units of a hidden layer, the
/// output f(x) of a residual branch x + f(x), the outputs, or the gradient (a vector).
struct Block {
    Role role = Role::weight;
    int layer = 0;  ///< the number among layers with weights, shared by hidden units and biases; for a
                    ///< branch: its number among the branches
    std::string name = {};
    Index rows = 0;
    Index cols = 0;
    Index offset = 0;  ///< where a block of the parameters begins in the parameter vector
    int of = 1;        ///< for a branch: the number of branches of the model
    Shape shape = {};  ///< of the inputs, the units of a hidden place, a branch or the outputs

    Index size() const { return rows * cols; }
};

/// A block with its role in the type, so that policies for other roles compile to nothing.
template <Role role>
struct Slot {
    const Block& block;
};

/// Calls act(slot), with the role of a block in the type of the slot, if the role is one of `roles`. This is
/// the only way from a role at run time to a type.
template <Role... roles>
void with_slot(const Block& block, auto&& act) {
    static_cast<void>(((block.role == roles && (act(Slot<roles>{block}), true)) || ...));
}

/// Selectors of the blocks of a role: all, those of any layer, those of one layer, one by its name, those
/// that satisfy a predicate, none if a switch is off.
namespace selectors {
struct All {
    bool operator()(const Block&) const { return true; }
    std::string text() const { return ""; }
};
struct OfLayers {  // not those of a policy, such as the scales of tasks
    bool operator()(const Block& block) const { return block.layer >= 0; }
    std::string text() const { return ""; }
};
struct Layer {
    int layer;
    bool operator()(const Block& block) const { return block.layer == layer; }
    std::string text() const { return regula::text("[", layer, "]"); }
};
struct Name {
    std::string name;
    bool operator()(const Block& block) const { return block.name == name; }
    std::string text() const { return regula::text("[\"", name, "\"]"); }
};
template <class Predicate>
struct Where {
    Predicate predicate;
    bool operator()(const Block& block) const { return predicate(block); }
    std::string text() const { return ".such(...)"; }
};
template <class Selector>
struct Switch {
    bool on;
    Selector selects;
    bool operator()(const Block& block) const { return on && selects(block); }
    std::string text() const { return selects.text(); }
};
}  // namespace selectors

/// Where a policy acts: some roles, in every block or in selected ones.
///
///     weights                                   every weight matrix
///     weights[0]   weights["decoder.weight"]    one layer; one block by its name
///     weights.such([](const Block& b) { return b.cols > 100; })
template <class Selector, Role... roles>
struct Place {
    Selector selects;

    constexpr Place<selectors::Layer, roles...> operator[](int layer) const { return {{layer}}; }
    Place<selectors::Name, roles...> operator[](std::string_view name) const { return {{std::string{name}}}; }
    template <class Predicate>
    constexpr Place<selectors::Where<Predicate>, roles...> such(Predicate predicate) const {
        return {{std::move(predicate)}};
    }

    template <Role role>
    static constexpr bool has = ((role == roles) || ...);
    /// The same for a role known at run time.
    static constexpr bool includes(Role role) { return ((role == roles) || ...); }
    template <class Other>
    static constexpr bool within = (Other::template has<roles> && ...);

    std::string text() const {
        const char* const role = has<Role::input>                       ? "inputs"
                                 : has<Role::target>                    ? "targets"
                                 : has<Role::hidden>                    ? "hidden"
                                 : has<Role::output>                    ? "outputs"
                                 : has<Role::branch>                    ? "branches"
                                 : has<Role::noise_scale>               ? "noise_scales"
                                 : has<Role::gradient>                  ? "gradients"
                                 : has<Role::weight> && has<Role::bias> ? "parameters"
                                 : has<Role::bias>                      ? "biases"
                                                                        : "weights";
        return regula::text(role, selects.text());
    }
};

inline constexpr Place<selectors::All, Role::input> inputs{};    ///< the inputs of the model
inline constexpr Place<selectors::All, Role::target> targets{};  ///< the targets of the loss
inline constexpr Place<selectors::All, Role::weight> weights{};  ///< weights[0]: of the first layer
inline constexpr Place<selectors::All, Role::bias> biases{};     ///< the biases of all layers
inline constexpr Place<selectors::All, Role::weight, Role::bias> parameters{};  ///< weights and biases
inline constexpr Place<selectors::All, Role::noise_scale>
    noise_scales{};  ///< the noise parameters that random layers learn
inline constexpr Place<selectors::All, Role::gradient>
    gradients{};  ///< the gradient of all parameters, smooth penalties included
inline constexpr Place<selectors::All, Role::hidden> hidden{};   ///< hidden[0]: of the first layer
inline constexpr Place<selectors::All, Role::output> outputs{};  ///< the outputs of the model
inline constexpr Place<selectors::All, Role::branch>
    branches{};  ///< the outputs of residual branches: f(x) in x + f(x)

}  // namespace regula::inline REGULA_ABI
