#pragma once

#include <regula/data/dataset.hpp>
#include <regula/linear/path_solver.hpp>
#include <regula/penalty/elastic_net.hpp>

#include <vector>

namespace regula::inline REGULA_ABI {

/// Throws std::invalid_argument unless these are valid targets of the samples for the loss.
template <LinearLoss Loss>
void require_targets(const Design& design, const Matrix<double>& y) {
    require(y.rows() > 0 && y.cols() == design.samples(), "coordinate_descent: needs targets for ",
            design.samples(), " samples, got ", y.rows(), " x ", y.cols());
    require(y.allFinite(), "coordinate_descent: every target must be finite");
    Dual<Loss>::require_targets(y);
}

/// Fits linear models y = W'x + b to targets (outputs x samples) for a sequence of penalties, such as a
/// regularization path. Each fit starts from the previous one. The objective is
///
///     J(y, t) + sum_ij v_i Omega(w_ij)
///
/// with the loss J, a mean over the samples: SquaredError, Huber, Logistic, SoftmaxCrossEntropy, PoissonLoss
/// or GammaLoss, see Dual. Omega is any elementwise penalty, with factors v and bounds of the weights from
/// the options, which may also add a known offset to y. The intercept b is not penalised. A penalty of
/// groups, see GroupPenalty, is Omega(W) without factors and bounds; all penalties of a path must have the
/// same groups. The order from the strongest penalty to the weakest is the fastest.
///
/// The certificates always hold the largest violation of the optimality conditions, and the duality gap if
/// the penalty has a `conjugate`. With a nonconvex penalty a fit ends where no single weight can be improved.
/// A constant feature has the weight 0 if there is an intercept. All computation is in double.
///
/// Throws std::invalid_argument for shapes that do not fit, targets that are invalid for the loss, and
/// options out of range. An unmet tolerance is not an error: see Certificate::converged.
/// Friedman, Hastie and Tibshirani (2010), "Regularization paths for generalized linear models via coordinate
/// descent"; for groups see GroupModel.
template <LinearLoss Loss, PathPenalty P>
std::vector<LinearFit> coordinate_descent_path(const Design& design, const Matrix<double>& y,
                                               const Loss& loss, const std::vector<P>& penalties,
                                               const CoordinateDescent& options = {},
                                               const LinearFit* start = nullptr) {
    require_targets<Loss>(design, y);
    options.check(design.features(), design.samples(), y.rows());
    for (const P& penalty : penalties) validate(penalty);
    if constexpr (!ElementwiseProx<P>)
        require(options.penalty_factors.size() == 0,
                "coordinate_descent: penalty factors are those of features alone, a penalty of groups takes "
                "none; "
                "see GroupLassoOver::scale_by_size");
    if constexpr (!ElementwiseProx<P>)
        require(!options.bounded(),
                "coordinate_descent: bounds are those of single weights, a penalty of groups takes none");
    if (start)
        require(start->weights.rows() == design.features() && start->weights.cols() == y.rows(),
                "coordinate_descent: the start must have ", design.features(), " x ", y.rows(),
                " weights, got ", start->weights.rows(), " x ", start->weights.cols());
    const Columns columns{design, options.intercept};
    const Index width = y.rows(), each = Dual<Loss>::independent_outputs && ElementwiseProx<P> ? 1 : width;
    std::vector<LinearFit> fits(penalties.size());
    for (auto& fit : fits) {
        fit = {Matrix<double>(design.features(), width), Vector<double>(width), {}};
        fit.certificate.gap = fit.certificate.residual = 0;
        fit.certificate.converged = true;
    }
    double none = 0;
    for (Index c = 0; c < width; c += each) {
        const Matrix<double> some = y.middleRows(c, each);
        const Matrix<double> offset =
            options.offset.size() > 0 ? Matrix<double>{options.offset.middleRows(c, each)} : Matrix<double>{};
        PathSolver<Loss, P> solver{columns, some, loss, options, offset};
        if (start) solver.start(start->weights.middleCols(c, each));
        const auto parts = solver.run(penalties);
        none += solver.objective_of_none();
        for (std::size_t i = 0; i < fits.size(); ++i) {
            const Certificate& part = parts[i].certificate;
            Certificate& whole = fits[i].certificate;
            fits[i].weights.middleCols(c, each) = parts[i].weights;
            fits[i].intercept.segment(c, each) = parts[i].intercept;
            whole.method = part.method;
            whole.objective += part.objective;
            whole.gap += part.gap;
            whole.residual = std::max(whole.residual, part.residual);
            whole.iterations = std::max(whole.iterations, part.iterations);
            whole.converged = whole.converged && part.converged;
        }
    }
    for (auto& fit : fits) {
        if (fit.certificate.gap != 0) fit.certificate.gap /= none;
        if (options.intercept) fit.intercept -= fit.weights.transpose() * design.mean();
    }
    return fits;
}

/// Targets from labels: 0 and 1 for a binary loss, else columns of a unit matrix.
template <LinearLoss Loss>
Matrix<double> targets_of_labels(const Labels& labels, Index classes) {
    if constexpr (std::same_as<Loss, Logistic>) {
        require(labels.minCoeff() >= 0 && labels.maxCoeff() <= 1,
                "coordinate_descent: Logistic needs labels 0 and 1, got ",
                labels.minCoeff() < 0 ? labels.minCoeff() : labels.maxCoeff());
        return labels.transpose().cast<double>();
    } else {
        require(labels.minCoeff() >= 0 && labels.maxCoeff() < classes,
                "coordinate_descent: labels must lie in 0 ... ", classes - 1, ", got ",
                labels.minCoeff() < 0 ? labels.minCoeff() : labels.maxCoeff());
        Matrix<double> y = Matrix<double>::Zero(classes, labels.size());
        for (Index j = 0; j < labels.size(); ++j) y(labels[j], j) = 1;
        return y;
    }
}

/// The same with class labels.
template <LinearLoss Loss, PathPenalty P>
std::vector<LinearFit> coordinate_descent_path(const Design& design, const Labels& labels, const Loss& loss,
                                               const std::vector<P>& penalties,
                                               const CoordinateDescent& options = {},
                                               const LinearFit* start = nullptr) {
    require(labels.size() == design.samples(), "coordinate_descent: needs a label for each of ",
            design.samples(), " samples, got ", labels.size());
    const auto y = targets_of_labels<Loss>(labels, Index{labels.maxCoeff()} + 1);
    return coordinate_descent_path(design, y, loss, penalties, options, start);
}

/// The sample weights of a fit, of the data or of the options. Throws std::invalid_argument if both have
/// some.
template <class Scalar>
Vector<double> sample_weights_of(const Dataset<Scalar>& data, const CoordinateDescent& options) {
    require(!data.has_weights() || options.sample_weights.size() == 0,
            "coordinate_descent: expected sample weights of the data or of the options, got both");
    return data.has_weights() ? data.sample_weights : options.sample_weights;
}

/// The same with a data set. Samples count by their weights.
template <class Scalar, LinearLoss Loss, PathPenalty P>
std::vector<LinearFit> coordinate_descent_path(const Dataset<Scalar>& data, const Loss& loss,
                                               const std::vector<P>& penalties,
                                               const CoordinateDescent& options = {},
                                               const LinearFit* start = nullptr) {
    data.check("coordinate_descent");
    const Matrix<double> y = data.has_labels() ? targets_of_labels<Loss>(data.labels, data.classes())
                                               : Matrix<double>{data.targets.template cast<double>()};
    CoordinateDescent own = options;
    own.sample_weights = sample_weights_of(data, options);
    return coordinate_descent_path(Design{data.inputs}, y, loss, penalties, own, start);
}

/// One fit: coordinate_descent_path with one penalty.
template <LinearLoss Loss, PathPenalty P>
LinearFit coordinate_descent(const Design& design, const auto& y, const Loss& loss, const P& penalty,
                             const CoordinateDescent& options = {}, const LinearFit* start = nullptr) {
    return coordinate_descent_path(design, y, loss, std::vector<P>{penalty}, options, start).front();
}
template <class Scalar, LinearLoss Loss, PathPenalty P>
LinearFit coordinate_descent(const Dataset<Scalar>& data, const Loss& loss, const P& penalty,
                             const CoordinateDescent& options = {}, const LinearFit* start = nullptr) {
    return coordinate_descent_path(data, loss, std::vector<P>{penalty}, options, start).front();
}

#ifdef REGULA_COMPILED  // see layer/compiled.hpp
REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const SquaredError&,
                                                                        const std::vector<L1>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);
REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const SquaredError&,
                                                                        const std::vector<ElasticNet>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);
REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const Logistic&,
                                                                        const std::vector<L1>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);
REGULA_COMPILED template std::vector<LinearFit> coordinate_descent_path(const Design&, const Matrix<double>&,
                                                                        const Logistic&,
                                                                        const std::vector<ElasticNet>&,
                                                                        const CoordinateDescent&,
                                                                        const LinearFit*);
#endif

}  // namespace regula::inline REGULA_ABI
