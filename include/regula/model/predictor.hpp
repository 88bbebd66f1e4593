#pragma once

#include <regula/data/standardize.hpp>
#include <regula/model/classes.hpp>
#include <regula/model/network.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// A trained network as a program uses it: with the standardization of its inputs, the names of its classes
/// and features, and memory of its own, so that a prediction allocates nothing from the second time on.
///
///     Predictor predictor{net, standardize, data.class_names, data.feature_names};
///     const Matrix<float>& scores = predictor(sample);      // one column or many, as they were measured
///     std::cout << predictor.class_name(scores);            // of one
///
/// An object serves one thread; copies are independent. files/predictor_file.hpp saves and loads it.
template <class Scalar_>
class Predictor {
public:
    using Scalar = Scalar_;

    /// Throws std::invalid_argument unless there are as many means as features, no names or one for each
    /// class (for each output, or two for one output), and no names or one for each feature.
    explicit Predictor(Network<Scalar> network, std::optional<Standardize<Scalar>> standardize = {},
                       std::vector<std::string> class_names = {}, std::vector<std::string> feature_names = {})
        : network_{std::move(network)},
          standardize_{std::move(standardize)},
          class_names_{std::move(class_names)},
          feature_names_{std::move(feature_names)} {
        if (standardize_)
            require(standardize_->mean.size() == network_.features() &&
                        standardize_->deviation.size() == network_.features(),
                    "Predictor: the network has ", network_.features(), " features, the standardization ",
                    standardize_->mean.size());
        const Index classes = network_.outputs() == 1 ? 2 : network_.outputs();
        require(class_names_.empty() || static_cast<Index>(class_names_.size()) == classes,
                "Predictor: the network has ", classes, " classes, got ", class_names_.size(), " names");
        require(feature_names_.empty() || static_cast<Index>(feature_names_.size()) == network_.features(),
                "Predictor: the network has ", network_.features(), " features, got ", feature_names_.size(),
                " names");
    }

    /// The outputs (outputs x samples) for inputs (features x samples) as they were measured, before
    /// standardization. The result stays valid until the next call. Throws std::invalid_argument for another
    /// number of features.
    template <class X>
    const Matrix<Scalar>& operator()(const Eigen::MatrixBase<X>& x) {
        require(x.rows() == network_.features(), "Predictor: inputs must have ", network_.features(),
                " features, got ", x.rows());
        inputs_ = x;
        if (standardize_) standardize_->apply(inputs_);
        pass_.begin(network_.parameters());
        return pass_.value(network_(pass_, pass_.input(inputs_)));
    }

    /// The same in new memory, from any number of threads.
    Matrix<Scalar> predict(Matrix<Scalar> x) const {
        require(x.rows() == network_.features(), "Predictor: inputs must have ", network_.features(),
                " features, got ", x.rows());
        if (standardize_) standardize_->apply(x);
        return network_.predict(x);
    }

    const Network<Scalar>& network() const { return network_; }
    const std::optional<Standardize<Scalar>>& standardize() const { return standardize_; }
    const std::vector<std::string>& class_names() const { return class_names_; }
    const std::vector<std::string>& feature_names() const { return feature_names_; }

    /// The name of the predicted class, from the outputs of one sample. Throws std::invalid_argument for
    /// outputs that are NaN, such as those of a missing input, and if there are no names.
    const std::string& class_name(const auto& y) const {
        require(!class_names_.empty(), "Predictor: it has no names of classes");
        require(y.cols() == 1, "Predictor: needs the outputs of one sample, got ", y.cols());
        const Index found = class_of(y.col(0));
        require(found >= 0, "Predictor: an output is NaN, so there is no class");
        return class_names_[static_cast<std::size_t>(found)];
    }

    Predictor(const Predictor& other)
        : Predictor{other.network_, other.standardize_, other.class_names_, other.feature_names_} {}
    Predictor& operator=(const Predictor& other) {
        network_ = other.network_, standardize_ = other.standardize_;
        class_names_ = other.class_names_, feature_names_ = other.feature_names_;
        return *this;
    }

private:
    Network<Scalar> network_;
    std::optional<Standardize<Scalar>> standardize_;
    std::vector<std::string> class_names_, feature_names_;
    Matrix<Scalar> inputs_;
    Pass<Scalar> pass_;
};

template <class Scalar>
Predictor(Network<Scalar>) -> Predictor<Scalar>;

}  // namespace regula::inline REGULA_ABI
