# Builds the web app (WEB → BUILT) and writes OUT, an assembler file with two tables that web_app.cpp reads: the files of
# the app, and those of SAMPLES. A table is {path, data, size}..., ended by zeros.
if(NOT EXISTS ${WEB}/node_modules/.package-lock.json OR ${WEB}/package-lock.json IS_NEWER_THAN
                                                        ${WEB}/node_modules/.package-lock.json)
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error WORKING_DIRECTORY ${WEB}
                          COMMAND_ERROR_IS_FATAL ANY)
  file(TOUCH ${WEB}/node_modules/.package-lock.json)
endif()
execute_process(COMMAND ${NODE} ${WEB}/node_modules/vite/bin/vite.js build --outDir ${BUILT} --emptyOutDir
                        --logLevel warn
                WORKING_DIRECTORY ${WEB} COMMAND_ERROR_IS_FATAL ANY)

set(index 0)
set(data "")
set(tables "")
function(embed SYMBOL FOLDER)
  file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
  string(APPEND tables "  .globl ${SYMBOL}\n${SYMBOL}:\n")
  foreach(file ${files})
    string(APPEND data "name${index}: .asciz \"/${file}\"\n"
                       "data${index}: .incbin \"${FOLDER}/${file}\"\nend${index}: .byte 0\n")
    string(APPEND tables "  .quad name${index}, data${index}, end${index} - data${index}\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND tables "  .quad 0, 0, 0\n")
  set(data "${data}" PARENT_SCOPE)
  set(tables "${tables}" PARENT_SCOPE)
  set(index ${index} PARENT_SCOPE)
endfunction()
embed(signet_web_files ${BUILT})
embed(signet_sample_files ${SAMPLES})
file(WRITE ${OUT} "  .section .rodata\n${data}\n  .section .data.rel.ro,\"aw\"\n  .balign 8\n${tables}"
                  "  .section .note.GNU-stack,\"\",%progbits\n")
