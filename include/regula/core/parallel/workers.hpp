#pragma once

#include <regula/core/error.hpp>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace regula::inline REGULA_ABI {

/// Threads that compute the tiles of a task. The tiles never depend on the number of threads, and one thread
/// computes each tile, so a result has the same bits with 1, 2 or 7 threads.
class Workers {
public:
    /// The calling thread counts as one of `count`. Throws std::invalid_argument unless count >= 1, and
    /// std::runtime_error if the system gives fewer threads; threads already started have ended by then.
    explicit Workers(int count = 1) {
        require(count >= 1, "Workers: threads must be >= 1, got ", count);
        try {
            threads_.reserve(static_cast<std::size_t>(count - 1));
            for (int i = 1; i < count; ++i) threads_.emplace_back([this] { serve(); });
        } catch (const std::exception&) {  // too few system threads, or too little memory
            const int begun = this->count();
            close();
            throw std::runtime_error(
                text("Workers: the system gives ", begun, " of ", count, " threads; ask for fewer"));
        }
    }
    ~Workers() { close(); }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    int count() const { return static_cast<int>(threads_.size()) + 1; }

    /// Calls act(tile) for tile = 0 ... tiles - 1, in any order, and returns when all are done. `act` must
    /// not call `each` of the same Workers. If `act` throws, `each` waits for all threads and rethrows one of
    /// the exceptions; some tiles may then not be done.
    template <class Act>
    void each(Index tiles, const Act& act) {
        if (threads_.empty() || tiles < 2) {
            for (Index tile = 0; tile < tiles; ++tile) act(tile);
            return;
        }
        {
            const std::lock_guard lock{mutex_};
            task_ = &act;
            call_ = [](const void* task, Index tile) { (*static_cast<const Act*>(task))(tile); };
            tiles_ = tiles;
            next_ = 0;
            busy_ = threads_.size();
            ++round_;
        }
        begun_.notify_all();
        work();
        std::unique_lock lock{mutex_};
        done_.wait(lock, [this] { return busy_ == 0; });
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    }

private:
    void close() {
        {
            const std::lock_guard lock{mutex_};
            closing_ = true;
        }
        begun_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    void work() {
        try {
            for (Index tile = next_++; tile < tiles_; tile = next_++) call_(task_, tile);
        } catch (...) {
            const std::lock_guard lock{mutex_};
            thrown_ = std::current_exception();
        }
    }

    void serve() {
        for (std::size_t seen = 0;;) {
            {
                std::unique_lock lock{mutex_};
                begun_.wait(lock, [&] { return closing_ || round_ != seen; });
                if (closing_) return;
                seen = round_;
            }
            work();
            const std::lock_guard lock{mutex_};
            if (--busy_ == 0) done_.notify_one();
        }
    }

    std::mutex mutex_;
    std::condition_variable begun_, done_;
    bool closing_ = false;
    std::size_t round_ = 0, busy_ = 0;
    const void* task_ = nullptr;
    void (*call_)(const void*, Index) = nullptr;
    Index tiles_ = 0;
    std::atomic<Index> next_ = 0;
    std::exception_ptr thrown_;
    std::vector<std::thread> threads_;
};

}  // namespace regula::inline REGULA_ABI
