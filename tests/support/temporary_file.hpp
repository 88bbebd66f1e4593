#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace regula::test {

/// A file or directory with a unique name in the directory for temporary files. The destructor removes it.
class TemporaryFile {
public:
    TemporaryFile() {
        std::random_device device;
        const auto name = "regula-" + std::to_string(device()) + "-" + std::to_string(device());
        path_ = std::filesystem::temp_directory_path() / name;
    }
    explicit TemporaryFile(const std::string& bytes) : TemporaryFile{} {
        std::ofstream{path_, std::ios::binary} << bytes;
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

}  // namespace regula::test
