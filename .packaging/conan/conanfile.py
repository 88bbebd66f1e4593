import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class Regula(ConanFile):
    """conan create .packaging/conan --build=missing"""

    name = "regula"
    description = "Regularization for C++20 and Eigen"
    license = "MIT"
    topics = ("regularization", "machine-learning", "header-only", "eigen")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"files": [True, False], "gz": [True, False]}
    default_options = {"files": False, "gz": False}

    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self._root(), "include", "regula", "version.hpp"))
        self.version = ".".join(re.findall(r"#define REGULA_VERSION_(?:MAJOR|MINOR|PATCH) +(\d+)", header))

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", ".cmake/*", "include/*"):
            copy(self, pattern, self._root(), self.export_sources_folder)

    def requirements(self):
        self.requires("eigen/3.4.0", transitive_headers=True)
        if self.options.files:
            self.requires("nlohmann_json/3.11.2", transitive_headers=True)
        if self.options.gz:
            self.requires("zlib/1.2.13", transitive_headers=True, transitive_libs=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in ("TESTS", "EXAMPLES", "BENCH"):
            toolchain.cache_variables[f"REGULA_BUILD_{part}"] = False
        toolchain.cache_variables["REGULA_COMPONENTS"] = "compiled"
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        # The library's own CMake package has the components; CMakeDeps would write another one.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("share", "cmake", "regula")]
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
