#pragma once

#include <regula/core/gaussian.hpp>
#include <regula/core/pipeline.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// A noise or a gate whose draws have a known variance: of what is added, or of the gains.
///
///     variance()     returns it
///
/// Such policies can be integrated out. Dropout, GaussianGate and GaussianNoise are some.
template <class P>
concept KnownVariance = (Noise<P> || Gate<P>)&&requires(const P& policy) {
    { policy.variance() } -> std::convertible_to<double>;
};

/// Whether a placed policy changes in time.
template <class Put>
inline constexpr bool is_scheduled = false;
template <class Where, class P>
inline constexpr bool is_scheduled<Placed<Where, P>> = !std::same_as<P, policy_at<P>>;

/// What noise of variance n, and then gates whose gains have E g = 1 and E g^2 = s, do to a unit of mean m and
/// variance v:
///
///     m' = m,   v' = s (v + n + m^2) - m^2
struct Spread {
    double noise = 0;
    double square = 1;

    bool none() const { return noise == 0 && square == 1; }
};

/// The noise and the gates of a model, place by place, as what they do to means and variances. Each unit of
/// each sample has draws of its own.
class Spreads {
public:
    /// Of policies for `hidden_blocks` and the inputs. Throws std::invalid_argument for coefficients that make
    /// no sense, and for a policy whose place is neither there nor at the inputs.
    template <class... Ps>
    explicit Spreads(const std::vector<Block>& hidden_blocks, Ps... policies) {
        std::vector<Block> blocks = hidden_blocks;
        blocks.push_back(input_block());
        pipeline(policies...).check(blocks);
        spreads_.resize(blocks.size());
        for (const Block& block : blocks) names_.push_back(block.name);
        [[maybe_unused]] const auto add = [&]<class Put>(const Put& put, bool noise) {
            using P = typename Seat<Put>::Subject;
            constexpr bool known = is_placed<Put> && KnownVariance<P> && !is_scheduled<Put>;
            static_assert(
                known,
                "regula: fast dropout integrates noise and gates with 'double variance() const', the "
                "variance of their draws, without a schedule");
            if constexpr (known)
                for (std::size_t i = 0; i < blocks.size(); ++i) {
                    const bool meets = blocks[i].role == Role::hidden ? Seat<Put>::template at<Role::hidden>
                                                                      : Seat<Put>::template at<Role::input>;
                    if (!meets || !put.where.selects(blocks[i]) || noise != Noise<P>) continue;
                    if (noise)
                        spreads_[i].noise += put.policy.variance();
                    else
                        spreads_[i].square *= 1 + put.policy.variance();
                }
        };
        (add(placed(policies), true), ...);
        (add(placed(policies), false), ...);
    }

    /// The units as the next layer sees them: `in`, or `out` with their variances.
    template <class Scalar>
    const Gaussian<Scalar>& enter(const Block& block, const Gaussian<Scalar>& in,
                                  Gaussian<Scalar>& out) const {
        const Spread spread = at(block);
        if (spread.none()) return in;
        const auto noise = static_cast<Scalar>(spread.noise), square = static_cast<Scalar>(spread.square);
        out.mean = in.mean;
        // As s (v + n) + (s - 1) m^2: nothing cancels.
        out.variance = ((square - 1) * in.mean.array().square() + square * noise).matrix();
        if (!in.certain()) out.variance += square * in.variance;
        return out;
    }

    /// Turns the gradient at what enter gave into that at `in`.
    template <class Scalar>
    void leave(const Block& block, const Gaussian<Scalar>& in, Gaussian<Scalar>& dx) const {
        const Spread spread = at(block);
        if (spread.none()) return;
        const auto square = static_cast<Scalar>(spread.square);
        dx.mean.array() += 2 * (square - 1) * in.mean.array() * dx.variance.array();
        dx.variance *= square;
    }

private:
    Spread at(const Block& block) const {
        for (std::size_t i = 0; i < names_.size(); ++i)
            if (names_[i] == block.name) return spreads_[i];
        return {};
    }

    std::vector<std::string> names_;
    std::vector<Spread> spreads_;
};

}  // namespace regula::inline REGULA_ABI
