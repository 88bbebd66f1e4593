#pragma once

#include <regula/optimize/optimizer.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// The parameters and the state of a run at the end of its last good epoch; at first, those at its start. An
/// exception that leaves the run restores them.
template <class Scalar>
class LastGood {
public:
    LastGood(Parameters<Scalar>& theta, State<Scalar>& state)
        : theta_{theta}, state_{state}, good_theta_{theta.vector()}, good_state_{state} {}
    LastGood(const LastGood&) = delete;
    LastGood& operator=(const LastGood&) = delete;

    /// Restores them unless the run has ended; never allocates.
    ~LastGood() {
        if (ended_) return;
        theta_.vector() = good_theta_;
        std::swap(state_, good_state_);
    }

    /// Saves a good epoch. Allocates nothing from the third time on.
    void keep() {
        spare_ = state_;  // if this throws, nothing has changed
        good_theta_ = theta_.vector();
        std::swap(good_state_, spare_);
    }

    /// Returns to the last good epoch; the run continues from there.
    void put_back() {
        theta_.vector() = good_theta_;
        state_ = good_state_;
    }

    /// Ends the run; theta and state stay unchanged.
    void end() { ended_ = true; }

private:
    Parameters<Scalar>& theta_;
    State<Scalar>& state_;
    Vector<Scalar> good_theta_;
    State<Scalar> good_state_, spare_;
    bool ended_ = false;
};

}  // namespace regula::inline REGULA_ABI
