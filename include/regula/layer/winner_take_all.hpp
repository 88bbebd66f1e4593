#pragma once

#include <regula/layer/keep_largest.hpp>
#include <regula/layer/layer.hpp>

namespace regula::inline REGULA_ABI {

/// Winner-take-all with lifetime sparsity: each unit is active on a fraction `rate` of the samples.
///
///     training        y_ij = x_ij if sample j is among the ceil(rate m) largest of unit i in the minibatch
///                     of m samples, else 0
///     prediction      y = x
///
/// Each unit has winners in each minibatch. Largest by value; use it after a Relu, so that predictions are
/// sparse too. A unit that the Relu sets to 0 on all samples still gets no gradient. Of equal samples the
/// first count. A NaN counts as the largest, so it is not hidden. Gradients and tangents go through the
/// winners alone. Each pixel of an image is a unit of its own.
///
/// As the outputs depend on the minibatch, solvers of whole objectives refuse this layer. A minibatch of
/// fewer than 1 / rate samples has one winner a unit, so a short last one is less sparse; with mpi::fit the
/// winners are those of a shard. 0 < rate <= 1, checked when a network is made.
///
///     Network<float> net{784, {Dense{256}, Relu{}, WinnerTakeAll{.rate = 0.05}, Dense{784}}, Key{1}};
///
/// Makhzani and Frey (2015), "Winner-take-all autoencoders", section 2.
struct WinnerTakeAll {
    double rate = 0.05;

    static void each_setting(auto& layer, auto&& act) { act("rate", layer.rate); }
    Shape outputs(Shape fan_in) const {
        require(rate > 0 && rate <= 1, "WinnerTakeAll: rate must be in (0, 1], got ", rate);
        return fan_in;
    }

    /// The verbs, in training with a last argument InTraining.
    template <std::same_as<InTraining>... Mode>
    void forward(const auto&, const auto& x, auto& y, Mode... mode) const {
        keep(x, x, y, mode...);
    }
    template <std::same_as<InTraining>... Mode>
    void backward(const auto&, const auto& x, const auto&, const auto& dy, auto& dx, Mode... mode) const {
        keep(x, dy, dx, mode...);
    }
    template <std::same_as<InTraining>... Mode>
    void tangent(const auto&, const auto&, const auto& x, const auto&, const auto& x_dot, auto& y_dot,
                 Mode... mode) const {
        keep(x, x_dot, y_dot, mode...);
    }
    template <std::same_as<InTraining>... Mode>
    void tangent_backward(const auto&, const auto&, const auto& x, const auto&, const auto&,
                          const auto& dy_dot, auto& dx_dot, auto&, const auto&, Mode... mode) const {
        keep(x, dy_dot, dx_dot, mode...);
    }

    /// ceil(rate m), but not one more because a product such as 0.07 * 100 is rounded up.
    Index winners(Index samples) const {
        return static_cast<Index>(std::ceil(rate * static_cast<double>(samples) * (1 - 1e-15)));
    }

private:
    void keep(const auto&, const auto& from, auto& to) const { to = from; }
    /// `to` = the entries of `from` at the winners of each unit of x, else 0.
    void keep(const auto& x, const auto& from, auto& to, InTraining) const {
        outputs(x.rows());
        to.resize(x.rows(), x.cols());
        if (x.cols() == 0) return;
        for (Index i = 0; i < x.rows(); ++i)
            keep_largest(winners(x.cols()), x.row(i), from.row(i), to.row(i));
    }
};

static_assert(LayerType<WinnerTakeAll>);

}  // namespace regula::inline REGULA_ABI
