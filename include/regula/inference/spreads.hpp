#pragma once

#include <regula/core/numeric/gaussian.hpp>
#include <regula/core/pipeline.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// A noise or a gate with a known variance: of the added noise, or of the gains.
///
///     variance()     returns it
///
/// Such policies can be integrated out. Examples are Dropout, GaussianGate and GaussianNoise.
template <class P>
concept KnownVariance = (Noise<P> || Gate<P>)&&requires(const P& policy) {
    { policy.variance() } -> std::convertible_to<double>;
};

/// Whether a placed policy has a schedule.
template <class Put>
inline constexpr bool is_scheduled = false;
template <class Where, class P>
inline constexpr bool is_scheduled<Placed<Where, P>> = !std::same_as<P, policy_at<P>>;

/// The effect of noise of variance n, and then of gates with E g = 1 and E g^2 = s, on a unit of mean m and
/// variance v:
///
///     m' = m,   v' = s (v + n + m^2) - m^2
struct Spread {
    double noise = 0;
    double square = 1;

    bool none() const { return noise == 0 && square == 1; }
};

/// The noise and the gates of a model, place by place, as their effect on means and variances. Each unit of
/// each sample has its own draws.
class Spreads {
public:
    /// Takes policies for `hidden_blocks` and the inputs. Throws std::invalid_argument for invalid
    /// coefficients, and for a policy with any other place.
    template <class... Ps>
    explicit Spreads(const std::vector<Block>& hidden_blocks, Ps... policies) {
        std::vector<Block> blocks = hidden_blocks;
        blocks.push_back(input_block());
        pipeline(policies...).check(blocks);
        spreads_.resize(blocks.size());
        for (const Block& block : blocks) names_.push_back(block.name);
        (add(placed(policies), blocks), ...);
    }

    /// The units as inputs of the next layer: `in`, or `out` with their variances.
    template <class Scalar>
    const Gaussian<Scalar>& enter(const Block& block, const Gaussian<Scalar>& in,
                                  Gaussian<Scalar>& out) const {
        const Spread spread = at(block);
        if (spread.none()) return in;
        const auto noise = static_cast<Scalar>(spread.noise), square = static_cast<Scalar>(spread.square);
        out.mean = in.mean;
        // Computed as s (v + n) + (s - 1) m^2, without cancellation.
        out.variance = ((square - 1) * in.mean.array().square() + square * noise).matrix();
        if (!in.certain()) out.variance += square * in.variance;
        return out;
    }

    /// Turns the gradient at the result of enter into that at `in`.
    template <class Scalar>
    void leave(const Block& block, const Gaussian<Scalar>& in, Gaussian<Scalar>& dx) const {
        const Spread spread = at(block);
        if (spread.none()) return;
        const auto square = static_cast<Scalar>(spread.square);
        dx.mean.array() += 2 * (square - 1) * in.mean.array() * dx.variance.array();
        dx.variance *= square;
    }

private:
    template <class Put>
    void add(const Put& put, const std::vector<Block>& blocks) {
        using P = typename PolicyTraits<Put>::Policy;
        constexpr bool known = is_placed<Put> && KnownVariance<P> && !is_scheduled<Put>;
        static_assert(known,
                      "regula: fast dropout integrates noise and gates with 'double variance() const', the "
                      "variance of their draws, without a schedule");
        if constexpr (known)
            for (std::size_t i = 0; i < blocks.size(); ++i) {
                if (!put.where.includes(blocks[i].role) || !put.where.selects(blocks[i])) continue;
                if constexpr (Noise<P>)
                    spreads_[i].noise += put.policy.variance();
                else
                    spreads_[i].square *= 1 + put.policy.variance();
            }
    }

    Spread at(const Block& block) const {
        for (std::size_t i = 0; i < names_.size(); ++i)
            if (names_[i] == block.name) return spreads_[i];
        return {};
    }

    std::vector<std::string> names_;
    std::vector<Spread> spreads_;
};

}  // namespace regula::inline REGULA_ABI
