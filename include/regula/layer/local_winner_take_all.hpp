#pragma once

#include <regula/layer/keep_largest.hpp>
#include <regula/layer/layer.hpp>

namespace regula::inline REGULA_ABI {

/// Local winner-take-all: the largest of each group of consecutive units keeps its value, the others become
/// 0, in training and in prediction.
///
///     y_i = x_i if x_i is the largest of its group, else 0
///
/// So exactly one of `group` units is active, and different inputs use different subnetworks. Of equal units
/// the first wins. A NaN counts as the largest, so it is not hidden. Gradients and tangents go through the
/// winners alone. Consecutive units of an image are pixels of one channel. The group must divide the number
/// of units, checked when a network is made.
///
/// Srivastava, Masci, Kazerounian, Gomez and Schmidhuber (2013), "Compete to compute".
struct LocalWinnerTakeAll {
    Index group = 2;

    static void each_setting(auto& layer, auto&& act) { act("group", layer.group); }
    Shape outputs(Shape fan_in) const {
        require(group >= 1 && fan_in.size() % group == 0,
                "LocalWinnerTakeAll: group must be >= 1 and divide the number of units, ", fan_in.size(),
                ", got ", group);
        return fan_in;
    }

    void forward(const auto&, const auto& x, auto& y, Workers& workers) const { keep(x, x, y, workers); }
    void backward(const auto&, const auto& x, const auto&, const auto& dy, auto& dx, Workers& workers) const {
        keep(x, dy, dx, workers);
    }
    void tangent(const auto&, const auto&, const auto& x, const auto&, const auto& x_dot, auto& y_dot,
                 Workers& workers) const {
        keep(x, x_dot, y_dot, workers);
    }
    void tangent_backward(const auto&, const auto&, const auto& x, const auto&, const auto&,
                          const auto& dy_dot, auto& dx_dot, auto&, const auto&, Workers& workers) const {
        keep(x, dy_dot, dx_dot, workers);
    }

private:
    /// `to` = the entries of `from` at the winners of each sample of x, else 0.
    void keep(const auto& x, const auto& from, auto& to, Workers& workers) const {
        outputs(x.rows());
        to.resize(x.rows(), x.cols());
        workers.each(x.cols(), [&](Index j) {
            for (Index i = 0; i < x.rows(); i += group)
                keep_largest(1, x.col(j).segment(i, group), from.col(j).segment(i, group),
                             to.col(j).segment(i, group));
        });
    }
};

static_assert(LayerType<LocalWinnerTakeAll>);

}  // namespace regula::inline REGULA_ABI
