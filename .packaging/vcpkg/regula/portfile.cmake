# An overlay port, which builds from the tree that it is in:
#     vcpkg install regula --overlay-ports=.packaging/vcpkg
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

set(VCPKG_BUILD_TYPE release) # headers have no configuration
vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}" OPTIONS -DREGULA_BUILD_TESTS=OFF -DREGULA_BUILD_EXAMPLES=OFF
  -DREGULA_BUILD_BENCH=OFF -DREGULA_COMPONENTS=compiled)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/regula)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/lib" "${CURRENT_PACKAGES_DIR}/share/doc")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
