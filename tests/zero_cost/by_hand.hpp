#pragma once

#include "problem.hpp"

/// What an engineer writes who has Eigen and no library; it begins with the same weights and sees the same
/// minibatches, so that both end with the same network.
inline Network<float> by_hand(const Dataset<float>& data, int epochs) {
    using Eigen::MatrixXf;
    using Eigen::VectorXf;
    auto net = mlp<float>({features, units, digits}, Key{2});
    auto& theta = net.parameters();
    MatrixXf w1 = theta["0.weight"], w2 = theta["1.weight"];
    VectorXf b1 = theta["0.bias"], b2 = theta["1.bias"];
    MatrixXf v1 = MatrixXf::Zero(features, units), v2 = MatrixXf::Zero(units, digits);
    VectorXf c1 = VectorXf::Zero(units), c2 = VectorXf::Zero(digits);
    MatrixXf x(features, batch_size), z(units, batch_size), y(digits, batch_size), h, dz, dy;
    MatrixXf g1(features, units), g2(units, digits);
    VectorXf d1, d2;
    std::vector<Index> order(samples);
    std::vector<int> t(batch_size);

    const auto move = [](auto& w, auto& v, const auto& g) {
        v = static_cast<float>(momentum) * v - static_cast<float>(learning_rate) * g;
        w += v;
    };
    double loss = 0;
    for (int epoch = 0; epoch < epochs; ++epoch) {
        const Key shuffle = Key{1}.stream("shuffle")[static_cast<std::uint64_t>(epoch)];
        fill_permutation(shuffle, order);
        for (Index first = 0; first < samples; first += batch_size) {
            for (Index i = 0; i < batch_size; ++i) {
                const Index from = order[static_cast<std::size_t>(first + i)];
                x.col(i) = data.inputs.col(from);
                t[static_cast<std::size_t>(i)] = data.labels[from];
            }
            z.colwise() = b1;
            z.noalias() += w1.transpose() * x;
            h = z.cwiseMax(0.0f);
            y.colwise() = b2;
            y.noalias() += w2.transpose() * h;

            dy.resizeLike(y);
            for (Index i = 0; i < batch_size; ++i) {
                const float top = y.col(i).maxCoeff();
                dy.col(i) = (y.col(i).array() - top).exp().matrix();
                const float sum = dy.col(i).sum();
                const int label = t[static_cast<std::size_t>(i)];
                loss += std::log(static_cast<double>(sum)) + static_cast<double>(top - y(label, i));
                dy.col(i) *= 1.0f / (static_cast<float>(batch_size) * sum);
                dy(label, i) -= 1.0f / static_cast<float>(batch_size);
            }
            g2.setZero();
            g2.noalias() += h * dy.transpose();
            d2 = dy.rowwise().sum();
            dz.setZero(units, batch_size);
            dz.noalias() += w2 * dy;
            dz = (z.array() > 0.0f).select(dz, 0.0f);
            g1.setZero();
            g1.noalias() += x * dz.transpose();
            d1 = dz.rowwise().sum();
            move(w1, v1, g1);
            move(b1, c1, d1);
            move(w2, v2, g2);
            move(b2, c2, d2);
        }
        if (!std::isfinite(loss)) break;
    }
    theta["0.weight"] = w1;
    theta["1.weight"] = w2;
    theta["0.bias"] = b1;
    theta["1.bias"] = b2;
    return net;
}
