# The package a function's author finds with find_package(brume): installed, and in the build tree.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/brume")
set(build_package_dir "${CMAKE_BINARY_DIR}/lib/cmake/brume")

install(TARGETS brume_sdk EXPORT brumeTargets)
install(DIRECTORY runtime/sdk/brume DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT brumeTargets NAMESPACE brume:: DESTINATION "${package_dir}")
install(TARGETS brume)
install(TARGETS brume_host RUNTIME DESTINATION libexec/brume)  # where `brume` looks for it
# Our clients of the Runtime API, beside brume-host.
foreach(language node python)
  install(DIRECTORY runtime/${language} DESTINATION libexec/brume/runtimes
      PATTERN __pycache__ EXCLUDE)
  file(MAKE_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/runtimes")
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/runtime/${language}"
      "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/runtimes/${language}" SYMBOLIC)
endforeach()

configure_file(cmake/brumeConfig.cmake.in "${build_package_dir}/brumeConfig.cmake" COPYONLY)
foreach(file BrumeFunction.cmake BrumeFunction.map)
  configure_file(cmake/${file} "${build_package_dir}/${file}" COPYONLY)
endforeach()
write_basic_package_version_file("${build_package_dir}/brumeConfigVersion.cmake"
    COMPATIBILITY SameMajorVersion)
export(TARGETS brume_sdk NAMESPACE brume:: FILE "${build_package_dir}/brumeTargets.cmake")
install(FILES "${build_package_dir}/brumeConfig.cmake"
    "${build_package_dir}/brumeConfigVersion.cmake" cmake/BrumeFunction.cmake
    cmake/BrumeFunction.map DESTINATION "${package_dir}")

# Brume's own functions: as strict as the rest of Brume, sanitized like the host that loads them,
# and in the oldest language level the SDK promises to work with.
# The build tree has the installed form: <prefix>/lib/cmake/brume and <prefix>/include/brume.
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/include")
file(CREATE_LINK "${CMAKE_SOURCE_DIR}/runtime/sdk/brume" "${CMAKE_BINARY_DIR}/include/brume"
    SYMBOLIC)

set(BRUME_IN_TREE ON)
function(brume_in_tree_function name)
  target_link_libraries(${name} PRIVATE brume_sanitize)
  target_compile_features(${name} PRIVATE cxx_std_17)
  target_compile_options(${name} PRIVATE ${BRUME_WARNINGS}
      $<$<COMPILE_LANGUAGE:CXX>:${BRUME_CXX_WARNINGS}> $<$<BOOL:${BRUME_WERROR}>:-Werror>)
endfunction()
include(BrumeFunction)
