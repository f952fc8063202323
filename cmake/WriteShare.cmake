# Run by the build: lets BRUME write its man pages and completions into SHARE, where shells and
# `man` look for them.
cmake_policy(VERSION 3.25)

function(brume_writes)
  execute_process(COMMAND "${BRUME}" ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${SHARE}")  # a page of a command that is no more
brume_writes(__man "${SHARE}/man/man1")
foreach(place bash:bash-completion/completions/brume zsh:zsh/site-functions/_brume
        fish:fish/vendor_completions.d/brume.fish)
  string(REPLACE ":" ";" place "${place}")
  list(GET place 0 shell)
  list(GET place 1 file)
  cmake_path(GET file PARENT_PATH folder)
  file(MAKE_DIRECTORY "${SHARE}/${folder}")
  brume_writes(completion ${shell} OUTPUT_FILE "${SHARE}/${file}")
endforeach()
