# The installed tree: bin/plugtest, share/plugtest/scenarios (the content), share/doc/plugtest.
# The program finds its content from where it lies itself, so that the tree can be moved:
# ../share/plugtest/scenarios when installed, share/plugtest/scenarios in a build folder (a link).

install(DIRECTORY scenarios/ DESTINATION "${CMAKE_INSTALL_DATADIR}/plugtest/scenarios"
        FILES_MATCHING PATTERN "*.yaml")
install(FILES README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md LICENSE
        DESTINATION "${CMAKE_INSTALL_DOCDIR}")

file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/share/plugtest")
file(CREATE_LINK "${CMAKE_SOURCE_DIR}/scenarios" "${CMAKE_BINARY_DIR}/share/plugtest/scenarios"
     SYMBOLIC)
