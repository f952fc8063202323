# The Debian package that scripts/package makes, with CPack, of the build tree as it is:
#   cpack --config <build tree>/CPackConfig.cmake     with a umask of 022
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME brume)
set(CPACK_PACKAGE_VENDOR "Brume")
set(CPACK_PACKAGE_CONTACT "Brume maintainers <maintainers@brume.example>" CACHE STRING
    "Maintainer of the Debian package")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "runs serverless (AWS SAM) applications on this machine")
set(CPACK_PACKAGE_DESCRIPTION
"Brume reads the SAM template of an application, loads its functions, which are
shared libraries written in C++, C or anything with a C ABI, and serves them
as AWS would: behind their HTTP routes, behind the Lambda API and S3, by
schedules, or one call at a time. It needs neither containers nor an account.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/debian/places.cmake")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Time zones of schedules are read when one is first needed.
set(CPACK_DEBIAN_PACKAGE_DEPENDS tzdata)
# What `brume build` runs, and what a function is compiled with; libraries that are built elsewhere
# need none of it. Certificates: of HTTP integrations and of issuers of tokens.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "g++, cmake (>= 3.25), make | ninja-build, nlohmann-json3-dev, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gdb, graphviz, awscli, bash-completion")
include(CPack)
