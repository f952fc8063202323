# add_lambda_function(<name> <source>... [LIBRARIES <libraries>...])
#
# Builds <name>.so, the shared library that `Handler: <name>.<symbol>` loads. Everything but the
# exported handlers is hidden, so that two functions' libraries never meet.
# `brume build` collects it; `cmake --install` puts it into the install prefix itself.
function(add_lambda_function name)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  add_library(${name} MODULE ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE brume::sdk ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES
      PREFIX "" SUFFIX ".so" POSITION_INDEPENDENT_CODE ON
      C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  # A missing symbol is the author's error: say so when linking, not at the first call.
  target_link_options(${name} PRIVATE $<$<NOT:$<BOOL:${BRUME_SANITIZE}>>:-Wl,--no-undefined>)
  if(NOT BRUME_IN_TREE)
    install(TARGETS ${name} LIBRARY DESTINATION .)
  endif()
endfunction()
