# add_lambda_function(<name> <source>... [LIBRARIES <libraries>...] [FUNCTIONS <logical ids>...])
#
# Builds <name>.so, the shared library that `Handler: <name>.<symbol>` loads. Everything but the
# exported handlers is hidden, so that two functions' libraries never meet.
#
# FUNCTIONS names the functions of template.yaml whose handlers are inside. With the variable
# BRUME_ARTIFACTS_DIR set, building lays the library out as `brume build` does and `brume invoke`
# expects it: <BRUME_ARTIFACTS_DIR>/<logical id>/<name>.so, a link to the built file.
# `cmake --install` puts the library into the install prefix itself, as a component <name>.
function(add_lambda_function name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES;FUNCTIONS" ${ARGN})
  add_library(${name} MODULE ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE brume::sdk ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES
      PREFIX "" SUFFIX ".so" POSITION_INDEPENDENT_CODE ON
      C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
      LINK_DEPENDS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/BrumeFunction.map")
  target_link_options(${name} PRIVATE
      "-Wl,--version-script,${CMAKE_CURRENT_FUNCTION_LIST_DIR}/BrumeFunction.map")
  # A missing symbol is the author's error: say so when linking, not at the first call.
  if(NOT BRUME_SANITIZE)  # whose symbols come from the host
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
  if(BRUME_IN_TREE)
    brume_in_tree_function(${name})
  else()
    install(TARGETS ${name} LIBRARY DESTINATION . COMPONENT ${name})
  endif()
  if(BRUME_ARTIFACTS_DIR)
    foreach(function IN LISTS ARG_FUNCTIONS)
      brume_lay_out(${name} "${BRUME_ARTIFACTS_DIR}/${function}")
    endforeach()
  endif()
endfunction()

# A byproduct, so that a folder somebody deleted comes back with the next build.
function(brume_lay_out name folder)
  add_custom_command(TARGET ${name} POST_BUILD
      COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
      COMMAND "${CMAKE_COMMAND}" -E create_symlink "$<TARGET_FILE:${name}>" "${folder}/${name}.so"
      BYPRODUCTS "${folder}/${name}.so" VERBATIM)
endfunction()
