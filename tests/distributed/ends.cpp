// A job that ends as its argument says, for CMakeLists.txt: after a failure of the last rank all others are
// waiting.
#include <regula/distributed/mpi.hpp>

#include <csignal>
#include <stdexcept>

using namespace regula;

int main(int argc, char** argv) {
    const std::string how = argc > 1 ? argv[1] : "well";
    if (how == "no_session") return static_cast<int>(mpi::Ranks{}.map(2, [](Index) { return 1.0; }).size());

    const mpi::Session session;
    const mpi::Ranks ranks;
    const bool fails = ranks.rank() == ranks.size() - 1;
    if (how == "throws_outside" && fails) {
        try {
            const mpi::Session inner;
            throw std::runtime_error("nobody says this");
        } catch (const std::runtime_error&) {
        }
    }
    if (how == "uncaught" && fails) throw std::runtime_error("nobody caught this");
    return session.run([&] {
        if (fails) {
            if (how == "throws") throw std::invalid_argument("L2: strength must be >= 0, got -0.1");
            if (how == "throws_a_number") throw 7;
            if (how == "returns") return 5;
            if (how == "killed") std::raise(SIGKILL);
            if (how == "exits") std::_Exit(0);
        }
        const auto task = [&](Index i) -> double {
            if (how == "task_throws" && i == 1) throw std::runtime_error("no fit");
            return 1;
        };
        return ranks.map(3, task).size() == 3 ? 0 : 9;
    });
}
