#pragma once

#include <regula/optimize/optimizer.hpp>

#include <utility>

namespace regula::inline REGULA_ABI {

/// The parameters and the state of a run at the end of its last good epoch; at first, as the run found them.
/// An exception that leaves the run puts them back.
template <class Scalar>
class LastGood {
public:
    LastGood(Parameters<Scalar>& theta, State<Scalar>& state)
        : theta_{theta}, state_{state}, good_theta_{theta.vector()}, good_state_{state} {}
    LastGood(const LastGood&) = delete;
    LastGood& operator=(const LastGood&) = delete;

    /// Puts them back unless the run came to its end; never allocates.
    ~LastGood() {
        if (ended_) return;
        theta_.vector() = good_theta_;
        std::swap(state_, good_state_);
    }

    /// An epoch was good. Allocates nothing the third time.
    void keep() {
        spare_ = state_;  // if this throws, nothing has changed
        good_theta_ = theta_.vector();
        std::swap(good_state_, spare_);
    }

    /// An epoch was not: the run goes back, and on from there.
    void put_back() {
        theta_.vector() = good_theta_;
        state_ = good_state_;
    }

    /// The run came to its end; theta and state stay as they are.
    void end() { ended_ = true; }

private:
    Parameters<Scalar>& theta_;
    State<Scalar>& state_;
    Vector<Scalar> good_theta_;
    State<Scalar> good_state_, spare_;
    bool ended_ = false;
};

}  // namespace regula::inline REGULA_ABI
