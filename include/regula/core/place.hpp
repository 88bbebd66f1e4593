#pragma once

#include <regula/core/error.hpp>
#include <regula/core/matrix.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace regula::inline REGULA_ABI {

/// What a matrix is to the model. Statistics are numbers of a layer that are kept beside its parameters, in
/// their vector, and that are not trained: no optimizer steps them, no policy acts on them, and checkpoints,
/// averages and early stopping carry them along.
enum class Role { input, target, weight, bias, hidden, output, branch, rate, gradient, statistic };

/// One matrix of a run: a block of the parameters, the inputs, the targets, the units of a hidden layer, what a
/// residual branch adds, the outputs, or the gradient, which is a vector.
struct Block {
    Role role = Role::weight;
    int layer = 0;  ///< counts the layers that have weights; hidden units and biases share the number. Of a
                    ///< branch: counts the branches
    std::string name = {};
    Index rows = 0;
    Index cols = 0;
    Index offset = 0;  ///< where a block of the parameters begins in the parameter vector
    int of = 1;        ///< of a branch: how many the model has

    Index size() const { return rows * cols; }
};

/// A block whose role is in the type, so that policies for other roles compile to nothing.
template <Role role>
struct Slot {
    const Block& block;
};

/// Calls act(slot) with the role of a block in the type of the slot, if it is one of `roles`: the one way
/// from a role at run time to a type.
template <Role... roles>
void with_slot(const Block& block, auto&& act) {
    static_cast<void>(((block.role == roles && (act(Slot<roles>{block}), true)) || ...));
}

/// Which blocks of a role are meant: all, those of one layer, one by name, or such as a predicate says.
struct Every {
    bool operator()(const Block&) const { return true; }
    std::string text() const { return ""; }
};
struct InLayer {
    int layer;
    bool operator()(const Block& block) const { return block.layer == layer; }
    std::string text() const { return regula::text("[", layer, "]"); }
};
struct Named {
    std::string name;
    bool operator()(const Block& block) const { return block.name == name; }
    std::string text() const { return regula::text("[\"", name, "\"]"); }
};
template <class Predicate>
struct Such {
    Predicate predicate;
    bool operator()(const Block& block) const { return predicate(block); }
    std::string text() const { return ".such(...)"; }
};

/// Where a policy acts: some roles, in every block or in selected ones.
///
///     weights                                   every weight matrix
///     weights[0]   weights["decoder.weight"]    one layer; one block by its name
///     weights.such([](const Block& b) { return b.cols > 100; })
template <class Selector, Role... roles>
struct Place {
    Selector selects = {};

    constexpr Place<InLayer, roles...> operator[](int layer) const { return {{layer}}; }
    Place<Named, roles...> operator[](std::string_view name) const { return {{std::string{name}}}; }
    template <class Predicate>
    constexpr Place<Such<Predicate>, roles...> such(Predicate predicate) const {
        return {{std::move(predicate)}};
    }

    template <Role role>
    static constexpr bool has = ((role == roles) || ...);
    template <class Other>
    static constexpr bool within = (Other::template has<roles> && ...);

    std::string text() const {
        const char* const role = has<Role::input>                       ? "inputs"
                                 : has<Role::target>                    ? "targets"
                                 : has<Role::hidden>                    ? "hidden"
                                 : has<Role::output>                    ? "outputs"
                                 : has<Role::branch>                    ? "branches"
                                 : has<Role::rate>                      ? "rates"
                                 : has<Role::gradient>                  ? "gradients"
                                 : has<Role::weight> && has<Role::bias> ? "parameters"
                                 : has<Role::bias>                      ? "biases"
                                                                        : "weights";
        return regula::text(role, selects.text());
    }
};

inline constexpr Place<Every, Role::input> inputs{};
inline constexpr Place<Every, Role::target> targets{};
inline constexpr Place<Every, Role::weight> weights{};
inline constexpr Place<Every, Role::bias> biases{};
inline constexpr Place<Every, Role::weight, Role::bias> parameters{};
inline constexpr Place<Every, Role::rate> rates{};  ///< what random layers learn about their noise
inline constexpr Place<Every, Role::gradient>
    gradients{};  ///< that of all parameters, smooth penalties included
inline constexpr Place<Every, Role::hidden> hidden{};
inline constexpr Place<Every, Role::output> outputs{};
inline constexpr Place<Every, Role::branch> branches{};  ///< what residual branches add: f(x) in x + f(x)

}  // namespace regula::inline REGULA_ABI
