# signet_npm_data(TARGET SOURCE OUTPUT...): data of npm packages as C++. SOURCE has package.json, package-lock.json and
# extract.mjs, which writes the OUTPUT files. The packages are installed into the build folder when they are missing there
# or older than the lock file; TARGET finds the output by #include.
find_program(NODE node REQUIRED)
find_program(NPM npm REQUIRED)
function(signet_npm_data TARGET SOURCE)
  get_filename_component(name ${SOURCE} NAME)
  set(source ${CMAKE_CURRENT_SOURCE_DIR}/${SOURCE})
  set(build ${CMAKE_CURRENT_BINARY_DIR}/${name})
  list(TRANSFORM ARGN PREPEND ${build}/ OUTPUT_VARIABLE outputs)
  add_custom_command(
    OUTPUT ${build}/npm.stamp
    COMMAND ${CMAKE_COMMAND} -E make_directory ${build}
    COMMAND ${CMAKE_COMMAND} -E copy ${source}/package.json ${source}/package-lock.json ${build}
    COMMAND ${NPM} ci --prefix ${build} --ignore-scripts --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${build}/npm.stamp
    DEPENDS ${source}/package.json ${source}/package-lock.json
    COMMENT "Installing the packages of ${name}"
    VERBATIM)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND ${NODE} ${source}/extract.mjs ${build}/node_modules ${build}
    DEPENDS ${source}/extract.mjs ${build}/npm.stamp
    COMMENT "Writing the data of ${name} as C++"
    VERBATIM)
  target_sources(${TARGET} PRIVATE ${outputs})
  target_include_directories(${TARGET} PRIVATE ${build})
endfunction()
