# cmake --install: the headers, a CMake package for find_package(regula), and regula.pc for pkg-config.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/regula)
set(pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(TARGETS regula EXPORT regulaTargets INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT regulaTargets NAMESPACE regula:: DESTINATION ${package_dir})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/regulaConfig.cmake.in ${PROJECT_BINARY_DIR}/regulaConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may break; headers do not depend on the machine.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/regulaConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/regulaConfig.cmake ${PROJECT_BINARY_DIR}/regulaConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/components.cmake ${CMAKE_CURRENT_LIST_DIR}/compiled.cmake DESTINATION ${package_dir})

# The way from the .pc file back to the prefix keeps an installed tree relocatable.
file(RELATIVE_PATH to_include /prefix/${pkgconfig_dir} /prefix/${CMAKE_INSTALL_INCLUDEDIR})
configure_file(${CMAKE_CURRENT_LIST_DIR}/regula.pc.in ${PROJECT_BINARY_DIR}/regula.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/regula.pc DESTINATION ${pkgconfig_dir})
