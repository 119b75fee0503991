# The installed tree: bin/plugtest, share/plugtest/scenarios (the content), share/doc/plugtest. The
# program finds its content from where it lies itself, so that the tree can be moved.

install(TARGETS plugtest RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(DIRECTORY scenarios/ DESTINATION "${CMAKE_INSTALL_DATADIR}/plugtest/scenarios"
        FILES_MATCHING PATTERN "*.yaml")
install(FILES README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md LICENSE
        DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES reports/README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}/reports")
install(FILES scenarios/README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}/scenarios")
install(FILES tools/udev/70-plugtest-readers.rules
        DESTINATION "${CMAKE_INSTALL_DATADIR}/plugtest/udev")
