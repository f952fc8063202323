# Run by ctest: installs BUILD into WORK/prefix, then builds and calls functions that know nothing
# but that prefix. Any step that fails ends the test with what it printed.
cmake_policy(VERSION 3.25)

function(must_run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed (${result}):\n${text}")
  endif()
  set(output "${text}" PARENT_SCOPE)
endfunction()

function(must_exist file)
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "${file} is missing")
  endif()
endfunction()

set(prefix "${WORK}/prefix")
file(REMOVE_RECURSE "${WORK}")
must_run("installing" "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}" --strip)
foreach(file bin/brume libexec/brume/brume-host
        include/brume/function.hpp include/brume/events/s3.hpp lib/cmake/brume/brumeConfig.cmake
        share/man/man1/brume.1 share/man/man1/brume-invoke.1
        share/bash-completion/completions/brume share/zsh/site-functions/_brume
        share/fish/vendor_completions.d/brume.fish
        share/doc/brume/LICENSE share/doc/brume/README.md share/doc/brume/CHANGELOG.md)
  must_exist("${prefix}/${file}")
endforeach()
must_run("the installed brume" "${prefix}/bin/brume" --version)

# From nothing to an answer, with what is installed; through a link, too.
set(project "${WORK}/greeting")
file(MAKE_DIRECTORY "${WORK}/links")
file(CREATE_LINK "${prefix}/bin/brume" "${WORK}/links/brume" SYMBOLIC)
must_run("init" "${prefix}/bin/brume" init greeting --dir "${project}")
must_run("build" "${prefix}/bin/brume" build -t "${project}/template.yaml")
foreach(brume "${prefix}/bin/brume" "${WORK}/links/brume")
  must_run("invoke" "${brume}" invoke GreetingFunction -t "${project}/template.yaml"
      -e "${project}/event.json" --log-type None)
  if(NOT output STREQUAL "{\"message\":\"Hello, Ada!\"}\n")
    message(FATAL_ERROR "${brume} answered ${output}")
  endif()
endforeach()

set(options -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${prefix}" -DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF
    "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}" -DCMAKE_CXX_STANDARD=17)

# A project of its own: built, called, installed where a template would look.
set(build "${WORK}/outside")
must_run("configuring" "${CMAKE_COMMAND}" -S "${SOURCE}/tests/integration/package/outside"
    -B "${build}" ${options} "-DBRUME_ARTIFACTS_DIR=${WORK}/artifacts")
must_run("building" "${CMAKE_COMMAND}" --build "${build}")
must_run("calling" "${build}/call" "${build}/outside.so" handler "{\"name\":\"Ada\"}")
if(NOT output STREQUAL "{\"greeting\":\"Ada from outside\"}\n")
  message(FATAL_ERROR "the function outside the tree answered ${output}")
endif()
must_exist("${WORK}/artifacts/OutsideFunction/outside.so")
must_run("installing the function" "${CMAKE_COMMAND}" --install "${build}" --component outside
    --prefix "${WORK}/installed")
must_exist("${WORK}/installed/outside.so")

# The template's own functions build against the package too.
must_run("configuring functions/" "${CMAKE_COMMAND}" -S "${SOURCE}/functions" -B "${WORK}/functions"
    ${options})
must_run("building functions/" "${CMAKE_COMMAND}" --build "${WORK}/functions" --target hello rawc)
must_run("calling hello" "${build}/call" "${WORK}/functions/hello.so" handler "{}")
if(NOT output STREQUAL "{\"message\":\"Hello, world!\"}\n")
  message(FATAL_ERROR "hello answered ${output}")
endif()
