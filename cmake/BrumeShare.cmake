# What an installed Brume has beside its programs: man pages and shell completions, as the built
# brume writes them, and its documents. The build tree has them in the same places below share/:
# with <build tree>/bin on the PATH, `man brume` finds its pages.
set(share "${CMAKE_BINARY_DIR}/share")
add_custom_command(OUTPUT "${share}/written"
    COMMAND "${CMAKE_COMMAND}" "-DBRUME=$<TARGET_FILE:brume>" "-DSHARE=${share}"
            -P "${CMAKE_CURRENT_LIST_DIR}/WriteShare.cmake"
    COMMAND "${CMAKE_COMMAND}" -E touch "${share}/written"
    DEPENDS brume "${CMAKE_CURRENT_LIST_DIR}/WriteShare.cmake" VERBATIM)
add_custom_target(brume_share ALL DEPENDS "${share}/written")

foreach(folder man bash-completion zsh fish)
  install(DIRECTORY "${share}/${folder}" DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}")
endforeach()
install(FILES LICENSE README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
