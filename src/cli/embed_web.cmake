# Builds the web app (WEB → BUILT) and writes OUT, an assembler file that embeds its files as the table which
# web_app.cpp reads: {path, data, size}..., ended by zeros.
if(NOT EXISTS ${WEB}/node_modules/.package-lock.json OR ${WEB}/package-lock.json IS_NEWER_THAN
                                                        ${WEB}/node_modules/.package-lock.json)
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error WORKING_DIRECTORY ${WEB}
                          COMMAND_ERROR_IS_FATAL ANY)
  file(TOUCH ${WEB}/node_modules/.package-lock.json)
endif()
execute_process(COMMAND ${NODE} ${WEB}/node_modules/vite/bin/vite.js build --outDir ${BUILT} --emptyOutDir --logLevel warn
                WORKING_DIRECTORY ${WEB} COMMAND_ERROR_IS_FATAL ANY)

file(GLOB_RECURSE files RELATIVE ${BUILT} ${BUILT}/*)
set(data "")
set(table "")
set(index 0)
foreach(file ${files})
  string(APPEND data "name${index}: .asciz \"/${file}\"\ndata${index}: .incbin \"${BUILT}/${file}\"\nend${index}: .byte 0\n")
  string(APPEND table "  .quad name${index}, data${index}, end${index} - data${index}\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT} "  .section .rodata\n${data}\n  .section .data.rel.ro,\"aw\"\n  .balign 8\n"
                  "  .globl signet_web_files\nsignet_web_files:\n${table}  .quad 0, 0, 0\n"
                  "  .section .note.GNU-stack,\"\",%progbits\n")
