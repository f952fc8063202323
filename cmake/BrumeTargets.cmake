# brume_options: the one place where language level, warnings and sanitizers are chosen.
add_library(brume_options INTERFACE)
target_compile_features(brume_options INTERFACE cxx_std_20)
target_include_directories(brume_options INTERFACE "${CMAKE_SOURCE_DIR}")
set(BRUME_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wduplicated-cond -Wlogical-op
    # When it optimises, GCC 12 finds null dereferences in the standard library's own headers.
    $<$<CONFIG:Debug>:-Wnull-dereference>
    # And overlaps inside std::string's own code (GCC bug 105651).
    $<$<NOT:$<CONFIG:Debug>>:-Wno-restrict>)
set(BRUME_CXX_WARNINGS -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Wuseless-cast
    -Wextra-semi -Wsuggest-override)
target_compile_options(brume_options INTERFACE ${BRUME_WARNINGS}
    $<$<COMPILE_LANGUAGE:CXX>:${BRUME_CXX_WARNINGS}> $<$<BOOL:${BRUME_WERROR}>:-Werror>)
# Debuggers want all that there is to know; frames and reports need functions and lines, which take
# a third less time.
set(BRUME_FOR_DEBUGGERS OFF)
if(CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT BRUME_SANITIZE)
  set(BRUME_FOR_DEBUGGERS ON)
else()
  target_compile_options(brume_options INTERFACE -g1)
endif()

# brume_sanitize: also for what is loaded into the host, which must match it.
add_library(brume_sanitize INTERFACE)
if(BRUME_SANITIZE)
  target_compile_options(brume_sanitize INTERFACE
      -fsanitize=${BRUME_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
      # GCC 12 reports null dereferences that only its own sanitizer checks introduce.
      -Wno-null-dereference -Wno-maybe-uninitialized)
  target_link_options(brume_sanitize INTERFACE -fsanitize=${BRUME_SANITIZE})
endif()
target_link_libraries(brume_options INTERFACE brume_sanitize)

# mold, where it is there, links in a tenth of the time that GNU ld takes.
find_program(BRUME_MOLD mold)
mark_as_advanced(BRUME_MOLD)
if(BRUME_MOLD)
  target_link_options(brume_options INTERFACE -fuse-ld=mold)
endif()

# brume_compile_together(<name> <sources>...)
# Most of what a source costs is the headers it includes and the templates it makes of them, so a
# folder's sources are compiled in batches of a similar size. Each still includes what it uses:
# BRUME_UNITY=OFF compiles them one by one. Where a source is edited and compiled again, its whole
# batch is: that one is smaller.
set(BRUME_BATCH_MAX 48)
if(BRUME_FOR_DEBUGGERS)
  set(BRUME_BATCH_MAX 16)
endif()
function(brume_compile_together name)
  list(LENGTH ARGN count)
  if(NOT BRUME_UNITY OR count LESS 2)
    return()
  endif()
  math(EXPR batches "(${count} + ${BRUME_BATCH_MAX} - 1) / ${BRUME_BATCH_MAX}")
  math(EXPR size "(${count} + ${batches} - 1) / ${batches}")
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
  # GCC takes an included source for a header, whose unnamed namespace others would see.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endfunction()

# brume_library(<name> SOURCES <files> DEPENDS <our libraries> PRIVATE <third-party libraries>
#               [COLD])
# One static library per folder, or per service: DEPENDS are the arrows of ARCHITECTURE.md. COLD:
# what a person waits for once, such as a command, is optimised less and compiled a fifth faster.
function(brume_library name)
  cmake_parse_arguments(ARG "COLD" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  if(NOT ARG_SOURCES)  # headers only
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE brume_options ${ARG_DEPENDS})
    return()
  endif()
  add_library(${name} STATIC ${ARG_SOURCES})
  brume_compile_together(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC brume_options ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
  if(ARG_COLD)
    target_compile_options(${name} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O1>)
  endif()
endfunction()

# brume_quick_compile: for tests, which are half of all there is to compile. Linked after
# brume_options, whose options it takes back.
add_library(brume_quick_compile INTERFACE)
target_compile_options(brume_quick_compile INTERFACE $<$<NOT:$<CONFIG:Debug>>:-O0>)
if(BRUME_SANITIZE MATCHES undefined)
  target_compile_options(brume_quick_compile INTERFACE -fno-sanitize=undefined)
endif()

# brume_unit_test(<name> SOURCES <files> DEPENDS <libraries> [LABELS <labels>] [ALONE] [HEADERS])
# One doctest executable a folder; each case is a test of its own in ctest. ALONE: they measure time
# or count what the machine holds, so nothing else runs beside them. HEADERS: what they test is in
# headers, so they are compiled as it would be.
function(brume_unit_test name)
  cmake_parse_arguments(ARG "ALONE;HEADERS" "" "SOURCES;DEPENDS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  brume_compile_together(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE brume_options brume_doctest_main ${ARG_DEPENDS})
  if(NOT ARG_HEADERS)
    target_link_libraries(${name} PRIVATE brume_quick_compile)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  doctest_discover_tests(${name} TEST_PREFIX "${name}: "
      PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900 RUN_SERIAL "${ARG_ALONE}")
endfunction()
