#pragma once

#include <regula/model/network.hpp>

#include <string>

namespace regula::inline REGULA_ABI {

/// Hooks that change nothing and remember the units at one place.
template <class Scalar>
class PlaceObserver final : public Hooks<Scalar> {
public:
    explicit PlaceObserver(const Block& place) : place_{place} {}

    bool act_at(const Block& place) const override {
        return place.role == place_.role && place.name == place_.name;
    }
    Passed<Scalar> forward(const Block&, const Matrix<Scalar>& h, Matrix<Scalar>&, Matrix<Scalar>&,
                           Visit) override {
        units_ = &h;
        return {&h};
    }
    /// The units (units x samples) of the pass so far, which stay in the memory of that pass.
    const Matrix<Scalar>& units() const { return *units_; }

private:
    const Block& place_;
    const Matrix<Scalar>* units_ = nullptr;
};

/// The one hidden place of a network that a place such as hidden[0] selects. Throws std::invalid_argument if
/// there is none or more than one.
template <class Scalar, class Selector>
const Block& hidden_place(const Network<Scalar>& network, const Place<Selector, Role::hidden>& place) {
    const Block* found = nullptr;
    std::string all;
    for (const Block& block : network.hidden_blocks()) {
        if (block.role != Role::hidden) continue;
        all += (all.empty() ? "" : ", ") + block.name;
        if (!place.selects(block)) continue;
        require(found == nullptr, "hidden_place: ", place.text(),
                " must select one place, got several; select one, such as hidden[", block.layer, "]");
        found = &block;
    }
    require(found != nullptr, "hidden_place: the network has no ", place.text(),
            "; its hidden places are: ", all.empty() ? "none" : all);
    return *found;
}

/// The hidden units (units x samples) at a place of a network, for inputs (features x samples), without
/// noise, gates and draws:
///
///     const Matrix<float> h = hidden_units(net, hidden[0], data.inputs);
///
/// They are the units that penalties such as on(hidden[0], L1{0.1}) see: the inputs of the next layer with
/// weights. Throws std::invalid_argument if the place does not select one place of the network, or if the
/// inputs do not fit it.
template <class Scalar, class Selector>
Matrix<Scalar> hidden_units(const Network<Scalar>& network, const Place<Selector, Role::hidden>& place,
                            const Matrix<Scalar>& x) {
    PlaceObserver<Scalar> observer{hidden_place(network, place)};
    Pass<Scalar> pass;
    Workers alone;
    pass.begin(network.parameters(), nullptr, observer, alone);
    network(pass, pass.input(x));
    return observer.units();
}

}  // namespace regula::inline REGULA_ABI
