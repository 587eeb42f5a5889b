# Builds the JavaScript bundle (JS → BUNDLE) and writes OUT, an assembler file that embeds it as the table which
# libraries.cpp reads: {name, data, size}..., ended by zeros. Each source ends with a NUL that its size leaves out.
if(NOT EXISTS ${JS}/node_modules/.package-lock.json OR ${JS}/package-lock.json IS_NEWER_THAN
                                                       ${JS}/node_modules/.package-lock.json)
  execute_process(COMMAND ${NPM} ci --no-audit --no-fund WORKING_DIRECTORY ${JS} COMMAND_ERROR_IS_FATAL ANY)
endif()
execute_process(COMMAND ${NODE} ${JS}/build.mjs ${BUNDLE} WORKING_DIRECTORY ${JS} COMMAND_ERROR_IS_FATAL ANY)

file(STRINGS ${BUNDLE}/manifest.txt libraries)
set(data "")
set(table "")
set(index 0)
function(embed NAME FILE)
  string(APPEND data "name${index}: .asciz \"${NAME}\"\ndata${index}: .incbin \"${FILE}\"\nend${index}: .byte 0\n")
  string(APPEND table "  .quad name${index}, data${index}, end${index} - data${index}\n")
  math(EXPR index "${index} + 1")
  set(data "${data}" PARENT_SCOPE)
  set(table "${table}" PARENT_SCOPE)
  set(index ${index} PARENT_SCOPE)
endfunction()
embed(bootstrap ${BUNDLE}/bootstrap.js)
foreach(library ${libraries})
  string(REPLACE "/" "__" file ${library})
  embed(lib/${library} ${BUNDLE}/lib/${file}.js)
endforeach()
file(WRITE ${OUT} "  .section .rodata\n${data}\n  .section .data.rel.ro,\"aw\"\n  .balign 8\n"
                  "  .globl signet_embedded\nsignet_embedded:\n${table}  .quad 0, 0, 0\n"
                  "  .section .note.GNU-stack,\"\",%progbits\n")
