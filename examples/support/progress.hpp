#pragma once

#include <string>

namespace example {

/// Shows on standard error how far a program is: a bar on a terminal, elsewhere a line for each step.
///
///     example::Progress progress{3};
///     progress.step("first, 0.3 %");
class Progress {
public:
    explicit Progress(int steps);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// A step is done; `line` says what came of it.
    void step(const std::string& line);

private:
    int steps_, done_ = 0;
    bool bar_;
};

}  // namespace example
