// error: regula: fast dropout needs a loss with an expected_loss\(loss, y, t, dy\)
#include <regula/inference/fast_dropout_model.hpp>
#include <regula/loss/huber.hpp>
#include <regula/model/mlp.hpp>

#ifdef REGULA_FIXED
using Loss = regula::SquaredError;
#else
using Loss = regula::Huber;
#endif

auto net = regula::mlp<double>({3, 2}, regula::Key{1});
auto objective = regula::objective_of(regula::FastDropout{net}, Loss{});
