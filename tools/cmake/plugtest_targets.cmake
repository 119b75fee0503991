# How every target of the project is made: one library per room, explicit sources, honest links.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(PLUGTEST_CCACHE ccache)
if(PLUGTEST_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${PLUGTEST_CCACHE}")
endif()

# Asserts stay in optimised builds: they guard against our own bugs, and cost little.
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g")

# Everything of ours links this: warnings, include root, floating point that does not depend on
# the compiler's mood (DESIGN: same seed, same bytes).
add_library(plugtest_options INTERFACE)
target_include_directories(plugtest_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(plugtest_options INTERFACE -ffp-contract=off
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wconversion
  -Wsign-conversion -Wnull-dereference -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # -Wnull-dereference of g++ 12 misfires inside the standard library when optimising.
  target_compile_options(plugtest_options INTERFACE -Wsuggest-override -Wno-null-dereference)
else()
  # std::stable_sort of libstdc++ 12 uses what C++17 calls deprecated; clang 19 blames its callers.
  target_compile_options(plugtest_options INTERFACE -Wno-deprecated-declarations)
endif()
if(PLUGTEST_WARNINGS_AS_ERRORS)
  target_compile_options(plugtest_options INTERFACE -Werror)
endif()
if(PLUGTEST_COVERAGE)
  target_compile_options(plugtest_options INTERFACE --coverage)
  target_link_options(plugtest_options INTERFACE --coverage)
endif()
if(PLUGTEST_SANITIZE)
  if(PLUGTEST_COVERAGE)
    message(FATAL_ERROR "PLUGTEST_SANITIZE and PLUGTEST_COVERAGE exclude each other")
  endif()
  target_compile_options(plugtest_options INTERFACE
    -fsanitize=${PLUGTEST_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(plugtest_options INTERFACE -fsanitize=${PLUGTEST_SANITIZE})
endif()
if(PLUGTEST_FUZZ)
  target_compile_options(plugtest_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# plugtest_library(NAME SOURCES a.cpp ... [PUBLIC libs] [PRIVATE libs])
# makes the static library plugtest_NAME with the alias plugtest::NAME.
function(plugtest_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(plugtest_${name} STATIC ${arg_SOURCES})
  add_library(plugtest::${name} ALIAS plugtest_${name})
  target_link_libraries(plugtest_${name} PUBLIC plugtest_options ${arg_PUBLIC}
                                         PRIVATE ${arg_PRIVATE})
endfunction()

# plugtest_header_library(NAME [LINKS libs]): a room without sources.
function(plugtest_header_library name)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  add_library(plugtest_${name} INTERFACE)
  add_library(plugtest::${name} ALIAS plugtest_${name})
  target_link_libraries(plugtest_${name} INTERFACE plugtest_options ${arg_LINKS})
endfunction()

# plugtest_test(NAME SOURCES a.cpp ... [LINKS libs] [LABELS unit|integration|slow ...] [TIMEOUT s])
# makes one GoogleTest program; ctest lists each program once (fast start-up, one summary line).
function(plugtest_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE plugtest_options ${arg_LINKS}
                                             GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(test_${name} PRIVATE
    PLUGTEST_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PLUGTEST_BINARY_DIR="${CMAKE_BINARY_DIR}")
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()

# plugtest_command_test(NAME COMMAND program args... [LABELS ...] [TIMEOUT s])
# any other program as a test. It may skip itself: a line "SKIPPED: reason" and exit code 77
# (tests/allowed_skips.txt has to name it).
function(plugtest_command_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "COMMAND;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_test(NAME ${name} COMMAND ${arg_COMMAND})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
                                          SKIP_RETURN_CODE 77)
endfunction()

# plugtest_fuzz(NAME SOURCE file.cpp CORPUS dir [LINKS libs])
# With PLUGTEST_FUZZ: a libFuzzer program. Otherwise: a program that replays the seed corpus once,
# run as an ordinary test.
function(plugtest_fuzz name)
  cmake_parse_arguments(arg "" "SOURCE;CORPUS" "LINKS" ${ARGN})
  add_executable(fuzz_${name} ${arg_SOURCE})
  target_link_libraries(fuzz_${name} PRIVATE plugtest_options ${arg_LINKS})
  if(PLUGTEST_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} -runs=20000 -max_total_time=60 ${arg_CORPUS})
    set_tests_properties(fuzz_${name} PROPERTIES LABELS "fuzz;slow" TIMEOUT 120)
  else()
    target_sources(fuzz_${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cpp")
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${arg_CORPUS})
    set_tests_properties(fuzz_${name} PROPERTIES LABELS "fuzz" TIMEOUT 60)
  endif()
endfunction()
