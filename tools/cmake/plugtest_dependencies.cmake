# Third-party libraries, all from Debian 12 (tools/packages.txt names the packages). Imported targets
# are SYSTEM includes, so their headers never warn.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)        # headers only: Asio, Math, Random
find_package(fmt 9 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Protobuf REQUIRED)
find_package(CLI11 2.1 REQUIRED)

# Packages without a CMake configuration.
function(plugtest_plain_dependency target header library) # [folder of the header]
  find_path(${target}_INCLUDE ${header} PATH_SUFFIXES ${ARGN} REQUIRED)
  find_library(${target}_LIBRARY ${library} REQUIRED)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} SYSTEM INTERFACE "${${target}_INCLUDE}")
  target_link_libraries(${target} INTERFACE "${${target}_LIBRARY}")
endfunction()
plugtest_plain_dependency(soci_core soci/soci.h soci_core)
plugtest_plain_dependency(soci_sqlite3 soci/sqlite3/soci-sqlite3.h soci_sqlite3)
plugtest_plain_dependency(soci_postgresql soci/postgresql/soci-postgresql.h soci_postgresql)
plugtest_plain_dependency(sqlite3_c sqlite3.h sqlite3)
plugtest_plain_dependency(postgresql_c libpq-fe.h pq postgresql)
plugtest_plain_dependency(libusb_c libusb-1.0/libusb.h usb-1.0)
plugtest_plain_dependency(pugixml_c pugixml.hpp pugixml)
plugtest_plain_dependency(xlsxwriter_c xlsxwriter.h xlsxwriter)
plugtest_plain_dependency(zlib_c zlib.h z)
find_path(PLUGTEST_MUSTACHE_INCLUDE mustache.hpp PATH_SUFFIXES kainjow REQUIRED)

if(PLUGTEST_BUILD_TESTS)
  find_package(GTest REQUIRED)
  plugtest_plain_dependency(rapidcheck_c rapidcheck.h rapidcheck)
  find_package(PkgConfig REQUIRED) # umockdev's headers lie in three folders
  pkg_check_modules(umockdev REQUIRED IMPORTED_TARGET umockdev-1.0)
  find_program(PLUGTEST_UMOCKDEV_WRAPPER umockdev-wrapper REQUIRED)
endif()
