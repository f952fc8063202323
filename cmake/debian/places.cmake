# Run by CPack on what it has installed, before it makes the package: what Debian has in other
# places, what its policy (12.1, 12.5, 12.7) wants compressed, or there at all.
cmake_policy(VERSION 3.25)
set(share "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share")
set(documents "${share}/doc/brume")

file(RENAME "${share}/zsh/site-functions" "${share}/zsh/vendor-completions")

file(REMOVE "${documents}/LICENSE")  # `copyright` says where Debian has it
file(COPY "${CMAKE_CURRENT_LIST_DIR}/copyright" DESTINATION "${documents}"
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)

set(version "${CPACK_PACKAGE_VERSION}")
file(STRINGS "${documents}/CHANGELOG.md" heading REGEX "^## \\[${version}\\] - [-0-9]+$")
if(NOT heading)
  message(FATAL_ERROR "CHANGELOG.md has no section `## [${version}] - DATE`")
endif()
string(REGEX REPLACE ".* - " "" date "${heading}")
execute_process(COMMAND date --utc --rfc-email "--date=${date}" OUTPUT_VARIABLE date
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(WRITE "${documents}/changelog" "brume (${version}) unstable; urgency=medium\n\n"
    "  * CHANGELOG.md says what is new.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")

file(GLOB pages "${share}/man/man1/*.1")
execute_process(COMMAND gzip -9n "${documents}/changelog" ${pages} COMMAND_ERROR_IS_FATAL ANY)
